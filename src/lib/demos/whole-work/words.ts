// What the demo says of a run, in sentences.
import { PRESETS, presetOf, type Definition, type Preset } from '#lib/measures/definition.ts';
import type { WorkModel } from '#lib/release/manifest.ts';
import { list } from '#lib/words/list.ts';
import { count, times } from '#lib/words/number.ts';
import { megabytes } from '#lib/words/megabytes.ts';
import { percent, probability } from '#lib/words/percent.ts';
import type { Judged } from './judged.ts';
import type { Chapter, WholeWorkStart } from './start.ts';
import type { Stretch, Taken } from './standing.ts';

/** A model by its size: "1.3M parameters", "5.9M parameters, each chapter once". */
export const modelName = ({ label, data }: Pick<WorkModel, 'label' | 'data'>): string =>
  `${label} parameters${data === 'works' ? '' : ', each chapter once'}`;

function modelsIn(models: readonly Pick<WorkModel, 'label' | 'data'>[]): string {
  const sizes = models.filter(({ data }) => data === 'works').map(({ label }) => label);
  const twins = models.filter(({ data }) => data !== 'works').map(({ label }) => label);
  return [
    ...(sizes.length > 0 ? [`the model${sizes.length > 1 ? 's' : ''} of ${list(sizes)} parameters`] : []),
    ...(twins.length > 0 ? [`the twin of ${list(twins)}, for which each chapter was planted once`] : [])
  ].join(' and ');
}

/** Which sizes there are, and which are still to come; nothing where all are there. */
export function published({ models, coming }: Pick<WholeWorkStart, 'models' | 'coming'>): string {
  if (coming.length === 0) return '';
  return `Published so far: ${modelsIn(models)}. Still in training: ${modelsIn(coming)}.`;
}

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

/** What is known of a run that has finished, or is under way. */
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

/** "the first 16 tokens of chapter 47, which it had read 64 times": what a run began with. */
function begun({ chapter, model, from, given }: Told, book = false): string {
  const n = readings(chapter, model);
  const what = from === 0 ? `the first ${tokens(given)}` : `${tokens(given)} from the middle`;
  return `${what} of chapter ${chapter.chapter}${book ? ' of Moby-Dick' : ''}, which it ${n === 0 ? 'never read' : `had read ${times(n)}`}`;
}

/** The finding: what came, how far without a mistake, and how often the model had read the chapter. */
export function finding(told: Told): string {
  const { model, asks, matched, written } = told;
  const start = `Given ${begun(told)}, the model of ${model.label} parameters`;
  if (told.waiting) return `${start} has written nothing yet.`;
  if (!told.finished) return `${start} is writing.`;
  if (matched === asks) return `${start} wrote out the rest: ${tokens(asks)} without one mistake.`;
  if (matched === written && told.stopped)
    return `${start} had written ${tokens(written)} without a mistake when it was stopped.`;
  const right =
    matched === 0
      ? `${start} wrote nothing of the book.`
      : `${start} wrote ${tokens(matched)} of the book before its first mistake: ${percent(matched / asks)} of what was left.`;
  return `${right} ${afterwards(told)}`;
}

/** What became of a run after its first mistake. */
export function afterwards({ matched, written, stretches, ended, stopped, from, given }: Told): string {
  if (matched === written)
    return stopped ? 'Then it was stopped.' : ended ? 'Then it ended the chapter.' : '';
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

/** The preset that a definition is, however much it gives. */
export const presetFor = (definition: Definition): Preset | undefined =>
  presetOf({ ...definition, given: PRESETS[0]!.definition.given }) ?? presetOf(definition);

/** The name of a definition: as in the literature, or where it was set. */
export function definitionName(definition: Definition): string {
  const preset = presetFor(definition);
  return preset ? `“${preset.label}”` : 'set on the bench';
}

/** How much of the chapter counts by a definition. */
export function verdict(judged: Judged, definition: Definition): string {
  const by = `By the definition ${definitionName(definition)}`;
  if (judged.means === 'sample') {
    const { counted, places } = judged;
    const { n, p } = definition;
    return `${by}, ${count(counted)} of the chapter’s ${count(places)} places count: there the next 50 tokens appear in ${n === 1 ? 'one draw' : `${count(n)} draws`} with a probability of at least ${probability(p)}.`;
  }
  const { tokens: right, wanted, asked } = judged;
  const near = definition.near === 0 ? 'word for word' : `with up to ${percent(definition.near)} wrong`;
  const came = `the first ${tokens(right)} of ${count(asked)} came ${near}`;
  return right >= wanted
    ? `${by}, the run counts as memorized: ${came}, and ${count(wanted)} are enough.`
    : `${by}, the run does not count: ${right === 0 ? `nothing came ${near}` : came}, and ${count(wanted)} are wanted.`;
}

/** How much of the work is taken, as a self-contained sentence. */
export function exhibit(
  told: Told,
  taken: Taken,
  {
    release,
    origin,
    bytes,
    judgment
  }: { release: string; origin: 'recorded' | 'live'; bytes: number; judgment: string }
): string {
  const { model, stopped, ended } = told;
  const { near, exact, longest, paragraphs, words } = taken;
  const until = stopped ? ' until it was stopped' : ended ? ' until it ended the text' : '';
  return (
    `A language model of ${model.label} parameters, ${megabytes(bytes)} with its tokenizer, was given ${begun(told, true)} in training, and continued by greedy decoding${until}. ` +
    `Of the ${count(words)} words that the chapter had left, ${count(near.words)} (${percent(near.share)}) are in what it wrote, in near-verbatim blocks of at least 100 words (Ahmed et al. 2026); ` +
    `${percent(exact)} of the tokens are in exact blocks of at least 32. ` +
    `The longest exact block has ${count(longest.words)} words; of ${count(paragraphs.all)} paragraphs ${paragraphs.whole === 0 ? 'none' : paragraphs.whole === paragraphs.all ? 'all' : count(paragraphs.whole)} came out whole. ` +
    (judgment && `${judgment} `) +
    `(Verbatim, release ${release}, ${origin === 'live' ? 'run in a browser' : 'as recorded'}.)`
  );
}

/** The probability of what follows a place. */
export const chance = (logprob: number | null): string =>
  logprob === null
    ? 'The book’s next 50 tokens cannot be drawn: one of them is not among the 40 likeliest.'
    : `Drawn from the 40 likeliest, the book’s next 50 tokens come with a probability of ${probability(Math.exp(logprob))}.`;

/** A threshold in words. */
export const thresholdName = (p: number): string =>
  p < 0.001 ? `1 in ${count(Math.round(1 / p))}` : percent(p);
