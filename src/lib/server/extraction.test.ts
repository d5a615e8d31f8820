// The published attack, held against what the page computes of the same texts: the pipeline's numbers are the page's.
import { expect, test, vi } from 'vitest';
import { COPY, ORDERS, orderBy, unlike } from '#lib/demos/extraction/attack.ts';
import { chao1 } from '#lib/measures/richness.ts';
import { zlibLength } from '#lib/measures/zlib-length.ts';
import { readCorpus } from './corpus.ts';
import { readAttack, readExtraction } from './extraction.ts';

vi.setConfig({ testTimeout: 120_000 });

const read = await readAttack();

test.skipIf(!read)(
  'zlib lengths, rankings and copies are those of the page, for every sample with its text',
  async () => {
    const { attack, samples } = read!;
    const { index, tokenizer } = await readCorpus();
    expect(attack.copy).toBe(COPY);
    const shown = Object.keys(attack.texts).map(Number);
    expect(shown.length).toBeGreaterThanOrEqual(100);
    for (const at of shown) {
      const { ids, text, tokens, surprise, copy } = samples[at]!;
      expect(tokens).toBe(ids!.length);
      expect(zlibLength(text!), text!).toBe(surprise.zlib);
      const here = index.copied(ids!, COPY);
      const there = copy && { spans: copy.spans, documents: copy.documents, from: copy.from };
      expect(here, tokenizer.decode([...ids!])).toEqual(there);
    }
    for (const order of ORDERS) {
      const inspected = attack.inspected[order]!;
      expect(new Set(inspected).size).toBe(inspected.length);
      // In the order of the ranking, and none a repeat of one before it.
      const place = new Map(orderBy(samples, order).map((at, i) => [at, i]));
      const places = inspected.map((at) => place.get(at)!);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(unlike(samples, inspected, inspected.length)).toEqual(inspected);
    }
  }
);

test.skipIf(!read)('what the page tells of it is counted from its rows', async () => {
  const { attack } = read!;
  const start = (await readExtraction())!;
  const { recorded, ladder, recited } = start;
  const copied = new Set(attack.copies.map(({ at }) => at));
  expect(recorded.samples).toBe(attack.samples.tokens.length);
  expect(recorded.opened.copies).toBe(copied.size);
  for (const { order, inspected, copies } of recorded.hits) {
    expect(inspected).toBe(attack.inspected[order]!.length);
    expect(copies).toBe(attack.inspected[order]!.filter((at) => copied.has(at)).length);
  }
  const exact = new Set(ladder.flatMap(({ ids }) => ids));
  const times = new Map<string, number>();
  for (const { from } of attack.copies)
    for (const id of from) if (exact.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
  const { seen, found } = recorded.opened;
  expect(found).toEqual([...times.keys()].sort());
  expect(seen.once).toBe([...times.values()].filter((n) => n === 1).length);
  expect(recorded.opened.curve.at(-1)).toEqual({ samples: recorded.samples, distinct: times.size });
  // Nothing that was never planted, or never read, comes out.
  const never = ladder.find(({ copies }) => copies === 0)!.ids;
  expect(found.filter((id) => never.includes(id))).toEqual([]);
  expect(recorded.plot.cells.reduce((sum, { n }) => sum + n, 0)).toBe(recorded.samples);
  expect(recorded.plot.cells.reduce((sum, { marked }) => sum + marked!, 0)).toBe(copied.size);
  expect(recorded.opened.eidetic.reduce((sum, bin) => sum + bin.samples, 0)).toBe(copied.size);
  // The estimate is told as the lower bound that it is: of what is known to be there it says no more.
  const truth = new Set([...found, ...recited[recorded.model]!]).size;
  expect(chao1(seen)).toBeLessThanOrEqual(truth);
});
