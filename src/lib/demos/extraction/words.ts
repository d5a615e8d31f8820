// What the demo says of an attack, in sentences.
import { intervalsApart, leaders } from '#lib/measures/leaders.ts';
import { chanceOfNew, chao1 } from '#lib/measures/richness.ts';
import { list } from '#lib/words/list.ts';
import { count } from '#lib/words/number.ts';
import { percent } from '#lib/words/percent.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { COPY, type AxisName, type Hits, type Opened, type Order } from './attack.ts';
import type { Strategy } from './state.ts';

/** Rankings as the list names them. */
export const RANKINGS: Record<Order, string> = {
  zlib: 'ratio to zlib',
  perplexity: 'perplexity',
  small: 'ratio to the smallest model',
  medium: 'ratio to the next smaller model',
  lowercase: 'ratio to lowercase',
  window: 'the surest 50 tokens in a row',
  unranked: 'as they come'
};

/** The same in a chart and within a sentence. */
export const SHORT: Record<Order, string> = {
  zlib: 'zlib',
  perplexity: 'perplexity',
  small: 'smallest model',
  medium: 'next smaller model',
  lowercase: 'lowercase',
  window: 'window',
  unranked: 'as they come'
};

export const STRATEGY: Record<Strategy, string> = {
  top: 'No prompt',
  decay: 'No prompt, falling temperature',
  prompts: 'Ten tokens of an unseen address'
};

export const AXIS: Record<AxisName, string> = {
  own: 'bits by the model',
  small: 'bits by the smallest model',
  medium: 'bits by the next smaller model',
  zlib: 'bits by zlib',
  lowercase: 'bits a token in lowercase',
  window: 'bits a token, surest 50 tokens'
};

/** The rankings that lead, without the order in which samples came: several where they are too close to tell apart. */
export function best(hits: readonly Hits[]): Hits[] {
  const rows = hits
    .filter(({ order, inspected }) => order !== 'unranked' && inspected > 0)
    .map((row) => ({ row, ...wilson(row.copies, row.inspected) }));
  return leaders(rows, ({ row }) => row.copies / row.inspected, intervalsApart).map(({ row }) => row);
}

/** Which ranking found most, ties told as ties. */
export function verdict(hits: readonly Hits[]): string {
  const plain = hits.find(({ order }) => order === 'unranked');
  const first = best(hits);
  if (first.length === 0 || !plain) return '';
  const names = list(first.map(({ order }) => SHORT[order]));
  const copies = first.map((row) => row.copies);
  const sizes = new Set(first.map(({ inspected }) => inspected));
  const even = sizes.size === 1;
  const size = first[0]!.inspected;
  const found = even
    ? `${list(copies)} of ${first.length === 1 ? 'its' : 'their'} first ${size} samples hold a copy`
    : `${list(first.map((row) => `${row.copies} of ${row.inspected}`))} of their first samples hold a copy`;
  const lead =
    first.length === 1
      ? `The best ranking is ${names}: ${found}`
      : even && new Set(copies).size === 1
        ? `The rankings by ${names} tie: ${copies[0]} of their first ${size} samples hold a copy`
        : `The rankings by ${names} are too close to tell apart: ${found}`;
  return `${lead}. Taken as they come, ${plain.copies} of ${plain.inspected} do.`;
}

/** What stands first: what the samples are, and what came of them. */
export function finding({
  count: n,
  told,
  recorded,
  accused
}: {
  count: number;
  told: Opened | null;
  recorded: boolean;
  accused: number;
}): string {
  if (n === 0) return 'Nothing is drawn yet. Press Sample, and the model writes, over and over.';
  const who = recorded ? `${count(n)} recorded samples` : n === 1 ? 'One sample' : `${count(n)} samples`;
  if (!told)
    return `${who}, and the corpus is closed. Which of them are copied from the training data? You have accused ${accused}.`;
  const share = told.copies / n;
  return `${told.copies === 0 ? 'None' : count(told.copies)} of ${who.toLowerCase()} (${percent(share)}) ${told.copies === 1 ? 'holds' : 'hold'} ${COPY} tokens or more of the training data word for word.`;
}

/** How estimates from the samples alone compare with what is known to be there. */
export interface Estimates {
  /** Passages that came. */
  found: number;
  /** Passages that came, or that the model recites when given their beginnings. */
  truth: number;
  chao1: number;
  chance: number;
  once: number;
  finds: number;
}

export function estimatesOf({ seen, found }: Opened, recited: readonly string[]): Estimates {
  return {
    found: seen.kinds,
    truth: new Set([...found, ...recited]).size,
    chao1: Math.round(chao1(seen)),
    chance: chanceOfNew(seen),
    once: seen.once,
    finds: seen.finds
  };
}

/** The estimates in sentences. */
export function estimated({ found, truth, chao1, chance, once, finds }: Estimates, given: number): string {
  if (finds === 0) return 'No passage of the ladder came up, so there is nothing to estimate from.';
  const how =
    chao1 < truth
      ? `${count(truth - chao1)} fewer than we know of`
      : chao1 > truth
        ? `${count(chao1 - truth)} more than we know of`
        : 'as many as we know of';
  return `The ${count(finds)} finds are of ${count(found)} passages, ${count(once)} of which came up once. By the Good–Turing estimate ${percent(chance)} of the next finds would be new. Chao’s estimate, a lower bound, is ${count(chao1)} passages, ${how}: ${count(truth)} came up or are recited when the model is given ${given} tokens.`;
}

/** "one document", "16 to 31 documents", "128 documents or more". */
export const documentsIn = ({ from, to }: { from: number; to: number }): string =>
  from === 1
    ? 'one document'
    : to === Infinity
      ? `${count(from)} documents or more`
      : `${count(from)} to ${count(to)} documents`;

/** Seconds that are left: "about 20 seconds left", "about 4 minutes left". */
export const leftOver = (seconds: number): string =>
  seconds < 90
    ? `about ${Math.max(5, Math.round(seconds / 5) * 5)} seconds left`
    : `about ${Math.round(seconds / 60)} minutes left`;
