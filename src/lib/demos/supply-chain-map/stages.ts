// The stages of `content/supply-chain.yaml`: who acts, what is copied, which right is in play, what is asked.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import type { LawCase, LawEvent } from '#lib/law/cases.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const texts = v.array(text);
const id = v.pipe(v.string(), v.regex(/^[a-z-]+$/, 'lowercase letters and hyphens'));

/** How a right is in play: an act of its kind is done, or only by an output that repeats a work, or people differ on whether it is. */
export const PLAY = {
  plain: 'in play',
  repeats: 'only if the output repeats',
  disputed: 'disputed'
} as const;
export type Play = keyof typeof PLAY;

const Right = v.strictObject({
  id,
  /** Of the list in 17 U.S.C. § 106. */
  number: text,
  name: text,
  says: text
});

const Stage = v.strictObject({
  id,
  name: text,
  /** What the literature calls it. */
  term: text,
  does: text,
  actors: v.pipe(texts, v.minLength(1)),
  /** What is copied here. */
  copies: texts,
  /** By the id of a right. */
  rights: v.record(v.string(), v.picklist(Object.keys(PLAY) as Play[])),
  /** What is open. */
  questions: v.pipe(texts, v.minLength(1)),
  cases: v.array(v.strictObject({ id: v.string(), event: v.string(), says: text })),
  /** What to say where there is no case. */
  nobody: v.optional(text),
  /** The same stage in our experiment. */
  ours: text,
  /** Stages that its results go to. */
  next: v.array(v.string())
});

const Chain = v.strictObject({
  source: text,
  as_of: v.pipe(v.string(), v.isoDate()),
  rights: v.array(Right),
  stages: v.pipe(v.array(Stage), v.minLength(2))
});

/** A case as the map shows it; its status is on the page of cases. */
export interface CaseLink {
  id: string;
  name: string;
  says: string;
}

export type Right = v.InferOutput<typeof Right>;
export type Stage = Omit<v.InferOutput<typeof Stage>, 'cases'> & { cases: CaseLink[] };
export type SupplyChain = Omit<v.InferOutput<typeof Chain>, 'stages'> & { stages: Stage[] };

/** What the map asks of the cases of `cases.yaml`. */
type KnownCase = Pick<LawCase, 'id' | 'name'> & { events: Pick<LawEvent, 'id' | 'superseded_by'>[] };

/**
 * The supply chain: what YAML made of the file. Throws with the name of the file and the stage for an unknown right,
 * stage, case or event, for an event that was overtaken, and for a stage that has neither a case nor a reason
 * for having none.
 */
export function readStages(yaml: unknown, cases: readonly KnownCase[], file: string): SupplyChain {
  const chain = validate(Chain, yaml, file);
  const rights = new Set(chain.rights.map((right) => right.id));
  const stages = new Set(chain.stages.map((stage) => stage.id));
  if (stages.size < chain.stages.length) throw new Error(`${file}: two stages have the same id`);
  return {
    ...chain,
    stages: chain.stages.map((stage) => {
      const need = (known: boolean, what: string) => {
        if (!known) throw new Error(`${file}, ${stage.id}: ${what}`);
      };
      for (const right of Object.keys(stage.rights)) need(rights.has(right), `there is no right "${right}"`);
      for (const next of stage.next) need(stages.has(next), `there is no stage "${next}"`);
      need(stage.cases.length > 0 || stage.nobody !== undefined, 'no case, and no word on why');
      return {
        ...stage,
        cases: stage.cases.map(({ id, event: named, says }) => {
          const one = cases.find((known) => known.id === id);
          need(one !== undefined, `there is no case "${id}"`);
          const event = one!.events.find((known) => known.id === named);
          need(event !== undefined, `the case "${id}" has no event "${named}"`);
          const later = event!.superseded_by;
          need(later === undefined, `"${later}" counts in place of "${named}"`);
          return { id, says, name: one!.name };
        })
      };
    })
  };
}
