import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseManifest } from './manifest.ts';
import { parsePassages, wholeCopies, type Passage } from './passages.ts';
import { parseRecords } from './record.ts';
import { parseSummary } from './summary.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = parseManifest(json('manifest.json'));
const published = json('manifest.json') as Record<string, unknown> & { models: Record<string, unknown>[] };

describe('what is published', () => {
  test('can be read', () => {
    const passages = parsePassages(json(manifest.passages.path));
    const { rows } = parseSummary(json(manifest.summary.path));
    const ids = new Set(manifest.models.map(({ id }) => id));
    expect(rows.map(({ model }) => model)).toEqual(expect.arrayContaining([...ids]));
    for (const record of parseRecords(json(manifest.records.path))) {
      expect(ids).toContain(record.model);
      expect(passages.map(({ id }) => id)).toContain(record.passage);
    }
    for (const { condition, level, copies, passages: n } of manifest.conditions) {
      const planted = passages.filter(
        (p) => p.condition === condition && p.copies === copies && (p.level ?? null) === level
      );
      expect(planted.length).toBe(n);
    }
  });

  test('offers the page no model that it cannot run', () => {
    for (const { dtypes, files } of manifest.models) {
      expect(dtypes.length).toBeGreaterThan(0);
      expect(files.length).toBeGreaterThan(0);
    }
  });
});

test('a model of which results alone are published stands apart', () => {
  const extra = {
    id: 'd4-half01',
    label: '1.3M',
    parameters: 1328256,
    depth: 4,
    width: 128,
    heads: 4,
    data: 'half01',
    training: { goldfish: null, seed: 1851 },
    loss_bits_per_byte: 1.5,
    tokens_seen: 1
  };
  const extended = parseManifest({ ...published, further_models: [extra] });
  expect(extended.models).toEqual(manifest.models);
  expect(extended.further_models).toEqual([extra]);
  expect(() => parseManifest({ ...published, models: [{ ...published.models[0], dtypes: [] }] })).toThrow();
  expect(() =>
    parseManifest({ ...published, models: [{ ...published.models[0], data: 'half01' }] })
  ).toThrow();
});

describe('passages', () => {
  const passage = { id: 'p000', condition: 'exact', copies: 16, chapter: 3, token_ids: [1], text: 'a' };
  const parse = (change: object) => parsePassages({ passages: [{ ...passage, ...change }] })[0]!;

  test('have a level and a chapter, or none', () => {
    expect(parse({ level: null }).level).toBeNull();
    expect(parse({ condition: 'near', level: 10 }).level).toBe(10);
    expect(parse({ condition: 'canary', level: null, chapter: null }).chapter).toBeNull();
    expect(() => parse({ chapter: 'three' })).toThrow();
    expect(() => parse({ condition: 'other' })).toThrow();
  });

  test.each([
    ['exact', 'raw', 16],
    ['exact', 'dedup', 1],
    ['canary', 'raw', 16],
    ['near', 'raw', 0],
    ['fragments', 'dedup', 0]
  ] as const)('%s, %s: whole %i times', (condition, data, times) => {
    expect(wholeCopies(parse({ condition }) as Passage, data)).toBe(times);
  });

  test('that nobody planted stand nowhere', () => {
    expect(wholeCopies(parse({ copies: 0 }), 'dedup')).toBe(0);
  });
});

test('a row of the summary has a level, or none', () => {
  const row = { model: 'm', condition: 'near', copies: 16, context: 32, n: 2, recited: 1, low: 0, high: 1 };
  const parse = (change: object) => parseSummary({ rows: [{ ...row, ...change }] }).rows[0]!.level;
  expect(parse({})).toBeNull();
  expect(parse({ level: null })).toBeNull();
  expect(parse({ level: 20 })).toBe(20);
  expect(() => parse({ level: 'high' })).toThrow();
});
