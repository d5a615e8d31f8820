// What the further models of a release show, those of which results alone are published: one size trained anew, models
// on random halves of the passages, and one trained with gaps in its loss. Each is null where the release lacks them.
import { byCopies, contextsOf, type CopiesShare } from '#lib/release/recall.ts';
import type { Size } from '#lib/release/models.ts';
import { leaders } from '#lib/measures/leaders.ts';
import type { Point, Row, Series } from '#lib/charts/types.ts';
import type { Summary } from '#lib/release/summary.ts';
import type { Release } from './release.ts';
import type { Answer, Report } from './report.ts';

/** An answer with its interval, as charts take it; undefined where the report has none. */
const bounded = ({ value, low, high }: Answer): Pick<Row, 'value' | 'low' | 'high'> => ({
  value,
  ...(typeof low === 'number' && typeof high === 'number' && { low, high })
});

const pointsOf = (ladder: readonly CopiesShare[]): Point[] =>
  ladder.map(({ copies, share, low, high }) => ({ x: copies, y: share, low, high }));

/** One size with other initial weights, another order, and the passages assigned to copies afresh. */
export interface Seeds {
  label: string;
  series: Series[];
  /** Where every run comes to one half between the same two numbers of copies: what each recites of the second. */
  parted: { before: number; copies: number; n: number; recited: number[] } | null;
  /** What the variance of the passages' log-probability goes with. */
  parts: Row[];
  /** The share that is the passage's own, of all variance and of what there is among passages of one number of copies. */
  passage: Answer | null;
  alike: Answer | null;
}

export function seedsOf(
  report: Report | null,
  summary: Summary,
  sizes: readonly Size[],
  given: number
): Seeds | null {
  const seeds = report?.seeds ?? [];
  const size = sizes.find(({ raw }) => raw.id === seeds[0]?.model);
  if (!report || !size || seeds.length < 2) return null;
  const answer = (id: string) => report.answers[`seeds.${id}`] ?? null;
  const ladders = seeds.map(({ model }) => byCopies(summary, model, given));
  const [before, copies] = seeds[0]!.half.between ?? [];
  const together =
    typeof before === 'number' &&
    typeof copies === 'number' &&
    seeds.every(({ half }) => half.between?.[0] === before && half.between[1] === copies);
  const there = ladders.flatMap((ladder) => ladder.find((rung) => rung.copies === copies) ?? []);
  const parts = { copies: 'the number of copies', passage: 'the paragraph', rest: 'neither' };
  return {
    label: size.label,
    series: seeds.map(({ model }, at) => ({
      id: model,
      label: `run ${at + 1}`,
      tone: size.tone,
      points: pointsOf(ladders[at]!)
    })),
    parted:
      together && there.length === seeds.length
        ? { before, copies, n: there[0]!.n, recited: there.map(({ recited }) => recited) }
        : null,
    parts: Object.entries(parts).flatMap(([key, label]) => {
      const share = answer(`share.${key}`);
      return share ? [{ label, ...bounded(share), strong: key === 'passage' }] : [];
    }),
    passage: answer('share.passage'),
    alike: answer('alike')
  };
}

/** Models of one size, each on a random half of the passages: every passage is read by some of them and not by others. */
export interface Halves {
  label: string;
  models: number;
  /** Models that read a passage, and models that did not: the same numbers for every passage, or else null. */
  each: { read: number; unread: number } | null;
  /** How often these models read their data, at least and at most. */
  passes: [number, number];
  /** By copies where the passage is read: the share recited, and the bits that the continuation takes. */
  recited: Series[];
  bits: Series[];
  /** Passages that any model recites without having read them. */
  anyway: { count: number; n: number };
  /** Where reading leaves recital most in doubt. */
  middle: {
    copies: number;
    n: number;
    read: number;
    unread: number;
    /** Passages recited by every model that read them, and by none of these. */
    byAll: number;
    byNone: number;
  };
  /** The fewest copies: bits that a passage takes unread, and how many fewer it takes where it was read. */
  fewest: { copies: number; unread: number; saved: Answer };
}

export function halvesOf(
  report: Report | null,
  { models, further_models }: Release,
  sizes: readonly Size[]
): Halves | null {
  const found = report?.counterfactual;
  if (!found) return null;
  const ours = [...models, ...further_models].filter(({ id }) => found.models.includes(id));
  const { rungs, rows } = found;
  const tone = sizes.find(({ parameters }) => parameters === ours[0]!.parameters)?.tone ?? 1;
  const line = (id: 'in' | 'out', label: string, measure: 'recited' | 'bits', tone?: number): Series => ({
    id,
    label,
    tone,
    points: rungs.map((rung) => {
      const { value, ...interval } = bounded(rung[id][measure]);
      return { x: rung.copies, y: value, ...interval };
    })
  });
  const lines = (measure: 'recited' | 'bits') => [
    line('in', 'by models that read them', measure, tone),
    line('out', 'by models that did not', measure)
  ];
  const doubt = (rung: (typeof rungs)[number]) => Math.abs(rung.in.recited.value! - 0.5);
  const middle = leaders(rungs, (rung) => -doubt(rung))[0]!;
  const there = rows.filter(({ copies }) => copies === middle.copies);
  const sides = rows.map((row) => ({ read: row.in.models, unread: row.out.models }));
  const alike = sides.every(({ read, unread }) => read === sides[0]!.read && unread === sides[0]!.unread);
  const passes = ours.map(({ training }) => training.passes_over_its_stream);
  const fewest = rungs[0]!;
  return {
    label: ours[0]!.label,
    models: ours.length,
    each: alike ? sides[0]! : null,
    passes: [Math.min(...passes), Math.max(...passes)],
    recited: lines('recited'),
    bits: lines('bits'),
    anyway: { count: rows.filter((row) => row.out.recited > 0).length, n: rows.length },
    middle: {
      copies: middle.copies,
      n: middle.n,
      read: middle.in.recited.value!,
      unread: middle.out.recited.value!,
      byAll: there.filter((row) => row.in.recited === row.in.models).length,
      byNone: there.filter((row) => row.in.recited === 0).length
    },
    fewest: {
      copies: fewest.copies,
      unread: fewest.out.bits.value!,
      saved: report.answers[`counterfactual.bits.${fewest.copies}`]!
    }
  };
}

/** A model trained with gaps in its loss, beside the one of its size trained without. */
export interface Goldfish {
  id: string;
  sibling: string;
  label: string;
  /** One token in so many is left out. */
  every: number;
  /** Of the passages of most copies. */
  copies: number;
  n: number;
  recited: number;
  near: number;
  siblingRecited: number;
  /** At the number of tokens given at which it recites most of these, the first of several. */
  otherPrefix: { context: number; recited: number };
  series: Series[];
  bits: number;
  siblingBits: number;
}

export function goldfishOf(
  report: Report | null,
  summary: Summary,
  { models, further_models }: Release,
  sizes: readonly Size[],
  given: number
): Goldfish | null {
  const fish = [...models, ...further_models].find(({ training }) => training.goldfish);
  const size = sizes.find(({ raw }) => raw.parameters === fish?.parameters);
  if (!report || !fish || !size) return null;
  const [ladder, plain] = [byCopies(summary, fish.id, given), byCopies(summary, size.raw.id, given)];
  const near = report.recall
    .filter((row) => row.model === fish.id && row.condition === 'exact' && row.context === given)
    .toSorted((a, b) => a.copies - b.copies);
  const [last, lastPlain, lastNear] = [ladder.at(-1)!, plain.at(-1)!, near.at(-1)!];
  return {
    id: fish.id,
    sibling: size.raw.id,
    label: fish.label,
    every: fish.training.goldfish!,
    copies: last.copies,
    n: last.n,
    recited: last.recited,
    near: lastNear.near.count,
    siblingRecited: lastPlain.recited,
    otherPrefix: leaders(
      contextsOf(summary).map((context) => ({
        context,
        recited: byCopies(summary, fish.id, context).at(-1)!.recited
      })),
      ({ recited }) => recited
    )[0]!,
    series: [
      { id: 'plain', label: 'as usual', tone: size.tone, points: pointsOf(plain) },
      {
        id: 'near',
        label: 'goldfish, near-verbatim too',
        points: near.map(({ copies, n, near: { count, low, high } }) => ({
          x: copies,
          y: count / n,
          low,
          high
        }))
      },
      { id: 'goldfish', label: 'goldfish, exact', points: pointsOf(ladder) }
    ],
    bits: fish.loss_bits_per_byte,
    siblingBits: size.raw.loss_bits_per_byte
  };
}
