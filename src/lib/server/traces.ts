// What of a passage shows in a model besides recital: when it was read, and whether it was read at all.
import type { Point, Row, Series } from '#lib/charts/types.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { mean } from '#lib/measures/mean.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { sizesOf, type Size } from '#lib/release/models.ts';
import type { Manifest } from '#lib/release/manifest.ts';
import type { Bounded, Traced } from '#lib/release/traced.ts';
import type { Answer, Report } from './report.ts';

const bounded = ({ value, low, high }: Answer): Bounded => ({ value: value!, low: low!, high: high! });

/** A share adjusted for what lines explain by their number, which may come out below zero: there it is none. */
const adjusted = (answer: Answer): Bounded => {
  const { value, low, high } = bounded(answer);
  return { value: Math.max(0, value), low: Math.max(0, low), high: Math.max(0, high) };
};

const THIRDS = ['earliest', 'middle', 'latest'] as const;

export interface Timing {
  /** By size, the share of what varies in the probability of the continuation, within groups of equally many copies, that goes with the mean step of reading. */
  shares: Series;
  smallest: Bounded;
  largest: Bounded;
  /** Of each size the group in which recital is most in doubt, in thirds by when its passages were read. */
  thirds: Row[];
  /** The largest model's group: what is recited of the earliest third and of the latest. */
  example: {
    copies: number;
    n: number;
    earliest: number;
    latest: number;
    bits: { earliest: number; latest: number };
  };
  /** Among passages of as many copies, in one size trained anew: what goes with the moment, with the passage, with neither. */
  within: {
    label: string;
    runs: number;
    /** The passages that all of these read. */
    passages: number;
    /** What goes with the moment in each of them, by itself. */
    each: number[];
    timing: Bounded;
    passage: Bounded;
    rest: Bounded;
  } | null;
}

/** Null where the release has no ledger of the steps. */
export function timingOf(report: Report | null, sizes: readonly Size[]): Timing | null {
  if (!report || report.timing.length === 0) return null;
  const of = (model: string) => adjusted(report.answers[`timing.${model}`]!);
  const doubtful = sizes.flatMap((size) => {
    const rows = report.timing.filter(({ model }) => model === size.raw.id);
    const recited = (row: (typeof rows)[number]) => THIRDS.reduce((sum, third) => sum + row[third].count, 0);
    if (!rows.some((row) => recited(row) > 0)) return [];
    const n = (row: (typeof rows)[number]) => THIRDS.reduce((sum, third) => sum + row[third].n, 0);
    return [{ size, row: leaders(rows, (row) => -Math.abs(recited(row) / n(row) - 0.5))[0]! }];
  });
  const { copies, earliest, latest } = doubtful.at(-1)!.row;
  const again = report.seeds;
  const share = (key: string) => report.answers[`within.${key}`];
  return {
    shares: {
      id: 'timing',
      label: 'within groups of as many copies',
      tone: 1,
      points: sizes.map(({ parameters, raw }): Point => {
        const { value, low, high } = of(raw.id);
        return { x: parameters, y: value, low, high };
      })
    },
    smallest: of(sizes[0]!.raw.id),
    largest: of(sizes.at(-1)!.raw.id),
    thirds: doubtful.flatMap(({ size, row }) =>
      THIRDS.map((third): Row => {
        const { count, n, low, high } = row[third];
        return {
          group: `${size.label}, ${row.copies} copies`,
          label: `${third} third`,
          value: count / n,
          low,
          high,
          tone: size.tone
        };
      })
    ),
    example: {
      copies,
      n: latest.n,
      earliest: earliest.count,
      latest: latest.count,
      bits: { earliest: earliest.bits, latest: latest.bits }
    },
    within: share('timing')
      ? {
          label: sizes.find(({ raw }) => raw.id === again[0]!.model)!.label,
          runs: again.length,
          passages: share('passages')!.value!,
          each: again.map(({ model }) => of(model).value),
          timing: adjusted(share('timing')!),
          passage: bounded(share('passage')!),
          rest: bounded(share('rest')!)
        }
      : null
  };
}

export interface Traces {
  label: string;
  copies: number;
  /** Copies of the codes that `exposure` is about, and how many these are. */
  codeCopies: number | null;
  codes: number;
  /** The twin's mean exposure over the codes of every number of copies, each of which it met equally often. */
  twinCodes: { n: number; mean: number } | null;
  models: { plain: Traced; twin: Traced | null; goldfish: Traced };
  /** By copies: the share recited, and how surely what was read is told from what was not. */
  recited: Series[];
  auc: Series[];
  /** The largest model, of passages of one copy and of the next larger number. */
  largest: { label: string; once: Traced['once']; next: Traced['once'] & { copies: number } };
}

/** Null where the release has no model with gaps in its loss. */
export function tracesOf(report: Report | null, manifest: Manifest): Traces | null {
  const fish = manifest.further_models.find(({ training }) => training.goldfish);
  const sizes = sizesOf(manifest);
  const size = sizes.find(({ parameters }) => parameters === fish?.parameters);
  if (!report || !fish || !size || report.traces.length === 0) return null;
  const rowsOf = (id: string) => report.traces.filter(({ model }) => model === id);
  const most = Math.max(...report.traces.map(({ copies }) => copies ?? 0));
  const codes = report.exposure.filter(({ model }) => model === fish.id);
  const codeCopies = codes.at(-1)?.copies ?? null;
  const readTimes = (id: string, times: number): Traced['once'] => {
    const { n, exact, auc, calibrated } = rowsOf(id).find(({ copies }) => copies === times)!;
    return { n, exact, auc: auc!, calibrated: calibrated ?? null };
  };
  const next = Math.min(...report.traces.map(({ copies }) => copies ?? 0).filter((copies) => copies > 1));
  const traced = (id: string, name: string): Traced => {
    const rows = rowsOf(id);
    const { n, exact, near, bits, auc } = rows.find(({ copies }) => copies === most)!;
    const code = report.exposure.find(({ model, copies }) => model === id && copies === codeCopies);
    return {
      ...{ name, n, exact, near, bits, auc: auc! },
      unread: rows.find(({ copies }) => copies === 0)!.bits,
      once: readTimes(id, 1),
      exposure: code ? bounded({ value: code.mean, low: code.low, high: code.high }) : null
    };
  };
  const twin = size.twin;
  const lines = [
    { id: size.raw.id, label: 'as usual', tone: size.tone },
    ...(twin ? [{ id: twin.id, label: 'one of each', tone: size.tone, dashed: true }] : []),
    { id: fish.id, label: 'goldfish' }
  ];
  const series = (point: (row: Report['traces'][number]) => Point): Series[] =>
    lines.map((line) => ({
      ...line,
      points: rowsOf(line.id)
        .filter(({ copies }) => copies)
        .map(point)
    }));
  const largest = sizes.at(-1)!;
  const twinCodes = report.exposure.filter(({ model, copies }) => model === twin?.id && copies > 0);
  return {
    label: size.label,
    copies: most,
    codeCopies,
    codes: codes.at(-1)?.n ?? 0,
    twinCodes:
      twinCodes.length > 0
        ? {
            n: twinCodes.reduce((sum, { n }) => sum + n, 0),
            mean: mean(twinCodes.flatMap(({ n, mean }) => Array<number>(n).fill(mean!))).mean
          }
        : null,
    models: {
      plain: traced(size.raw.id, 'as usual'),
      twin: twin ? traced(twin.id, 'one of each document') : null,
      goldfish: traced(fish.id, 'goldfish loss')
    },
    recited: series(({ copies, exact, n }) => ({ x: copies!, y: exact / n, ...wilson(exact, n) })),
    auc: series(({ copies, auc }) => ({ x: copies!, y: auc!.value, low: auc!.low, high: auc!.high })),
    largest: {
      label: largest.label,
      once: readTimes(largest.raw.id, 1),
      next: { copies: next, ...readTimes(largest.raw.id, next) }
    }
  };
}
