// One spelling everywhere, that of Oxford: British words with -ize, so “licence”, “favour” and “memorize”. Quotations and
// titles keep their own.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Verbs that Oxford writes with -ize, and what is made from them; “analyse”, “advise” and their like are none. */
const IZE =
  'anonym|apolog|author|bas[ei]l|capital|categor|central|character|critic|custom|digit|emphas|final|general|initial|item|' +
  'legal|local|maxim|memor|minim|modern|monopol|normal|optim|organ|parallel|penal|prior[ei]t|quant|random|real|recogn|' +
  'regular|serial|special|stabil|standard|summar|symbol|synchron|token|util|vectori|visual';

/** A spelling that is not ours, and ours. Names that code gives or is given (`color`, `center`) are in no list. */
const EVERYWHERE: [wrong: RegExp, right: string][] = [
  [new RegExp(`\\b\\w*(?:${IZE})is(?:e[drs]?|ing|ations?|ational|able)\\b`, 'gi'), '-ize'],
  [/\b(?:anal|paral|catal)yz(?:e[drs]?|ing)\b(?!\()/gi, '-yse'],
  [
    /\b(?:un)?(?:favor|behavior|neighbor|labor|humor|rumor|flavor|endeavor|harbor)(?:s|ed|ing|able|ite|ites|al)?\b/gi,
    '-our'
  ],
  [/\b(?:defense|offense|pretense)s?\b/gi, '-ence'],
  [/\b(?:a|an|the|its|their|any|no|every|this|that|under|without|of|or) licenses?\b/gi, 'licence (the noun)'],
  [/\bto licence\b|\blicenc(?:ed|ing)\b/gi, 'license (the verb)'],
  [/\bpractic(?:ed|ing)\b/gi, 'practise (the verb)'],
  [/\b(?:label|model|cancel|signal|travel|level|channel|fuel|total)(?:ed|ing|er|ers)\b/gi, 'a double l'],
  [/\b(?:theater|fiber|specter|somber)s?\b/gi, '-re'],
  [/\bcatalogs?\b(?![-.:[(])/gi, '-logue'],
  [/\bjudgement(?:s|al)?\b|\backnowledgements?\b/gi, 'no e before -ment'],
  [/\b(?:learnt|spelt|burnt|dreamt)\b/gi, '-ed'],
  [/\b(?:toward|afterward)\b/gi, '-wards'],
  [/\b(?:whilst|amongst)\b/gi, 'while, among'],
  [/\bgray(?:s|er|ish)?\b(?![-.:(])/gi, 'grey'],
  [/\bartifacts?\b(?![-.:(/])/gi, 'artefact'],
  [
    /\b(?:skeptic\w*|aging|skillful\w*|willful\w*|fulfills?|enrolls?|installments?|jewelry|plows?|gotten)\b(?!\()/gi,
    'the British form'
  ],
  [/\b(?:television|radio|TV) programs?\b/gi, 'programme'],
  [/\bdiscs?\b/gi, 'disk (of a computer)']
];

/** In text alone: what is also a word of style sheets or of libraries. */
const IN_TEXT: [wrong: RegExp, right: string][] = [
  [/\b(?:dis)?honor(?:s|ed|ing|able)?\b/gi, 'honour'],
  [/\bcolor(?:s|ed|ing|ful|less)?\b/gi, 'colour'],
  [/\bcenter(?:s|ed|ing)?\b/gi, 'centre'],
  [/\bpercent\b(?![(},`']|\.ts| \})/gi, '% or per cent']
];

/** The text without what others wrote: quotations, titles of works, addresses, code in backquotes; lines are kept. */
const ours = (text: string): string =>
  text.replace(
    /“[^”]*”|^\s*(?:title|booktitle|journal|author|publisher) = [^\n]*|^\s*was: [^\n]*|https?:\/\/[^\s'")]+|```[\s\S]*?```|(?<!`)`[^`\n]*`(?!`)|Use of color/gm,
    (other) => other.replace(/[^\n]/g, ' ')
  );

const faults = (text: string, pairs: typeof EVERYWHERE): string[] =>
  pairs.flatMap(([wrong, right]) =>
    [...ours(text).matchAll(wrong)].map(
      ({ 0: found, index }) => `line ${text.slice(0, index).split('\n').length}, “${found}”: ${right}`
    )
  );

const NOT_OURS = /^content\/(recorded|curves|cards)\/|^training\/\.venv\/|\.svelte-kit|spelling\.test\.ts$/;
const files = (pattern: string) => globSync(pattern).filter((file) => !NOT_OURS.test(file));
const text = [...files('content/**/*.{md,yaml,json,bib}'), ...files('*.md'), ...files('training/*.md')];
const code = [
  ...files('src/**/*.{svelte,ts,html}'),
  ...files('test/**/*.{ts,mjs}'),
  ...files('training/*.py'),
  ...files('training/test/*.py')
];

test('there are texts and code to look at', () => {
  expect(text.length).toBeGreaterThan(30);
  expect(code.length).toBeGreaterThan(300);
});

test('texts keep to one spelling', () => {
  const found = text.flatMap((file) =>
    faults(readFileSync(file, 'utf8'), [...EVERYWHERE, ...IN_TEXT]).map((fault) => `${file}, ${fault}`)
  );
  expect(found).toEqual([]);
});

test('comments, labels and messages in code do too', () => {
  const found = code.flatMap((file) =>
    faults(readFileSync(file, 'utf8'), EVERYWHERE).map((fault) => `${file}, ${fault}`)
  );
  expect(found).toEqual([]);
});

test.each([
  'It was memorised.',
  'a generalisation',
  'They analyzed it.',
  'a license',
  'It behaves: good behavior.',
  'the color of it',
  'a canceled run',
  'It learnt the text.',
  'on a disc'
])('“%s” would be found', (sentence) =>
  expect(faults(sentence, [...EVERYWHERE, ...IN_TEXT])).toHaveLength(1)
);

test.each([
  '“The factor favors Fox”, said the court.',
  'Getty licenses photographs.',
  'It advised them to exercise their rights, and otherwise to revise it.',
  'title = {Causal estimation of memorisation profiles},',
  'a licence, memorized, in favour'
])('“%s” is left alone', (sentence) => expect(faults(sentence, [...EVERYWHERE, ...IN_TEXT])).toEqual([]));
