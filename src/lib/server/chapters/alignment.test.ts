import { expect, test } from 'vitest';
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
    ordinary: value('ChatGPT default'),
    base: value('InstructGPT'),
    attack: rows.find(({ label }) => label.includes('divergence attack'))!.value,
    rows
  });
});

test('of the most copied paragraph three versions are searched for, and two pass the filter', async () => {
  const { filter } = await evidence();
  const { tokenizer } = await readCorpus();
  const { copies, chapter, token_ids } = passages.find(({ id }) => id === 'p384');
  const text = tokenizer.decode(token_ids);
  const words = text.split(' ');
  for (let i = 2; i < words.length; i += 3) words[i] = '_';
  const versions = [
    { label: 'as in the book', text },
    { label: 'in capitals', text: text.toUpperCase() },
    { label: 'with every third word blanked', text: words.join(' ') }
  ];
  expect(copies).toBe(128);
  const found = versions.map((version) => longestRun([tokenizer.encode(version.text)]));
  expect(
    filter.versions.map(({ label, text, longest, stopped }) => ({ label, text, longest, stopped }))
  ).toEqual(versions.map((version, at) => ({ ...version, longest: found[at], stopped: found[at]! >= 10 })));
  for (const { text, opening } of filter.versions) {
    expect(text.startsWith(opening.slice(0, -2))).toBe(true);
    expect(opening.length).toBeLessThanOrEqual(72);
  }
  expect(filter).toEqual({
    versions: filter.versions,
    run: 10,
    copies,
    chapter,
    passed: found.filter((run) => run < 10).length,
    rows: versions.map(({ label }, at) => ({ label, value: found[at], strong: found[at]! >= 10 }))
  });
});
