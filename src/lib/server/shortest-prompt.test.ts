import { expect, test } from 'vitest';
import { curve, interval, lab, manifest, meanOf, passages, recorded } from './fixture.ts';
import { promptsEvidence, readShortestPrompt } from './shortest-prompt.ts';

const record = recorded('prompts');
const shown = await readShortestPrompt();
const planted = new Map<string, any>(passages.map((passage) => [passage.id, passage])); // eslint-disable-line @typescript-eslint/no-explicit-any
const COPIES = [128, 64, 32, 16, 0];
const MODELS = ['d4-raw', 'd6-raw'];
const of = (model: string) => record.models.find(({ id }: { id: string }) => id === model);
const copiesOf = (row: { passage: string }) => planted.get(row.passage).copies;
const rowsOf = (model: string, kind: string, copies: number) =>
  of(model)[kind].filter((row: { passage: string }) => copiesOf(row) === copies);
/** The fewest own tokens that bring all of a text out; more than there are where none do. */
const needs = (matched: number[], text: number) => {
  for (let n = 1; n <= matched.length; n++) if (matched[n - 1] === text) return n;
  return Infinity;
};
const share = (n: number, count: number) => ({ n, count, ...interval(count, n) });
const ownOf = (model: string, passage: string) =>
  needs(of(model).pruned.find((row: { passage: string }) => row.passage === passage).matched, 32);

test('the record is of the files that the page runs, of every passage, and by the lot', () => {
  expect(record.models.map(({ id }: { id: string }) => id)).toEqual(MODELS);
  for (const { id, dtype, sha256, pruned, repeated, patterns } of record.models) {
    const entry = manifest.models.find((model: { id: string }) => model.id === id);
    expect(entry.dtypes[0]).toBe(dtype);
    expect(entry.files).toContainEqual(expect.objectContaining({ sha256 }));
    const asked = (rows: { passage: string }[]) => rows.map(({ passage }) => passage).toSorted();
    const known = (condition: string, copies: number[]) =>
      passages
        .filter((passage) => passage.condition === condition && copies.includes(passage.copies))
        .map((passage) => passage.id)
        .toSorted();
    expect(asked(pruned)).toEqual(known('exact', COPIES));
    expect(asked(repeated)).toEqual(known('exact', [0]));
    expect(asked(patterns)).toEqual(known('pattern', [0]));
  }
  // The same passages of every number of copies for each model, so far as the search has come.
  const [small, large] = MODELS.map((id) =>
    of(id).searched.map(({ passage }: { passage: string }) => passage)
  );
  expect(small).toEqual(large);
  for (const copies of COPIES)
    expect(rowsOf('d4-raw', 'searched', copies).length).toBe(small.length / COPIES.length);
});

test('given all 32 tokens, what comes is what was published', () => {
  for (const id of MODELS) {
    const rows = lab(`${manifest.release}/results/${id}.json`).rows;
    const published = new Map(
      rows
        .filter(({ context }: { context: number }) => context === 32)
        .map(({ passage, matched }: { passage: string; matched: number }) => [passage, matched])
    );
    for (const { passage, matched } of of(id).pruned)
      expect([passage, matched[31]]).toEqual([passage, published.get(passage)]);
  }
});

test('a text of each number of copies is shown, the first by lot, and one that no model has read but one brings out', () => {
  expect(shown.models.map(({ id }) => id)).toEqual(MODELS);
  expect(shown.texts.map(({ kind, copies }) => [kind, copies])).toEqual([
    ...COPIES.map((copies) => ['passage', copies]),
    ['pattern', 0]
  ]);
  for (const { passage, kind, copies, before, text, beforePieces, textPieces, recorded } of shown.texts) {
    const ids = planted.get(passage).token_ids;
    expect([...before, ...text]).toEqual(ids.slice(0, kind === 'pattern' ? ids.length : 64));
    expect(planted.get(passage).text.startsWith([...beforePieces, ...textPieces].join(''))).toBe(true);
    if (kind === 'pattern') continue;
    for (const id of MODELS) {
      const row = rowsOf(id, 'searched', copies)[0];
      expect(row.passage).toBe(passage);
      const { matched } = of(id).pruned.find((other: { passage: string }) => other.passage === passage);
      expect(recorded[id]).toMatchObject({ matched, searched: true, steps: row.steps });
      expect(recorded[id]!.prompt?.ids ?? null).toEqual(row.prompt);
    }
  }
  const { before, text, recorded } = shown.texts.at(-1)!;
  const [found] = Object.values(recorded);
  expect(found!.matched.at(-1)).toBe(text.length);
  expect(before.length).toBeLessThan(text.length);
});

test('the ratios above one are counted over the rows', async () => {
  const { small, large, series, copies } = await promptsEvidence();
  expect(copies).toEqual(COPIES);
  for (const [at, id] of MODELS.entries()) {
    const above = shown.above[at]!;
    const size = [small, large][at]!;
    for (const [i, number] of COPIES.entries()) {
      let own = 0;
      for (const { matched } of rowsOf(id, 'pruned', number)) if (needs(matched, 32) < 32) own++;
      const searched = rowsOf(id, 'searched', number);
      let after = 0;
      for (const { prompt } of searched) if (prompt !== null && prompt.length < 32) after++;
      expect(above.passages[i]).toEqual({
        copies: number,
        own: share(48, own),
        any: share(searched.length, after)
      });
      const { low, high } = interval(own, 48);
      expect(series[at]!.points.find(({ x }) => x === number)).toEqual({ x: number, y: own / 48, low, high });
    }
    let [again, ruled] = [0, 0];
    for (const { matched } of of(id).repeated) if (needs(matched, 32) < 32) again++;
    const sentences: { given: number; rest: number }[] = [];
    for (const { passage, given } of of(id).patterns) {
      const rest = planted.get(passage).token_ids.length - given;
      if (given < rest) ruled++;
      sentences.push({ given, rest });
    }
    expect([above.repeated, above.patterns]).toEqual([share(48, again), share(24, ruled)]);
    expect(size.sentence.given).toBe(Math.min(...sentences.map(({ given }) => given)));
    expect(size.sentence.given + size.sentence.rest).toBe(42);

    for (const [i, number] of COPIES.entries()) {
      const enough = rowsOf(id, 'pruned', number)
        .map(({ matched }: { matched: number[] }) => needs(matched, 32))
        .filter((n: number) => n < 32);
      const group = size.groups[i]!;
      expect([group.copies, group.n, group.count]).toEqual([number, 48, enough.length]);
      if (enough.length === 0) expect(group.tokens).toBeNull();
      else expect(group.tokens!.mean).toEqual(meanOf(enough).mean);
      if (enough.length === 48) expect(group.tokens).toEqual(meanOf(enough));
    }
    expect([size.most, size.fewest, size.none].map(({ copies }) => copies)).toEqual([128, 16, 0]);
    let [missed, caught] = [0, 0];
    for (const row of of(id).searched) {
      if (copiesOf(row) === 0 || ownOf(id, row.passage) < 32) continue;
      missed++;
      if (row.prompt !== null && row.prompt.length < 32) caught++;
    }
    expect(size.beyond).toEqual({ n: missed, count: caught });
    const both = of(id).searched.flatMap(({ passage, prompt }: { passage: string; prompt: number[] }) =>
      ownOf(id, passage) < 32 ? [[ownOf(id, passage), prompt.length]] : []
    );
    expect(size.shortened.n).toBe(both.length);
    for (const [key, at] of [
      ['own', 0],
      ['found', 1]
    ] as const) {
      let sum = 0;
      for (const pair of both) sum += pair[at];
      expect(size.shortened[key].mean).toEqual(sum / both.length);
    }
    const saved = both.map(([own, found]: [number, number]) => own - found);
    const { mean, low, high } = meanOf(saved);
    expect(size.shortened.saved.mean).toEqual(mean);
    if (Number.isFinite(low))
      expect([size.shortened.saved.low, size.shortened.saved.high]).toEqual([low, high]);
  }
});

test('the published ratios are those of the figures', () => {
  expect(shown.published).toEqual(
    curve('acr_bars').map(({ panel, label, avg_compression_ratio, portion_memorized }) => ({
      text: panel!.startsWith('model') ? 'Famous quotes' : label,
      model: panel!.startsWith('model') ? label : 'Pythia-1.4B',
      ratio: Number(avg_compression_ratio),
      share: Number(portion_memorized)
    }))
  );
});
