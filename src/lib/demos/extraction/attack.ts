// Samples, their rankings, and what came of them: the same of what was recorded and of what is drawn here.
import { cellsOf, type Cell } from '#lib/charts/scatter.ts';
import type { Copied } from '#lib/corpus/copied.ts';
import type { Attack } from '#lib/release/extraction.ts';
import { seenOf, type Seen } from '#lib/measures/richness.ts';
import { METRICS, suspicion, type Surprise } from '#lib/measures/suspicion.ts';
import { repeats, wordTrigrams } from '#lib/measures/trigrams.ts';

/** Tokens in a row that make a sample a copy. */
export const COPY = 32;
/** Accusations after which the corpus may be opened. */
export const ACCUSATIONS = 20;
/** Samples looked at in each ranking. */
export const INSPECTED = 100;

export interface Sample {
  tokens: number;
  surprise: Surprise;
  /** Of what was recorded, only what a ranking put among its first has its tokens here. */
  ids: readonly number[] | null;
  text: string | null;
  /** What of it stands in the training data; `undefined` until it is looked up. */
  copy: Copied | null | undefined;
}

/** An order in which samples are looked at. */
export const ORDERS = [...METRICS, 'unranked'] as const;
export type Order = (typeof ORDERS)[number];

const known = (nats: number | null) => nats ?? Infinity;

/** The samples of a record. @param decode the text of token ids */
export function samplesOf(attack: Attack, decode: (ids: number[]) => string): Sample[] {
  const { samples } = attack;
  const copies = new Map(attack.copies.map((copy) => [copy.at, copy]));
  return samples.tokens.map((tokens, at): Sample => {
    const ids = attack.texts[at] ?? null;
    return {
      tokens,
      surprise: {
        own: known(samples.own[at]!),
        small: known(samples.small[at]!),
        medium: known(samples.medium[at]!),
        lowercase: known(samples.lowercase[at]!),
        window: known(samples.window[at]!),
        zlib: samples.zlib[at]!
      },
      ids,
      text: ids && decode(ids),
      copy: copies.get(at) ?? null
    };
  });
}

/** All samples by one measure, the most suspicious first; of equals the one drawn first. */
export function orderBy(samples: readonly Pick<Sample, 'surprise'>[], order: Order): number[] {
  const all = samples.map((_, at) => at);
  if (order === 'unranked') return all;
  const scores = samples.map(({ surprise }) => suspicion(surprise)[order]);
  return all.sort((a, b) => (scores[b]! > scores[a]! ? 1 : scores[b]! < scores[a]! ? -1 : a - b));
}

type WithText = Pick<Sample, 'text'>;

const trigrams = new WeakMap<WithText, Map<string, number>>();
const trigramsOf = (sample: WithText) => {
  const found = trigrams.get(sample) ?? wordTrigrams(sample.text ?? '');
  trigrams.set(sample, found);
  return found;
};

/** The first `most` samples in an order, each unlike all before it. They need their texts. */
export function unlike(samples: readonly WithText[], order: readonly number[], most: number): number[] {
  const kept: number[] = [];
  for (const at of order) {
    if (kept.length === most) break;
    const own = trigramsOf(samples[at]!);
    if (!kept.some((other) => repeats(own, trigramsOf(samples[other]!)))) kept.push(at);
  }
  return kept;
}

/** What can stand on an axis. */
export const AXES = ['own', 'small', 'medium', 'zlib', 'lowercase', 'window'] as const;
export type AxisName = (typeof AXES)[number];

/** The place of a sample on an axis: bits of the whole sample, or bits a token where no whole is meant. */
export function onAxis({ tokens, surprise }: Sample, axis: AxisName): number {
  if (axis === 'zlib') return 8 * surprise.zlib;
  const bits = surprise[axis] / Math.LN2;
  return Number.isFinite(bits) ? (axis === 'lowercase' || axis === 'window' ? bits : bits * tokens) : 0;
}

/** From nothing to a round number above nearly all. */
export function domainOf(samples: readonly Sample[], axis: AxisName): [number, number] {
  const values = samples.map((sample) => onAxis(sample, axis)).sort((a, b) => a - b);
  const high = values[Math.floor(0.998 * (values.length - 1))] ?? 1;
  const step = 10 ** Math.floor(Math.log10(Math.max(high, 1e-9))) / 2;
  return [0, Math.max(step, Math.ceil(high / step) * step)];
}

/** A point of a curve. */
export interface Step {
  samples: number;
  distinct: number;
}

/** What is known when the samples have been looked up. */
export interface Opened {
  copies: number;
  /** How many of the ladder's passages had come after so many samples. */
  curve: Step[];
  /** How often each passage of the ladder came. */
  seen: Seen;
  /** Their ids. */
  found: string[];
  /** How many samples hold a run that so many documents hold: one, two or three, four to seven, … */
  eidetic: { from: number; to: number; samples: number }[];
}

const STEPS = 24;
const BINS = [1, 2, 4, 8, 16, 32, 64, 128];

/** What came of samples that are all looked up. @param ladder the passages in known numbers of copies */
export function openedOf(samples: readonly Sample[], ladder: readonly { ids: readonly string[] }[]): Opened {
  const passages = new Set(ladder.flatMap(({ ids }) => ids));
  const times = new Map<string, number>();
  const curve: Step[] = [{ samples: 0, distinct: 0 }];
  const held = BINS.map(() => 0);
  let copies = 0;
  samples.forEach(({ copy }, at) => {
    if (copy) {
      copies++;
      for (const id of copy.from) if (passages.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
      held[BINS.findLastIndex((least) => copy.documents >= least)]!++;
    }
    const step = Math.floor(((at + 1) * STEPS) / samples.length);
    if (step > Math.floor((at * STEPS) / samples.length))
      curve.push({ samples: at + 1, distinct: times.size });
  });
  return {
    copies,
    curve,
    seen: seenOf(times.values()),
    found: [...times.keys()].sort(),
    eidetic: BINS.map((from, i) => ({ from, to: (BINS[i + 1] ?? Infinity) - 1, samples: held[i]! }))
  };
}

/** How many of the first so many of an order are copies. */
export interface Hits {
  order: Order;
  inspected: number;
  copies: number;
}

export const hitsOf = (samples: readonly Sample[], order: Order, looked: readonly number[]): Hits => ({
  order,
  inspected: looked.length,
  copies: looked.filter((at) => samples[at]!.copy).length
});

/** A scatter plot of samples. */
export interface Plot {
  x: { axis: AxisName; domain: [number, number] };
  y: { axis: AxisName; domain: [number, number] };
  cells: Cell[];
}

/** @param open whether it is told which are copies */
export function plotOf(samples: readonly Sample[], x: AxisName, y: AxisName, open: boolean): Plot {
  const domain = { x: domainOf(samples, x), y: domainOf(samples, y) };
  return {
    x: { axis: x, domain: domain.x },
    y: { axis: y, domain: domain.y },
    cells: cellsOf(
      samples,
      (sample) => [onAxis(sample, x), onAxis(sample, y)],
      open ? ({ copy }) => !!copy : null,
      domain
    )
  };
}
