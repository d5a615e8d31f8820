import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseManifest } from './manifest.ts';
import {
  fullName,
  largestFirst,
  largestOf,
  largestPair,
  modelName,
  shortName,
  sizesOf,
  twinOf,
  withAllCopies
} from './models.ts';

const manifest = parseManifest(JSON.parse(readFileSync('static/lab/manifest.json', 'utf8')));
const sizes = sizesOf(manifest);

test('sizes go from small to large, each with the twin of as many parameters', () => {
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.map(({ parameters }) => parameters)).toEqual(
    sizes.map(({ parameters }) => parameters).toSorted((a, b) => a - b)
  );
  expect(sizes[0]!.tone).toBe(0);
  expect(sizes.at(-1)!.tone).toBe(1);
  for (const { raw, twin, parameters } of sizes) {
    expect(raw.data).toBe('raw');
    if (twin) expect([twin.data, twin.parameters]).toEqual(['dedup', parameters]);
  }
  expect(sizes.filter(({ twin }) => twin)).toHaveLength(
    manifest.models.filter(({ data }) => data === 'dedup').length
  );
});

test.each([
  [shortName, '5.9M', '5.9M, deduplicated'],
  [modelName, '5.9M parameters', '5.9M parameters, deduplicated'],
  [fullName, '5.9M parameters, with all copies', '5.9M parameters, deduplicated']
])('%o names both', (name, raw, dedup) => {
  expect(name({ label: '5.9M', data: 'raw' })).toBe(raw);
  expect(name({ label: '5.9M', data: 'dedup' })).toBe(dedup);
});

const model = fc.record({
  parameters: fc.integer({ min: 1, max: 5 }),
  data: fc.constantFrom('raw' as const, 'dedup' as const)
});
const models = fc.uniqueArray(model, {
  selector: ({ parameters, data }) => `${data} ${parameters}`,
  maxLength: 10
});

test('whatever their order, the largest is found, and the largest with a twin', () => {
  fc.assert(
    fc.property(models, (all) => {
      const raw = withAllCopies(all);
      expect(largestOf(all)?.parameters ?? -Infinity).toBe(Math.max(...raw.map((m) => m.parameters)));
      const pair = largestPair(all);
      const paired = raw.filter((m) => twinOf(all, m));
      expect(pair?.raw).toBe(paired.at(-1));
      if (pair) {
        expect([pair.raw.data, pair.twin.data]).toEqual(['raw', 'dedup']);
        expect(pair.twin.parameters).toBe(pair.raw.parameters);
      }
      const sorted = largestFirst(all);
      expect(sorted).toHaveLength(all.length);
      sorted.slice(1).forEach((after, at) => {
        const before = sorted[at]!;
        expect(before.parameters).toBeGreaterThanOrEqual(after.parameters);
        if (before.parameters === after.parameters) expect(after.data).toBe('dedup');
      });
    })
  );
});
