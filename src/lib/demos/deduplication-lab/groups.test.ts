import { expect, test } from 'vitest';
import { countGroups, groupsOf } from './groups.ts';

const document = (id: string, kind: string, copies: number, length: number) => ({
  id,
  kind,
  title: id,
  start: 0,
  length,
  copies
});
const documents = [
  document('a', 'address', 1, 100),
  document('p1', 'passage', 16, 10),
  document('n000-00', 'near', 1, 10),
  document('n000-01', 'near', 1, 10),
  document('n001-00', 'near', 1, 10)
];

test('near copies stand apart by how much of them was replaced', () => {
  expect(groupsOf(documents, { n000: 10, n001: 50 })).toEqual([
    { name: 'Addresses of presidents', members: [0] },
    { name: 'Paragraphs, copied exactly', members: [1] },
    { name: 'Near copies, 10\u00a0% replaced', members: [2, 3] },
    { name: 'Near copies, 50\u00a0% replaced', members: [4] }
  ]);
});

test('counts what goes of each group, by each rule', () => {
  const groups = groupsOf(documents, {});
  expect(countGroups(groups, documents, [7, 0, 0, 3, 0], [[], [[2, 3, 4]]])).toEqual([
    { name: 'Addresses of presidents', documents: 1, all: 1, tokens: 100, inRuns: 7, near: [0, 0] },
    { name: 'Paragraphs, copied exactly', documents: 1, all: 16, tokens: 10, inRuns: 0, near: [0, 0] },
    { name: 'Near copies', documents: 3, all: 3, tokens: 30, inRuns: 3, near: [0, 2] }
  ]);
});
