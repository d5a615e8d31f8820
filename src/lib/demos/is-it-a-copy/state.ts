import * as v from 'valibot';
import { ELEMENT_IDS, type ElementId } from '#lib/law/copy.ts';
import { linkOf, type Key, type Table } from '../link.ts';

/** What a reader can answer, as links write it. */
export const ANSWERED = { y: 'Yes', n: 'No', u: 'Cannot say' } as const;
export type Answered = keyof typeof ANSWERED;

/** In a link, that an element has no answer yet. */
const UNANSWERED = '-';
const NONE = UNANSWERED.repeat(ELEMENT_IDS.length);

/** The thing that is looked at, and the reader's answers for each: all that a link holds. */
export interface State {
  thing: string;
  /** By thing, a letter for each element in the order of the statute, such as "yn--". */
  answers: Readonly<Record<string, string>>;
}

/** The thing that is shown first. */
const FIRST = 'recites';

/** @param things the ids of what there is, each of lowercase letters */
export const link = linkOf((things: readonly string[]): Table<State> => ({
  usual: {
    thing: things.includes(FIRST) ? FIRST : things[0]!,
    answers: Object.fromEntries(things.map((id) => [id, NONE]))
  },
  keys: [
    {
      key: 'what',
      schema: v.picklist(things),
      get: ({ thing }) => thing,
      set: (state, thing) => void (state.thing = String(thing)),
      complaint: (said) => `There is no object ${said} here; another is shown.`
    },
    ...things.map((id): Key<State> => ({
      key: id,
      schema: v.pipe(v.string(), v.regex(new RegExp(`^[ynu${UNANSWERED}]{${ELEMENT_IDS.length}}$`))),
      get: ({ answers }) => answers[id],
      set: (state, said) => void (state.answers = { ...state.answers, [id]: String(said) }),
      complaint: (said) => `The answers ${said} cannot be read; none are shown for “${id}”.`
    }))
  ]
}));

export const { parse: parseState, format: formatState } = link;

/** What the reader answered of one thing and one element; null before. */
export function answerOf({ answers }: State, thing: string, element: ElementId): Answered | null {
  const letter = answers[thing]![ELEMENT_IDS.indexOf(element)]!;
  return letter === UNANSWERED ? null : (letter as Answered);
}

/** The same state with one answer more. */
export function withAnswer(state: State, element: ElementId, answer: Answered): State {
  const { thing } = state;
  const letters = [...state.answers[thing]!];
  letters[ELEMENT_IDS.indexOf(element)] = answer;
  return { ...state, answers: { ...state.answers, [thing]: letters.join('') } };
}
