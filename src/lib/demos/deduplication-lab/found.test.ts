import { expect, test } from 'vitest';
import { clustersOf, goneByThreshold, type Found } from './found.ts';

const merges = [
  { a: 0, b: 1, jaccard: 0.9, edit: 0.9 },
  { a: 1, b: 3, jaccard: 0.85, edit: 0.9 }
];

test('a cluster keeps its first document, and loses the rest with all copies', () => {
  const documents = [1, 2, 7, 1, 3, 1].map((copies) => ({ copies }));
  const found = { overview: { documents }, near: { merges } } as unknown as Found;
  expect(clustersOf(found)).toEqual([
    { members: [0, 1, 3], gone: 3 },
    { members: [2], gone: 6 },
    { members: [4], gone: 2 }
  ]);
});

test('the higher the threshold, the fewer documents go', () => {
  expect(goneByThreshold(merges, 0.8)).toEqual([
    { x: 0.8, y: 2 },
    { x: 0.85, y: 1 },
    { x: 0.9, y: 0 },
    { x: 0.95, y: 0 },
    { x: 1, y: 0 }
  ]);
});
