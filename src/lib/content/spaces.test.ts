// Svelte drops the white space at the beginning and the end of a block, so words on either side of it can run together.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** A block that begins right after a word and whose text begins on the next line, or ends before a word likewise. */
const GLUED = [
  /[\w,.;:)}]\{(?:#(?:if|each)|:else)[^\n]*\}\n\s+[\w(“{](?![#/:@])/g,
  /[\w,.;:)]\n\s*\{(?:\/(?:if|each)|:else[^\n}]*)\}[\w(“]/g
];

const glued = (source: string): string[] =>
  GLUED.flatMap((pattern) => [...source.matchAll(pattern)].map(({ 0: found }) => found));

const files = globSync('{src,content}/**/*.{svelte,md}');

test('no block glues two words together', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(
    files.flatMap((file) => glued(readFileSync(file, 'utf8')).map((found) => `${file}: ${found}`))
  ).toEqual([]);
});

test.each([
  'each model{#if further}\n      of the main table{/if}, so',
  'it reads\n{#if more}\n  again\n{/if}and stops'
])('%j would be found', (source) => expect(glued(source)).toHaveLength(1));

test.each([
  'each model {#if further}of the main table{/if}, so',
  '{#if a}\n  text\n{/if}',
  'luck{#if a};\n  more{/if}.'
])('%j is left alone', (source) => expect(glued(source)).toEqual([]));
