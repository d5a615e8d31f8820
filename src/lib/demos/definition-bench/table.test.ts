// The table and the counts, against the published results counted one by one, without the packing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseManifest } from '#lib/release/manifest.ts';
import { parsePassages } from '#lib/release/passages.ts';
import { parseResults } from '#lib/release/results.ts';
import { parseSummary } from '#lib/release/summary.ts';
import { normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { probabilityWithin } from '#lib/measures/extraction.ts';
import { CONTEXTS, PRESETS, counts, type Definition } from '#lib/measures/definition.ts';
import { packTable, rowsOf, standingOf } from './table.ts';
import { borderline, tally } from './tally.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = parseManifest(lab('manifest.json'));
const passages = parsePassages(lab(manifest.passages.path));
const results = new Map(
  manifest.models.flatMap(({ id }) => {
    const file = manifest.results.find(({ model }) => model === id);
    return file ? [[id, parseResults(lab(file.path))] as const] : [];
  })
);
const table = packTable(manifest, passages, results);
const largest = manifest.models
  .filter(({ data }) => data === 'raw')
  .reduce((a, b) => (a.parameters > b.parameters ? a : b));
const exact = PRESETS[0]!.definition;

/** Whether an output counts, straight from tokens and probability. */
function plainly(definition: Definition, greedy: number[], truth: number[], logprob: number, length: number) {
  if (definition.means === 'sample') return probabilityWithin(logprob, definition.n) >= definition.p;
  const { unit, value } = definition.portion;
  for (let m = unit === 'tokens' ? value : Math.ceil(value * length); m <= truth.length; m++)
    if (m > 0 && normalizedEditDistance(greedy.slice(0, m), truth.slice(0, m)) <= definition.near + 1e-9)
      return true;
  return false;
}

describe('the packed table', () => {
  test('has every row of every model that the page runs, less those of other contexts', () => {
    expect(table.models.map(({ id }) => id)).toEqual([...results.keys()]);
    for (const [id, rows] of results) {
      const packed = CONTEXTS.flatMap((context) => rowsOf(table, id, context));
      expect(packed).toHaveLength(
        rows.filter(({ context }) => CONTEXTS.some((one) => one === context)).length
      );
    }
  });

  test.each([...PRESETS.map(({ id, definition }) => [id, definition] as const)])(
    'decides by “%s” as the tokens and probabilities do',
    (_, definition) => {
      for (const [id, rows] of results) {
        const at = new Map(rows.map((row) => [`${row.passage} ${row.context}`, row]));
        for (const { passage, context, outcome } of rowsOf(table, id, definition.given)) {
          const { greedy, logprob, logprob_top_k } = at.get(`${passage.id} ${context}`)!;
          const drawn = table.topK ? (logprob_top_k ?? -Infinity) : logprob;
          const ids = passages.find((p) => p.id === passage.id)!.token_ids;
          const truth = ids.slice(context, context + greedy.length);
          expect(counts(definition, outcome, passage.length), `${id} ${passage.id}`).toBe(
            plainly(definition, greedy, truth, drawn, ids.length)
          );
        }
      }
    }
  );

  test('takes the probabilities of the 40 likeliest tokens where all rows have them', () => {
    const [id, rows] = [...results][0]!;
    const given = (logprob_top_k: number | null) =>
      packTable(manifest, passages, new Map([[id, rows.map((row) => ({ ...row, logprob_top_k }))]]));
    expect(given(-1.5).topK).toBe(true);
    expect(rowsOf(given(-1.5), id, 32)[0]!.outcome.logprob).toBeCloseTo(-1.5, 4);
    expect(rowsOf(given(null), id, 32)[0]!.outcome.logprob).toBe(-Infinity);
  });

  test('is empty for a model or a context that nobody published', () => {
    expect(rowsOf(table, 'no-such-model', 32)).toEqual([]);
    expect(rowsOf(table, largest.id, 7)).toEqual([]);
  });
});

describe('counts', () => {
  test('of the exact definition are those of the published summary', () => {
    const summary = parseSummary(lab(manifest.summary.path)).rows.filter(
      ({ model, condition, context }) =>
        model === largest.id && condition === 'exact' && context === exact.given
    );
    const { groups } = tally(rowsOf(table, largest.id, exact.given), exact);
    for (const { copies, n, recited } of summary) {
      const found = groups.find(({ group }) => group.condition === 'exact' && group.copies === copies);
      expect(found).toMatchObject({ passages: n, counted: recited });
    }
    expect(summary.length).toBeGreaterThan(1);
  });

  test('put every passage into one standing', () => {
    const rows = rowsOf(table, largest.id, exact.given);
    const { by } = tally(rows, exact);
    expect(by.read.passages + by.partly.passages + by.never.passages).toBe(rows.length);
    expect(by.never.passages).toBe(rows.filter(({ group }) => group.copies === 0).length);
  });

  test('of the control are none exactly, and some by the definition that is too loose', () => {
    const of = (definition: Definition) =>
      tally(rowsOf(table, largest.id, definition.given), definition).by.never.counted;
    const loose = PRESETS.find(({ id }) => id === 'loose')!.definition;
    const paragraphs = tally(rowsOf(table, largest.id, exact.given), exact).groups.find(
      ({ group }) => group.condition === 'exact' && group.copies === 0
    );
    expect(paragraphs!.counted).toBe(0);
    expect(of(loose)).toBeGreaterThan(0);
  });
});

describe('the examples', () => {
  test('stand on their sides of the line', () => {
    for (const { definition } of PRESETS) {
      const rows = rowsOf(table, largest.id, definition.given);
      const { just, almost, control } = borderline(rows, definition);
      if (just) expect(counts(definition, just.outcome, just.passage.length)).toBe(true);
      if (almost) expect(counts(definition, almost.outcome, almost.passage.length)).toBe(false);
      if (control) expect(standingOf(control.group)).toBe('never');
    }
  });
});
