import { calledOf } from '#lib/demos/membership/start.ts';
import { largestN, matchLengths } from '#lib/measures/n-gram-membership.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { verbatim } from '#lib/demos/membership/sources.ts';
import { readMembership } from '../membership.ts';
import { neverWhole, neverWholeRows } from '../never-whole.ts';
import type { Series } from '#lib/charts/types.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { rounded } from '#lib/words/number.ts';
import { GIVEN } from '#lib/release/given.ts';
import { sizesOf } from '#lib/release/models.ts';
import { readCurve } from '../curves.ts';
import { readOutcomes } from '../outcomes.ts';
import { readReport } from '../report.ts';
import { readCorpus } from '../corpus.ts';

/** What the text of the chapter is given: two published curves, and ours where the release has such passages. */
export async function evidence() {
  return {
    lingering: await lingering(),
    mosaic: await mosaic(),
    ours: await ours(),
    byRule: await byRule(),
    membership: await readMembership(),
    dial: await dial()
  };
}

/** Texts still completed after what shares a run of n tokens with them was taken out of the training data. */
async function lingering() {
  const { rows } = await readCurve('liu2025_lingering_fraction');
  const columns = [
    { n: 5, column: 'n5_pct_approx' },
    { n: 10, column: 'n10_pct' },
    { n: 20, column: 'n20_pct' },
    { n: 50, column: 'n50_exact_pct' }
  ];
  const share = (row: Record<string, string>, column: string) => Number(row[column]) / 100;
  const series: Series[] = rows.map((row, at) => ({
    id: row.model_size!,
    label: row.model_size!,
    tone: at / (rows.length - 1),
    points: columns.map(({ n, column }) => ({ x: n, y: share(row, column) }))
  }));
  const largest = rows.at(-1)!;
  return {
    series,
    largest: largest.model_size!,
    byRun: columns.map(({ n, column }) => {
      const shares = rows.map((row) => share(row, column));
      return { n, largest: share(largest, column), least: Math.min(...shares), most: Math.max(...shares) };
    })
  };
}

/** Exact copies that one copy with some of its tokens replaced is worth. */
async function mosaic() {
  const { columns, rows } = await readCurve('mosaic_rho_vs_replaced');
  const models = columns.slice(1);
  // Read off the figure to 0.01: smaller values were not visible.
  const value = (cell: string | undefined) => (cell ? rounded(Number(cell), 2) : null);
  const at = (replaced: number) => {
    const row = rows.find(({ tokens_replaced_of_100: n }) => Number(n) === replaced);
    const values = models.map((model) => Number(row?.[model]));
    return { replaced, least: Math.min(...values), most: Math.max(...values) };
  };
  // With all tokens replaced nothing is left of the text, by definition.
  const altered = rows.filter(({ tokens_replaced_of_100: n }) => Number(n) < 100);
  return {
    series: models.map((model, at): Series => ({
      id: model,
      label: model,
      tone: at / (models.length - 1),
      points: altered.map((row) => ({ x: Number(row.tokens_replaced_of_100), y: value(row[model]) }))
    })),
    few: at(10),
    half: at(50)
  };
}

/** What our largest model makes of passages that it never read whole; null before such a release. */
async function ours() {
  const { manifest, index } = await readCorpus();
  const sizes = sizesOf(manifest);
  const largest = sizes.at(-1)?.raw;
  if (!largest || !manifest.conditions.some(({ condition }) => condition === 'fragments')) return null;
  const longestRun = (ids: readonly number[]) =>
    Math.max(0, ...index.spans(ids, { min: 2, near: false }).map(({ start, end }) => end - start));
  const outcomes = await readOutcomes(largest.id, GIVEN);
  const found = neverWhole(outcomes, longestRun);
  const asked = Math.max(...outcomes.map((outcome) => outcome.asked));
  const answers = (await readReport())?.answers;
  /** With the 95 % interval of what it is worth, by the report. */
  const near = found?.near.map((copies) => {
    const { low = null, high = null } = answers?.[`near.worth.${copies.level}.${largest.id}`] ?? {};
    return { ...copies, between: low === null || high === null ? null : { low, high } };
  });
  if (!found) return null;
  const least = Math.min(...found.near.map(({ level }) => level ?? Infinity));
  /** What a near copy with the fewest tokens replaced is worth to the smaller models. */
  const toSmaller = sizes.slice(0, -1).flatMap(({ label, raw }) => {
    const { value = null, low = null, high = null } = answers?.[`near.worth.${least}.${raw.id}`] ?? {};
    return value === null || low === null || high === null ? [] : [{ label, value, low, high }];
  });
  return {
    label: largest.label,
    given: GIVEN,
    asked,
    ...found,
    near: near!,
    toSmaller,
    rows: neverWholeRows(found)
  };
}

/** Of the sizes trained on all copies, the one that completes most sentences made by the rule that it did not read. */
async function byRule() {
  const { manifest } = await readCorpus();
  const counted = await Promise.all(
    sizesOf(manifest).map(async ({ label, raw }) => {
      const rows = (await readOutcomes(raw.id, GIVEN)).filter(
        ({ passage }) => passage.condition === 'pattern'
      );
      const of = (copies: number) => {
        const group = rows.filter(({ passage }) => passage.copies === copies);
        return { n: group.length, recited: group.filter(({ recited }) => recited).length };
      };
      return { label, heldOut: of(0), readOnce: of(1) };
    })
  );
  return leaders(counted, ({ heldOut }) => heldOut.recited)[0] ?? null;
}

/** A short run, which most texts share with some other; and one that few texts share by chance. */
const [FEW, MIDDLE] = [5, 13];

/** What the text says of the dial before it is moved: where the first case turns, and what the tests say of whole groups. */
async function dial() {
  const { cases, groups, models } = await readMembership();
  const shown = cases[0]!;
  const { pieces, stretches } = shown.written[shown.model]!;
  const largest = models.at(-1)!;
  const called = (n: number) =>
    calledOf(groups, { n, rule: 'some', model: largest.id, smallest: models[0]!.id }).map(
      ({ group: { condition, copies, n }, byRuns, byLess }) => ({
        condition,
        copies,
        n,
        byRuns,
        byLess: byLess!
      })
    );
  const [few, middle] = [called(FEW), called(MIDDLE)];
  const of = (condition: string, copies: number) =>
    few.find((group) => group.condition === condition && group.copies === copies)!;
  const sum = (list: typeof few, key: 'n' | 'byRuns' | 'byLess') =>
    list.reduce((total, group) => total + group[key], 0);
  const inPieces = few.filter(({ condition }) => condition === 'fragments');
  const inPart = middle.filter(({ condition }) => condition === 'fragments' || condition === 'near');
  const [unread, once] = [of('exact', 0), of('exact', 1)];
  return {
    given: shown.ids.length,
    asked: shown.truth.length,
    level: shown.level!,
    longest: largestN(matchLengths(pieces.length, verbatim(stretches)), 'some'),
    few: FEW,
    unread: { ...unread, ...wilson(unread.byRuns, unread.n) },
    middle: {
      at: MIDDLE,
      unread: middle.find(({ condition, copies }) => condition === 'exact' && copies === 0)!.byRuns,
      inPart: { found: sum(inPart, 'byRuns'), n: sum(inPart, 'n') }
    },
    once: { ...once, ...wilson(once.byLess, once.n) },
    rule: of('pattern', 0),
    pieces: { n: sum(inPieces, 'n'), byLess: sum(inPieces, 'byLess') }
  };
}
