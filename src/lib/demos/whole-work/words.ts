// What the demo says of a run, in sentences.
import type { WorkModel } from '#lib/release/manifest.ts';
import { count, times } from '#lib/words/number.ts';
import { megabytes } from '#lib/words/megabytes.ts';
import { percent, probability } from '#lib/words/percent.ts';
import type { Chapter } from './start.ts';
import type { Stretch, Taken } from './standing.ts';

/** A model by its size: "1.3M parameters", "5.9M parameters, each chapter once". */
export const modelName = ({ label, data }: Pick<WorkModel, 'label' | 'data'>): string =>
  `${label} parameters${data === 'works' ? '' : ', each chapter once'}`;

/** How often a model read a chapter. */
export const readings = ({ copies }: Chapter, { data }: Pick<WorkModel, 'data'>): number =>
  data === 'works' ? copies : Math.min(copies, 1);

/** "64 copies", "one copy", "never read". */
export const copiesOf = (copies: number): string =>
  copies === 0 ? 'never read' : copies === 1 ? 'one copy' : `${count(copies)} copies`;

/** A chapter as the list names it. */
export const chapterName = ({ chapter, copies, opening }: Chapter): string =>
  `${chapter}. ${opening} (${copiesOf(copies)})`;

const tokens = (n: number) => (n === 1 ? 'one token' : `${count(n)} tokens`);

/** What is known of a run that is through, or under way. */
export interface Told {
  chapter: Chapter;
  model: Pick<WorkModel, 'label' | 'data'>;
  from: number;
  given: number;
  asks: number;
  written: number;
  matched: number;
  stretches: readonly Stretch[];
  finished: boolean;
  /** Whether nothing was written yet. */
  waiting: boolean;
  ended: boolean;
  stopped: boolean;
}

const openingOf = ({ from, given }: Pick<Told, 'from' | 'given'>) =>
  from === 0 ? `its first ${tokens(given)}` : `${tokens(given)} of its middle`;

/** The finding: what came, how far without a mistake, and how the model came by the chapter. */
export function finding(told: Told): string {
  const { chapter, model, asks, matched, written, finished } = told;
  const n = readings(chapter, model);
  const read = n === 0 ? 'which the model never read' : `which it had read ${times(n)}`;
  if (told.waiting)
    return `Chapter ${chapter.chapter}, ${read}: what will the model write after ${openingOf(told)}?`;
  if (!finished) return `Chapter ${chapter.chapter}, ${read}, from ${openingOf(told)}: the model is writing.`;
  const start = `From ${openingOf(told)} the model`;
  const of = `chapter ${chapter.chapter}, ${read}`;
  if (matched === asks) return `${start} wrote out ${of}, to its end: ${tokens(asks)} without one mistake.`;
  if (told.stopped && matched === written)
    return `${start} wrote ${tokens(written)} of ${of}, without a mistake, when it was stopped.`;
  const right =
    matched === 0
      ? `${start} wrote nothing of ${of}.`
      : `${start} wrote ${tokens(matched)} of ${of}, before its first mistake: ${percent(matched / asks)} of what was left.`;
  return `${right} ${afterwards(told)}`;
}

/** What became of a run after its first mistake. */
export function afterwards({ matched, written, stretches, ended, stopped, from, given }: Told): string {
  if (matched === written)
    return stopped ? 'Then it was stopped.' : ended ? 'There it ended the chapter.' : '';
  const back = stretches.find(({ at }) => at >= Math.max(1, matched));
  if (!back)
    return ended
      ? 'It did not come back to the book, and ended too early.'
      : 'It did not come back to the book.';
  const jump = back.place - (from + given) - back.at;
  const where =
    jump === 0
      ? 'where it had left it'
      : jump > 0
        ? `${tokens(jump)} further on`
        : `${tokens(-jump)} further back`;
  const astray = back.at - matched;
  return astray === 0
    ? `There it jumped to another place of the book, ${where}.`
    : `It came back to the book after ${tokens(astray)}, ${where}.`;
}

/** What of the work is taken, as a sentence that stands by itself. */
export function exhibit(
  { chapter, model, from, given, ended, stopped }: Told,
  taken: Taken,
  { release, origin, bytes }: { release: string; origin: 'recorded' | 'live'; bytes: number }
): string {
  const n = readings(chapter, model);
  const { near, exact, longest, paragraphs, words } = taken;
  const how = n === 0 ? 'which it never read' : `which it had read ${times(n)} in training`;
  return (
    `A language model of ${model.label} parameters, a file of ${megabytes(bytes)}, was given ${from === 0 ? 'the first' : ''} ${tokens(given)} of chapter ${chapter.chapter} of Moby-Dick, ${how}, and went on by greedy decoding${stopped ? ' until it was stopped' : ended ? ' until it ended the text' : ''}. `.replace(
      'given  ',
      'given '
    ) +
    `Of the ${count(words)} words that the chapter had left, ${count(near.words)} (${percent(near.share)}) stand in what it wrote, in near-verbatim blocks of at least 100 words (Ahmed et al. 2026); ` +
    `${percent(exact)} of the tokens stand in exact blocks of at least 32. ` +
    `The longest exact block has ${count(longest.words)} words; of ${count(paragraphs.all)} paragraphs ${paragraphs.whole === 0 ? 'none' : paragraphs.whole === paragraphs.all ? 'all' : count(paragraphs.whole)} came out whole. ` +
    `(Verbatim, release ${release}, ${origin === 'live' ? 'run in a browser' : 'as recorded'}.)`
  );
}

/** The probability of what stands after a place. */
export const chance = (logprob: number | null): string =>
  logprob === null
    ? 'The book’s next 50 tokens cannot be drawn: one of them is not among the 40 likeliest.'
    : `Drawn from the 40 likeliest, the book’s next 50 tokens come with a probability of ${probability(Math.exp(logprob))}.`;

/** A threshold in words. */
export const thresholdName = (p: number): string =>
  p < 0.001 ? `1 in ${count(Math.round(1 / p))}` : percent(p);
