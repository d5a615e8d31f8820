// What a definition makes of the outputs of one model.
import { wilson, type Interval } from '#lib/measures/wilson.ts';
import { counts, strength, type Definition, type Standing } from '#lib/measures/definition.ts';
import { standingOf, type BenchRow, type Group } from './table.ts';

export interface Count extends Interval {
  passages: number;
  counted: number;
}

export interface GroupCount extends Count {
  group: Group;
}

export interface Tally {
  /** In the order in which the groups were planted. */
  groups: GroupCount[];
  /** All groups of one standing, taken together. */
  by: Record<Standing, Count>;
}

const countOf = (rows: readonly BenchRow[], definition: Definition): Count => {
  const counted = rows.filter(({ outcome, passage }) => counts(definition, outcome, passage.length)).length;
  return { passages: rows.length, counted, ...wilson(counted, rows.length) };
};

/** How many of the outputs count, by group and by standing, with 95 % intervals over passages. */
export function tally(rows: readonly BenchRow[], definition: Definition): Tally {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const of = (standing: Standing) =>
    countOf(
      rows.filter(({ group }) => standingOf(group) === standing),
      definition
    );
  return {
    groups: groups.map((group) => ({
      group,
      ...countOf(
        rows.filter((row) => row.group === group),
        definition
      )
    })),
    by: { read: of('read'), partly: of('partly'), never: of('never') }
  };
}

/** Outputs that show where the line runs; null where there is none. */
export interface Borderline {
  /** Of what the model read: the one that only just counts, and the one that only just does not. */
  just: BenchRow | null;
  almost: BenchRow | null;
  /** Of what it never read: the one that does best. */
  control: BenchRow | null;
}

/** Picks the examples. Of equals the first in the order of the passages. */
export function borderline(rows: readonly BenchRow[], definition: Definition): Borderline {
  const best = (among: readonly BenchRow[], sign: 1 | -1) =>
    among.reduce<BenchRow | null>((found, row) => {
      if (!found) return row;
      return sign * strength(definition, row.outcome) > sign * strength(definition, found.outcome)
        ? row
        : found;
    }, null);
  const counted = ({ outcome, passage }: BenchRow) => counts(definition, outcome, passage.length);
  const read = rows.filter(({ group }) => standingOf(group) === 'read');
  return {
    just: best(read.filter(counted), -1),
    almost: best(
      read.filter((row) => !counted(row)),
      1
    ),
    control: best(
      rows.filter(({ group }) => standingOf(group) === 'never'),
      1
    )
  };
}
