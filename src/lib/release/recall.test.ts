import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseManifest } from './manifest.ts';
import { sizesOf } from './models.ts';
import { parseSummary } from './summary.ts';
import { byCopies, contextsOf, copiesFor, together, type CopiesShare } from './recall.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = parseManifest(json('manifest.json'));
const summary = parseSummary(json(manifest.summary.path));
const sizes = sizesOf(manifest);

test('shares are those of the single completions', () => {
  const { raw } = sizes.at(-1)!;
  const { path } = manifest.results.find(({ model }) => model === raw.id)!;
  const { rows } = json(path) as {
    rows: { passage: string; context: number; matched: number; greedy: number[] }[];
  };
  const { passages } = json(manifest.passages.path) as {
    passages: { id: string; condition: string; copies: number }[];
  };
  const planted = new Map(
    passages.filter(({ condition }) => condition === 'exact').map(({ id, copies }) => [id, copies])
  );
  for (const context of contextsOf(summary)) {
    const asked = rows.filter((row) => row.context === context && planted.has(row.passage));
    const recited = (of: typeof asked) => of.filter((row) => row.matched === row.greedy.length).length;
    for (const rung of byCopies(summary, raw.id, context)) {
      const group = asked.filter((row) => planted.get(row.passage) === rung.copies);
      expect([rung.n, rung.recited]).toEqual([group.length, recited(group)]);
      expect(rung.low).toBeLessThanOrEqual(rung.share);
      expect(rung.high).toBeGreaterThanOrEqual(rung.share);
    }
    const copied = asked.filter((row) => planted.get(row.passage)! > 0);
    const all = together(summary, raw.id, context);
    expect([all.n, all.recited]).toEqual([copied.length, recited(copied)]);
  }
});

test('an unknown model has no share, and nothing is known of it', () => {
  expect(byCopies(summary, 'none', 32)).toEqual([]);
  expect(together(summary, 'none', 32)).toEqual({ n: 0, recited: 0, share: 0, low: 0, high: 1 });
});

test('copies for a share: from there on every rung has it, and the one before does not', () => {
  const ladders = fc.array(fc.nat(8), { minLength: 1, maxLength: 9 }).map((counts) =>
    counts.map((recited, at): CopiesShare => ({
      copies: at === 0 ? 0 : 2 ** (at - 1),
      n: 8,
      recited,
      share: recited / 8,
      low: 0,
      high: 1
    }))
  );
  fc.assert(
    fc.property(ladders, fc.double({ min: 0.01, max: 1, noNaN: true }), (ladder, least) => {
      const copies = copiesFor(ladder, least);
      const at = copies === null ? ladder.length : ladder.findIndex((rung) => rung.copies === copies);
      expect(ladder.slice(at).every(({ share }) => share >= least)).toBe(true);
      if (at > 0) expect(ladder[at - 1]!.share).toBeLessThan(least);
    })
  );
});
