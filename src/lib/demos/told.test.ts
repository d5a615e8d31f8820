// A demo has no list of references whose signs come by themselves: what it knows only from others it says in words.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readFacts, type Fact } from '#lib/content/facts.ts';
import { numbersIn, unbacked } from '#lib/content/numbers.ts';
import { SOURCES } from './definition-bench/sources.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const facts = globSync('content/facts/*.yaml').flatMap((file) =>
  readFacts(parse(readFileSync(file, 'utf8')), references, file)
);

interface Block {
  /** The file, or a name for what is none. */
  of: string;
  text: string;
  /** Keys of the sources that it links to. */
  keys: readonly string[];
}

const LINK = /\{resolve\('references\/'\)\}#(\w+)"/g;

/** The paragraphs of a component that link to a source, without tags and expressions. */
const blocksOf = (of: string, component: string): Block[] =>
  component
    .replace(/<style[\s\S]*/, '')
    .split(/<\/?(?:p|li|dd|td|div|aside|section)\b[^>]*>/)
    .map((block) => ({
      of,
      keys: [...block.matchAll(LINK)].map(([, key]) => key!),
      text: block
        .replace(/<[^>]*>/g, '')
        .replace(/\{[^{}]*\}/g, '{…}')
        .replaceAll('&nbsp;', ' ')
        .replace(/\s+/g, ' ')
    }))
    .filter(({ keys }) => keys.length > 0);

const blocks: Block[] = [
  ...globSync('src/lib/{demos,completion,prose}/**/*.svelte').flatMap((file) =>
    blocksOf(file.replace('src/lib/', ''), readFileSync(file, 'utf8'))
  ),
  ...Object.entries(SOURCES).map(([id, { about, cite, told }]) => ({
    of: `the definition “${id}”`,
    text: told ? `${about} (as others report it)` : about,
    keys: cite
  }))
].filter(({ keys }) => keys.length > 0);

/** Numbers beside a source that are our own, or another source's that the chapter cites. */
const OURS: Record<string, string[]> = {
  'demos/alignment/View.svelte': ['1', 'hundred'],
  'demos/deduplication-lab/Recorded.svelte': ['200', '16', '15'],
  'demos/extraction/Outcome.svelte': ['95'],
  // The terabytes are those of Nasr et al. 2023, as chapter 9 has it.
  'demos/overlap/View.svelte': ['95', '10'],
  'demos/queries/Curves.svelte': ['32', '1'],
  'demos/shortest-prompt/View.svelte': ['hundreds'],
  // Tokens and words of blocks, as our code has them.
  'demos/whole-work/View.svelte': ['32', '100']
};

/** What is wrong with a block: numbers that no record of its sources has, and whether it must say that others told it. */
function faults(
  { of, text, keys }: Block,
  known: readonly Pick<Fact, 'source' | 'values' | 'sure'>[]
): string[] {
  const records = known.filter(({ source }) => keys.includes(source));
  const valuesOf = (some: typeof records) => some.flatMap(({ values }) => values);
  const own = OURS[of] ?? [];
  const unknown = unbacked([text], [...valuesOf(records), ...own]).map(
    ({ number }) => `${of}: ${number} has no record`
  );
  const read = valuesOf(records.filter(({ sure }) => sure !== 'secondary'));
  const told = unbacked([text], [...read, ...own]).filter(
    ({ number }) => unbacked([number], valuesOf(records)).length === 0
  );
  return told.length > 0 && !/as others report it/i.test(text)
    ? [
        ...unknown,
        `${of}: ${told.map(({ number }) => number).join(', ')} known from others alone, and it does not say so`
      ]
    : unknown;
}

test('numbers of others beside our demos have a record, and say when they are known only at second hand', () => {
  expect(blocks.length).toBeGreaterThan(12);
  expect(blocks.flatMap((block) => faults(block, facts))).toEqual([]);
  // No exception outlives its number.
  for (const [of, numbers] of Object.entries(OURS)) {
    const seen = blocks.filter((block) => block.of === of).flatMap(({ text }) => numbersIn(text));
    for (const number of numbers)
      expect(
        seen.map((one) => one.number),
        of
      ).toContain(number);
  }
});

test('a number from notes without its sign is found', () => {
  const records = [
    { source: 'a', values: ['43.3 %'], sure: 'secondary' as const },
    { source: 'a', values: ['50'], sure: 'primary' as const }
  ];
  const found = (text: string) =>
    blocksOf('x', `<p>\n  <a href="{resolve('references/')}#a">A</a> ${text}</p><p>Of 7 others.</p>`).map(
      (block) => faults(block, records)
    );
  expect(found('has 50 of {n}.')).toEqual([[]]);
  expect(found('has 43.3&nbsp;% of {n}, as others report it.')).toEqual([[]]);
  expect(found('has 43.3&nbsp;% of it.')).toEqual([
    ['x: 43.3 known from others alone, and it does not say so']
  ]);
  expect(found('has 12 of it.')).toEqual([['x: 12 has no record']]);
});
