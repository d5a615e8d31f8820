// What the lab knows before anything is loaded, of a corpus of two documents; for tests.
import type { LabStart } from './start.ts';

const file = { path: 'none', bytes: 1, sha256: '' };

export const labStart: LabStart = {
  release: 'test',
  files: { tokens: file, documents: file, tokenizer: file },
  levels: {},
  documents: { once: 2, all: 3 },
  tokens: { once: 100, all: 150 },
  removals: [{ min: 50, once: 10, all: 60 }],
  runs: { count: 0, longest: [] },
  groups: [{ name: 'Near copies', documents: 2, all: 3, tokens: 100, inRuns: 10, near: [2, 5] }],
  nearCopies: [{ level: 5, pairs: 1, jaccard: { low: 0.5, median: 0.5, high: 0.5 }, edit: 0.9 }],
  example: { a: 'a', b: 'b', level: 5, comparison: { jaccard: 0.5, edit: 0.9, a: [], b: [], cut: false } },
  models: null
};
