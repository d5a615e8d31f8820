import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { editDistance } from '#lib/measures/edit-distance.ts';
import { curve, longestRun, passages, report } from '../fixture.ts';
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

interface Answer {
  id: string;
  ids: number[];
  distance: number;
  likeness: number;
  struck: Record<string, string[]>;
  requests?: number[];
}
const record: {
  sets: { way: string; form: string; n: number; answers: Answer[] }[];
  innocent: { kind: string; likeness: number }[];
} = JSON.parse(readFileSync('content/recorded/filter.json', 'utf8'));
const setOf = (way: string, form: string) =>
  record.sets.find((set) => set.way === way && set.form === form)!.answers;

test('behind the filter no run of its length comes out, and no passage near-verbatim', async () => {
  const { filter } = await evidence();
  const { tokenizer } = await readCorpus();
  const [off, exact] = [setOf('plain', 'off'), setOf('plain', 'exact')];
  const most = passages.filter(({ condition, copies }) => condition === 'exact' && copies === 128);
  expect(exact.map(({ id }) => id)).toEqual(most.map(({ id }) => id));
  const found = exact.map(({ id, ids: filtered }, at) => {
    const plain = off[at]!.ids;
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

test('each way past the filter is told as it was recorded', async () => {
  const { filter } = await evidence();
  const near = (answers: Answer[]) => answers.filter(({ distance }) => distance <= 0.1).length;
  expect(filter.ways).toEqual(
    ['plain', 'capitals', 'spaces', 'quotes', 'changed'].map((way) => ({
      way,
      off: near(setOf(way, 'off')),
      exact: near(setOf(way, 'exact'))
    }))
  );
  const pieces = setOf('pieces', 'exact');
  expect(filter.pieces).toMatchObject({
    near: near(pieces),
    recited: pieces.filter(({ distance }) => distance === 0).length,
    tokens: 3,
    requests: 22,
    struck: pieces.flatMap(({ struck }) => Object.values(struck).flat()).length
  });
  // A request, its prompt's last tokens among it, holds no run of the filter: nine at most after the changed word.
  for (const { requests } of pieces) expect(Math.max(...requests!)).toBeLessThanOrEqual(3);
});

test('the filter by likeness is told at one half and at a quarter', async () => {
  const { filter } = await evidence();
  const stopped = (texts: { likeness: number }[], least: number) =>
    texts.filter(({ likeness }) => likeness >= least).length;
  const innocent = (kind: string) => record.innocent.filter((text) => text.kind === kind);
  const groups = [
    setOf('plain', 'off'),
    setOf('plain', 'exact'),
    setOf('pieces', 'exact'),
    ...['address', 'opening', 'quotation', 'unread'].map(innocent)
  ];
  for (const [told, least] of [
    [filter.half, 0.5],
    [filter.quarter, 0.25]
  ] as const)
    expect(told.map(({ stopped, of }) => [stopped, of])).toEqual(
      groups.map((group) => [stopped(group, least), group.length])
    );
});

test('the assistant lost the words and not all trace of them', async () => {
  const { assistant } = await evidence();
  const found = report.finetuned.gauge;
  const costs = (model: string, copies: number) =>
    found.find((row: { model: string; copies: number }) => row.model === model && row.copies === copies);
  const most = Math.max(...found.map(({ copies }: { copies: number }) => copies));
  expect(assistant.most).toBe(most);
  expect([assistant.before, assistant.after, assistant.unread]).toEqual([
    costs('d6-works', most).bare,
    costs('d6-assistant', most).bare,
    costs('d6-assistant', 0).bare
  ]);
  expect(assistant.rows.map(({ value }) => value)).toEqual(
    [most, 0].flatMap((copies) =>
      ['d6-works', 'd6-assistant', 'd6-tuned'].map((model) => costs(model, copies).bare.value)
    )
  );
  // What the text says of them: it declines, nothing comes, and the two kinds of passages still differ.
  expect(assistant.declined.count / assistant.declined.n).toBeGreaterThan(0.95);
  expect(assistant.any.count).toBe(0);
  expect(assistant.before.high).toBeLessThan(assistant.after.low);
  expect(assistant.after.high).toBeLessThan(assistant.unread.low);
  expect(assistant.auc.low).toBeGreaterThan(0.9);
  // Of what was read once nothing is left that could be told from chance.
  expect(assistant.once.before.low).toBeGreaterThan(0.5);
  expect(assistant.once.after.low).toBeLessThan(0.5);
  const told = [...report.finetuned.forecasts, ...report.controls.forecasts].filter(
    ({ id, found }: { id: string; found: unknown }) => id.startsWith('assistant.') && found
  );
  expect(assistant.predicted).toEqual({
    n: told.length,
    inside: told.filter(({ inside }: { inside: boolean }) => inside).length
  });
});
