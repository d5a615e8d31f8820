import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Passage } from '#lib/release/passages.ts';
import type { CompletionRecord, TokenTrace } from '#lib/release/record.ts';
import TrueContinuation from './TrueContinuation.svelte';

const passage: Passage = {
  id: 'p000',
  condition: 'exact',
  copies: 16,
  chapter: 42,
  token_ids: [9, 9, 1, 2, 3, 4, 5],
  text: ''
};
const token = (id: number): TokenTrace => ({ id, text: `t${id}`, logprob: -1, rank: 1, entropy: 1, top: [] });
const record = (ids: number[]): CompletionRecord => ({
  version: 1,
  origin: 'live',
  release: 'test',
  model: 'm',
  dtype: 'fp16',
  runtime: 'test',
  passage: passage.id,
  prompt: { text: '', ids: [9, 9] },
  decoding: { method: 'greedy', temperature: 1, top_k: 0, top_p: 1, seed: 1, max_tokens: 5 },
  tokens: ids.map(token),
  stopped: 'length'
});
const show = (ids: number[], copies: number, live = false, data: 'raw' | 'dedup' = 'raw') =>
  render(TrueContinuation, {
    record: record(ids),
    passage: { ...passage, copies },
    data,
    pieces: ids.map((id) => `t${id}`),
    truthPieces: [1, 2, 3, 4, 5].map((id) => `t${id}`),
    live
  });

test('counts what is right from the start, and the longest run anywhere', async () => {
  const screen = await show([1, 7, 3, 4, 5], 16);
  await expect.element(screen.getByText('read 16 times')).toBeVisible();
  await expect.element(screen.getByText('1 of 5')).toBeVisible();
  await expect.element(screen.getByText('3 tokens')).toBeVisible();
});

test('says once, never, and what a model did that read in more than one pass', async () => {
  const once = await show([1], 1);
  await expect.element(once.getByText('read once')).toBeVisible();
  await once.unmount();
  const never = await show([1], 0);
  await expect.element(never.getByText('never read')).toBeVisible();
  await never.unmount();
  const twin = await show([1], 16, false, 'dedup');
  await expect.element(twin.getByText('read once in each pass')).toBeVisible();
});

test('lays the model beside the book token by token, a missing one as a dash', async () => {
  const screen = await show([1, 3, 4, 5], 16);
  const rows = screen.container.querySelectorAll('li');
  const cells = [...rows].map((row) =>
    [...row.querySelectorAll('.above, [aria-hidden], .below')].map((cell) => cell.textContent).join(' ')
  );
  expect(cells).toEqual(['t1 = t1', '– ≠ t2', 't3 = t3', 't4 = t4', 't5 = t5']);
});

test('does not hold against a model what it has not written yet', async () => {
  const screen = await show([1, 2], 16, true);
  await expect.element(screen.getByText('2 of 2')).toBeVisible();
});
