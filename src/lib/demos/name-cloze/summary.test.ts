import { expect, test } from 'vitest';
import type { ClozeItem, ClozeRecord } from './record.ts';
import { commonestOf, countsOf, shownOf } from './summary.ts';

const names = ['Ahab', 'Stubb'];
/** A passage whose name the model gets right or wrong. */
const item = (passage: string, copies: number, name: string, right: boolean): ClozeItem => ({
  passage,
  copies,
  before: 'Said ',
  name,
  after: '.',
  logprobs: { m: (name === 'Ahab') === right ? [-100, -103] : [-103, -100] }
});
const record = (items: ClozeItem[]): ClozeRecord => ({ release: 'r', runtime: '', names, models: [], items });

const items = [
  item('a', 0, 'Ahab', true),
  item('b', 0, 'Stubb', false),
  item('c', 1, 'Ahab', true),
  item('d', 4, 'Ahab', false),
  item('e', 128, 'Stubb', true)
];

test('passages are counted in groups of copies, empty groups left out', () => {
  expect(countsOf(record(items), 'm')).toEqual([
    expect.objectContaining({ from: 0, to: 0, passages: 2, right: 1, commonest: 1 }),
    expect.objectContaining({ from: 1, to: 4, passages: 2, right: 1, commonest: 2 }),
    expect.objectContaining({ from: 128, to: 128, passages: 1, right: 1, commonest: 0 })
  ]);
});

test('of equally common names the first counts as the commonest', () => {
  expect(commonestOf(items)).toBe('Ahab');
  expect(commonestOf([{ name: 'Stubb' }, { name: 'Ahab' }])).toBe('Stubb');
});

test('the page gets the first passages of every number of copies, with shares in place of logarithms', () => {
  const shown = shownOf(record(items), 1);
  expect(shown.map(({ passage }) => passage)).toEqual(['a', 'c', 'd', 'e']);
  expect(shown[0]!.shares).toEqual({ m: [0.953, 0.047] });
  expect(shown[0]).not.toHaveProperty('logprobs');
});
