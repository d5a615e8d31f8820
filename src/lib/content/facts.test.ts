import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from './bibliography.ts';
import { readFacts, toldByOthers } from './facts.ts';
import { keysUsed } from './markup.ts';
import { numbersIn, RULES, unbacked } from './numbers.ts';
import { textsSeen } from './seen.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'content/references.bib');
const chapters = globSync('content/{chapters,appendices}/*/index.md').sort();
const planned = JSON.parse(readFileSync('content/planned.json', 'utf8')) as { slug: string }[];

const slugOf = (chapter: string) => /\/(?:\d\d-)?([a-z-]+)\/index\.md$/.exec(chapter)![1]!;

function factsOf(slug: string) {
  const file = join('content', 'facts', `${slug}.yaml`);
  const [found] = globSync(file);
  return found ? readFacts(parse(readFileSync(found, 'utf8')), references, file) : [];
}

test.each(chapters)('every number of %s is backed by a record', async (chapter) => {
  const texts = await textsSeen(readFileSync(chapter, 'utf8'));
  expect(texts.join(' ').length).toBeGreaterThan(1000);
  const values = factsOf(slugOf(chapter)).flatMap((fact) => fact.values);
  const found = unbacked(texts, values).map(
    ({ number, sentence }) => `${chapter}: ${number} in “${sentence}”`
  );
  expect(found).toEqual([]);
});

test.each(globSync('content/facts/*'))('%s belongs to a chapter and can be read', (file) => {
  const slugs = [...chapters.map(slugOf), ...planned.map(({ slug }) => slug)];
  expect(slugs.map((slug) => join('content', 'facts', `${slug}.yaml`))).toContain(file);
  expect(readFacts(parse(readFileSync(file, 'utf8')), references, file).length).toBeGreaterThan(0);
});

test('a source is told by others where every record of it is secondary', () => {
  const known = (source: string, sure: string) => ({ source, sure });
  expect(
    toldByOthers([
      known('a', 'secondary'),
      known('b', 'primary'),
      known('b', 'secondary'),
      known('a', 'secondary')
    ])
  ).toEqual(['a']);
});

/** The blocks of a chapter that cite a source, each with whether it says that this is told by others. */
const citing = (markdown: string, key: string) =>
  markdown.split(/\n\s*\n/).flatMap((block) =>
    [...block.matchAll(new RegExp(`<Cite key="${key}"( told)? />`, 'g'))].map(([, told]) => ({
      block,
      told: told !== undefined
    }))
  );

test.each(chapters)('%s says of each thing told by others that it is', (chapter) => {
  const markdown = readFileSync(chapter, 'utf8');
  const facts = factsOf(slugOf(chapter));
  const always = toldByOthers(facts);
  for (const key of keysUsed(markdown, 'Cite')) {
    const records = facts.filter(({ source }) => source === key);
    const secondary = records.filter(({ sure }) => sure === 'secondary');
    const cited = citing(markdown, key);
    if (secondary.length === 0 || always.includes(key)) {
      // The sign comes by itself, or there is nothing to say it of.
      expect(cited.filter(({ told }) => told).map(({ block }) => block)).toEqual([]);
      continue;
    }
    const read = new Set(records.filter(({ sure }) => sure !== 'secondary').flatMap(({ values }) => values));
    for (const { claim, values } of secondary) {
      const own = values.filter((value) => !read.has(value));
      const shown = cited.filter(({ block }) => own.some((value) => block.includes(value)));
      if (own.length > 0 && shown.length > 0 && shown.every(({ told }) => !told))
        throw new Error(
          `${chapter}: “${claim}” is told by others, and its citation of ${key} does not say so`
        );
    }
    expect(
      cited.some(({ told }) => told),
      `${chapter}: ${key}`
    ).toBe(true);
  }
});

const fact = {
  claim: 'Of the samples 604 stood in the training data.',
  values: ['604'],
  source: 'carlini2021',
  date: '2021-08',
  sure: 'secondary'
};

test('a record is read as it stands', () => {
  const law = { ...fact, where: 'section 4', as_of: '2026-10-08', values: [] };
  expect(readFacts([fact, law], references, 'f.yaml')).toEqual([fact, law]);
  expect(readFacts(null, references, 'f.yaml')).toEqual([]);
});

test.each([
  ['an unknown key', { ...fact, page: 4 }, '"0.page"'],
  ['a missing key', { ...fact, sure: undefined }, '"0.sure"'],
  ['a sureness of its own', { ...fact, sure: 'certain' }, '"0.sure"'],
  ['a value that is no text', { ...fact, values: [604] }, '"0.values.0"'],
  ['a date in words', { ...fact, date: 'August 2021' }, '"0.date"'],
  ['an unknown source', { ...fact, source: 'nobody1999' }, '"nobody1999"']
])('a record with %s is refused with the name of the file', (_, record, message) => {
  expect(() => readFacts([record], references, 'f.yaml')).toThrow('f.yaml: ');
  expect(() => readFacts([record], references, 'f.yaml')).toThrow(message);
});

const chapter = (text: string, script = '') => `---
title: T
goals: [G]
checked: '2026-11-22'
---

<script>
  import Figure from '#lib/prose/Figure12.svelte';
  ${script}
</script>

${text}
`;

test('what a reader sees is text and the strings that components are given, not code', async () => {
  const texts = await textsSeen(
    chapter(
      `First *line*<Cite key="nasr2023" /> of {rows.length * 77} <Term key="k-100">tokens</Term>. <!-- 31 -->

<Figure title="The 41st" id="fig-32" source={\`Of \${n(33)} in 42\`} link="https://x.org/34">
{#snippet caption()}Cut at 43{/snippet}

- Item 44 [link](../page-35/)

</Figure>

| a | b |
|---|---|
| 45 | 46 |

{n === '36' ? 'Yes, 47' : f('.37f')}

<Quiz items={items} />`,
      `const items = [{ question: 'Is it 48?', choices: ['49', '50'], id: 'q38', answer: 39 }];`
    )
  );
  const all = texts.join('\n');
  for (const number of [41, 42, 43, 44, 45, 46, 47, 48, 49, 50]) expect(all).toContain(String(number));
  for (const number of [12, 77, 100, 2023, 31, 32, 33, 35, 36, 37, 38, 39])
    expect(all).not.toContain(String(number));
  expect(texts).toContain('T');
  expect(texts).toContain('First line of {…} tokens.');
  expect(texts).toContain('Of {…} in 42');
});

test('a number that nothing backs is found, with its sentence, wherever it stands', async () => {
  const found = async (text: string) => unbacked(await textsSeen(chapter(text)), ['604']);
  expect(await found('It began in 2021. Of these, 604 were right and 1,801 were not. So it goes.')).toEqual([
    { number: '1,801', sentence: 'Of these, 604 were right and 1,801 were not.' }
  ]);
  expect(await found('<Figure title="It is 3.6 bits" />')).toEqual([
    { number: '3.6', sentence: 'It is 3.6 bits' }
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 999 }),
      fc.constantFrom('A % b.', '- c % %', '> % d'),
      async (n, text) => {
        const expected = n === 604 ? 0 : text.split('%').length - 1;
        expect((await found(text.replaceAll('%', String(n)))).length).toBe(expected);
      }
    ),
    { numRuns: 40 }
  );
});

test('a number is backed as it is written, with or without its unit', () => {
  expect(unbacked(['About 33.5 % of 600,000'], ['33.5 %', '600,000 samples'])).toEqual([]);
  expect(unbacked(['Of 600,000'], ['600000'])).toHaveLength(1);
  expect(unbacked(['Of 60'], ['600', '6', '0'])).toHaveLength(1);
});

test.each(RULES.flatMap(({ rule, examples }) => examples.map((example) => [rule, example])))(
  'excepted is %s: “%s”',
  (_, example) => {
    expect(numbersIn(example)).toEqual([]);
    expect(numbersIn(`It is ${example}.`)).toEqual([]);
    expect(numbersIn(`It is 17 of ${example}, and 23.`).map(({ number }) => number)).toEqual(['17', '23']);
  }
);

test.each([
  '50 tokens',
  'a 50-token string',
  'top-40',
  '1,800 samples',
  '12 in May',
  '3.6 bits',
  '90 %',
  '$1.5B',
  '2100',
  '10MB'
])('not excepted: “%s”', (text) => {
  expect(numbersIn(text)).toHaveLength(1);
});
