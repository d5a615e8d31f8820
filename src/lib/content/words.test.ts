// Chapters write shares, bytes and millions by `#lib/words`, as the lint rules of test/eslint.config.js, which do not read
// Markdown, ask of all other code; and name no colour that is another one where the page is dark.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const BLANK = String.raw`(?:\s|&nbsp;|\\u00a0)?`;
const SIGN = `${BLANK}%(?![0-9A-Fa-f]{2})`;
const byHand: [pattern: RegExp, instead: string][] = [
  [
    new RegExp(`(?:\\}|['"\`])${SIGN}`, 'g'),
    'percent(share), probability(p) or {PERCENT} of #lib/words/percent.ts'
  ],
  [new RegExp(`(?:\\}|['"\`])${BLANK}MB\\b`, 'g'), 'megabytes(bytes) of #lib/words/megabytes.ts'],
  [
    /\/\s*(?:1e6|1_?000_?000|1_?048_?576)\b/g,
    'megabytes(bytes) of #lib/words/megabytes.ts or millions(n) of #lib/words/number.ts'
  ],
  [
    /\b(?:in|[Tt]he) (?:dark|black|white|light)(?:er)?\b(?= (?:bars?|marks?|lines?)|[:,;.)])/g,
    'what it is in both themes: bold, filled, dashed'
  ]
];

/** What a source writes by hand, each with what to write instead. Styles are none of our business. */
const faults = (source: string): string[] => {
  const text = source.replace(/<style[\s\S]*?<\/style>|\bstyle(?::[\w-]+)?=("[^"]*"|\{`[^`]*`\})/g, '');
  return byHand.flatMap(([pattern, instead]) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `line ${line}, “${found}”: write ${instead}`;
    })
  );
};

const chapters = globSync('content/{chapters,appendices}/*/*.{md,svelte}');

test('there are chapters', () => expect(chapters.length).toBeGreaterThan(10));

test.each(chapters)('%s writes no share and no megabyte by hand, and names no colour', (file) => {
  expect(faults(readFileSync(file, 'utf8'))).toEqual([]);
});

test.each([
  'const p = (x) => `${100 * x} %`;',
  'const p = (x) => x + " %";',
  "const p = (x) => x + '\\u00a0%';",
  'It is {share}&nbsp;% of all.',
  'It is {share}% of all.',
  '<BarChart label="Up to {share} %" />',
  'It read {(tokens / 1e6).toFixed(1)} million tokens.',
  'const m = n / 1_000_000;',
  'It loads {size} MB.',
  'Means above one in dark: three.',
  'The dark bars are means above one.'
])('found: %s', (source) => expect(faults(source)).toHaveLength(1));

test.each([
  'It is {percent(share)} of all, with its 95 % interval.',
  'The paper gives 33.5 % and 16 MB.',
  '<p style="width: {share}%" style:height="{share}%"></p>',
  '<style>p { width: 50%; }</style>',
  '[link]({base}/a%20b)',
  'const a = `${x}%20b`;',
  'const b = 7 % x;',
  'Weighed together in the light of what copyright is for.'
])('not found: %s', (source) => expect(faults(source)).toEqual([]));
