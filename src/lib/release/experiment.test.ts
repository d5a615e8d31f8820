import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseManifest } from './manifest.ts';
import { parsePassages } from './passages.ts';
import { parseSummary } from './summary.ts';
import { experimentNumbers } from './experiment.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = parseManifest(json('manifest.json'));
const summary = parseSummary(json(manifest.summary.path));

test('the numbers of the text are those of the published rows', () => {
  const numbers = experimentNumbers(manifest, summary, 32);
  const largest = manifest.models.find(({ parameters }) => parameters === numbers.largest.parameters)!;
  const { rows } = json(`${manifest.release}/results/${largest.id}.json`) as {
    rows: { passage: string; context: number; matched: number; greedy: number[] }[];
  };
  const passages = parsePassages(json(manifest.passages.path)).filter((p) => p.condition === 'exact');
  expect(numbers.planted).toBe(passages.length);
  // Counted anew from the single completions.
  for (const { copies, passages: n, recited } of numbers.ladder) {
    const group = new Set(passages.filter((p) => p.copies === copies).map(({ id }) => id));
    const of = rows.filter((row) => row.context === numbers.given && group.has(row.passage));
    expect(of.length).toBe(n);
    expect(of.every((row) => row.greedy.length === numbers.asked)).toBe(true);
    expect(of.filter((row) => row.matched === numbers.asked).length).toBe(recited);
  }
  expect(numbers.ladder.at(-1)!.copies).toBe(numbers.mostCopies);
});

test('a release that lacks what the text speaks of is refused', () => {
  expect(() => experimentNumbers(manifest, { rows: [] }, 32)).toThrow('recited passage');
  const raw = { ...manifest, models: manifest.models.filter(({ data }) => data === 'raw') };
  expect(() => experimentNumbers(raw, summary, 32)).toThrow('deduplicated model');
});
