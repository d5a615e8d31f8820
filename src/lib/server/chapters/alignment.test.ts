import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { editDistance } from '#lib/measures/edit-distance.ts';
import { curve, longestRun, passages } from '../fixture.ts';
import { readCorpus } from '../corpus.ts';
import { evidence } from './alignment.ts';

test('the shares are those of the figure, and of the text where a bar is too low', async () => {
  const { divergence } = await evidence();
  const rows = curve('nasr2023_blog_figure').map(({ model, pct_tokens_memorized: cell }) => ({
    label: model!,
    value: Number(cell!.match(/\d+\.\d+(?=\D*$)/)![0]) / 100,
    strong: model!.slice(0, 7) === 'ChatGPT'
  }));
  const value = (start: string) => rows.find(({ label }) => label.startsWith(start))!.value;
  expect(divergence).toEqual({
    before: value('ChatGPT default'),
    base: value('InstructGPT'),
    attack: rows.find(({ label }) => label.includes('divergence attack'))!.value,
    rows
  });
});

test('behind the filter no run of its length comes out, and no passage near-verbatim', async () => {
  const { filter } = await evidence();
  const { tokenizer } = await readCorpus();
  const record = JSON.parse(readFileSync('content/recorded/filter.json', 'utf8')) as {
    passages: { id: string; plain: number[]; filtered: number[] }[];
  };
  const most = passages.filter(({ condition, copies }) => condition === 'exact' && copies === 128);
  expect(record.passages.map(({ id }) => id)).toEqual(most.map(({ id }) => id));
  const found = record.passages.map(({ id, plain, filtered }) => {
    const ids: number[] = passages.find((passage) => passage.id === id).token_ids;
    const truth = ids.slice(32, 96);
    return {
      id,
      ids,
      plain,
      filtered,
      distance: editDistance(filtered, truth) / 64,
      alike: plain.every((t, i) => t === truth[i])
    };
  });
  // A run may begin in what was given.
  expect(longestRun(found.map(({ ids, filtered }) => [...ids.slice(23, 32), ...filtered]))).toBeLessThan(10);
  const nearest = found.toSorted((a, b) => a.distance - b.distance)[0]!;
  expect(filter).toMatchObject({
    run: 10,
    given: 32,
    tokens: 64,
    label: '15.7M',
    copies: 128,
    passages: 48,
    recited: { plain: found.filter(({ alike }) => alike).length, filtered: 0 },
    near: { plain: 48, filtered: found.filter(({ distance }) => distance <= 0.1).length },
    silent: found.filter(({ filtered }) => filtered.length <= 3).length
  });
  expect(filter.near.filtered).toBe(0);
  expect(filter.shown.distance).toBeCloseTo(nearest.distance, 12);
  expect(filter.shown.prefix).toBe(tokenizer.decode(nearest.ids.slice(0, 32)));
  expect(filter.shown.filtered.pieces.join('')).toBe(tokenizer.decode(nearest.filtered));
  expect(filter.shown.plain.pieces.join('')).toBe(tokenizer.decode(nearest.plain));
});
