// What is said of a passage, of a group of them, and of the samples that were drawn.
import { logSamplesNeeded, probabilityWithin, samplesNeeded } from '#lib/measures/extraction.ts';
import { wilson } from '#lib/measures/wilson.ts';
import type { Drawing } from '#lib/lm/sample.ts';
import { count, decimal, decimalsFor, inWords, times } from '#lib/words/number.ts';
import { powerOfTen } from '#lib/words/odds.ts';
import { percent } from '#lib/words/percent.ts';

/** How many tries: "one try", "1,000 tries". */
export const triesName = (n: number): string => (n === 1 ? 'one try' : `${count(n)} tries`);

/** How many tries it takes until a text appears with probability `p`: "331", "12,000", "10¹²"; from ten thousand on to two digits. */
export function triesFor(logprob: number, p: number): string {
  if (logprob === -Infinity) return 'no number of';
  const log10 = logSamplesNeeded(logprob, p) / Math.LN10;
  if (log10 > 9) return powerOfTen(Math.round(log10));
  const needed = samplesNeeded(logprob, p);
  return count(needed < 10_000 ? needed : Number(needed.toPrecision(2)));
}

/** The same with its noun: "1 try", "331 tries". */
export function triesNeeded(logprob: number, p: number): string {
  const needed = triesFor(logprob, p);
  return `${needed} ${needed === '1' ? 'try' : 'tries'}`;
}

/** How tokens are drawn: "from the 40 likeliest tokens, at temperature 1". */
export function drawingName({ temperature, topK }: Drawing): string {
  if (topK === 1) return 'the likeliest token each time';
  const from = topK === 0 ? 'all tokens' : `the ${topK} likeliest tokens`;
  return `from ${from}, at temperature ${temperature}`;
}

/** The cut as a list of choices names it. */
export const cutName = (topK: number): string =>
  topK === 0 ? 'all tokens' : topK === 1 ? 'the likeliest alone (greedy)' : `the ${topK} likeliest`;

/** How often passages were read, of those planted so many times: once where the data was deduplicated. */
export const readName = (copies: number, data: string): string =>
  copies === 0
    ? 'never read'
    : data === 'dedup'
      ? `read once, and by its sibling ${times(copies)}`
      : `read ${times(copies)}`;

/** What greedy decoding makes of a passage. */
export function greedyOf(matched: number, asked: number): string {
  return matched === asked
    ? `Greedy decoding gives the ${asked} tokens.`
    : `Greedy decoding misses: it goes wrong at token ${matched + 1} of ${asked}.`;
}

/** How likely one try is to give a passage, and what follows for many. */
export function chanceOf(logprob: number): string {
  if (logprob === -Infinity)
    return 'Drawn so, it never comes: one of its tokens is not among those that can be drawn.';
  if (logprob === 0) return 'Drawn so, every try gives it.';
  const log10 = -logprob / Math.LN10;
  if (log10 > 9) return `One try in ${powerOfTen(Math.round(log10))} gives it: more than anybody makes.`;
  const one =
    log10 < 3
      ? `One try gives it with a probability of ${percent(Math.exp(logprob))}`
      : `One try in ${count(Number((10 ** log10).toPrecision(2)))} gives it`;
  return `${one}: ${triesNeeded(logprob, 0.5)} for ${percent(0.5)}, ${triesFor(logprob, 0.9)} for ${percent(0.9)}.`;
}

/** How many passages of a group come, greedily and in so many tries. `within`: null where that is not known. */
export function groupOf({
  passages,
  read,
  recited,
  within,
  n,
  p
}: {
  passages: number;
  read: string;
  recited: number;
  within: number | null;
  n: number;
  p: number;
}): string {
  const greedy = `Of ${passages} passages ${read}, greedy decoding gives ${inWords(recited)}`;
  if (within === null) return `${greedy}.`;
  return `${greedy}; ${n === 1 ? 'in one try' : `in ${count(n)} tries each`}, ${inWords(within)} ${
    within === 1 ? 'comes' : 'come'
  } with a probability of at least ${percent(p)}.`;
}

/** Samples that were drawn of a passage. */
export interface Tally {
  drawn: number;
  hits: number;
  /** The most tokens that one had right from the first on. */
  furthest: number;
}

/** What came of the samples, and what the probability promised. `logprob`: null where that is not known. */
export function tallyOf({ drawn, hits, furthest }: Tally, asked: number, logprob: number | null): string {
  const { low, high } = wilson(hits, drawn);
  const came =
    hits === 0
      ? `None of ${count(drawn)} is the passage; the best has ${furthest} of ${asked} tokens right.`
      : `${count(hits)} of ${count(drawn)} ${hits === 1 ? 'is' : 'are'} the passage (${percent(hits / drawn)}, ${percent(0.95)} interval ${percent(low)} to ${percent(high)}).`;
  if (logprob === null) return came;
  const expected = drawn * Math.exp(logprob);
  const some = probabilityWithin(logprob, drawn);
  return `${came} The probability promised ${expected < 0.01 ? 'less than 0.01' : decimal(expected, decimalsFor(expected, 2))}, and at least one with ${percent(some)}.`;
}

/** What so many tries at every passage of a group take: tokens that have to be written. */
export const costOfTries = (passages: number, n: number, asked: number): string =>
  count(passages * n * asked);
