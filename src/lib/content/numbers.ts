// Which numbers of a text must be backed by a record, and which are excepted: the rules are this table.

export interface Rule {
  rule: string;
  /** Texts of which every number is excepted by this rule. */
  examples: string[];
  /** A stretch of text in which digits need no record. */
  pattern: RegExp;
}

const MONTH = '(January|February|March|April|May|June|July|August|September|October|November|December)';
/** Of "9", "9 to 11", "9, 12 and 14", "107(1)", "5.2", "24-cv-05417", "15a". */
const LIST = String.raw`\d[\w.()/:-]*(\s?(–|-|,|to|through|and|or|&)\s?(§+\s?)?\d[\w.()/:-]*)*`;

/** The numbers that need no record. Everything else does. */
export const RULES: readonly Rule[] = [
  {
    rule: 'a year: four digits from 1000 to 2099',
    examples: ['In 2021', 'from 1790 to 2021', 'the 1990s', '2024–25', '2025/26'],
    pattern: /(?<![\d.,])(1\d|20)\d\d(s|[–/]\d\d)?(?![\d]|[.,]\d)/g
  },
  {
    rule: 'a day: beside a month, or in an ISO date',
    examples: [
      'on 23 June 2025',
      'from 8 to 10 October',
      '8–10 October',
      'June 23, 2025',
      'as of 2026-10-08'
    ],
    pattern: new RegExp(
      String.raw`\b\d{1,2}((–| to | and )\d{1,2})? ${MONTH}|${MONTH} \d{1,2}\b(?!,\d)|\b\d{4}-\d\d-\d\d\b`,
      'g'
    )
  },
  {
    rule: 'a place in a text: after section, chapter, article, page, paragraph, figure, table and the like, § or No. or v.',
    examples: [
      'section 107',
      'sections 106 and 107',
      'sections 107 through 122',
      '§ 107(1)',
      '§§ 16, 17',
      'article 15(1)',
      'pages 9 to 11',
      'p. 9',
      'No. 3:24-cv-05417',
      'v. 2',
      'Figure 3',
      'Table 11'
    ],
    pattern: new RegExp(
      String.raw`(§+|\b(sections?|chapters?|articles?|art\.|pages?|pp?\.|paragraphs?|paras?\.|clauses?|recitals?|titles?|appendix|volumes?|vol\.|figures?|fig\.|tables?|nos?\.|v\.|versions?|footnotes?|lines?))\s?${LIST}`,
      'gi'
    )
  },
  {
    rule: 'a citation of law, or of an archive',
    examples: [
      '17 U.S.C.',
      '471 U.S. 539',
      '804 F.3d 202',
      '598 U.S. 508',
      'arXiv 2404.12590',
      'arXiv:2311.17035v2'
    ],
    pattern:
      /\b\d+ (U\.S\.(C\.)?|F\.(\s?(2d|3d|4th))?|F\. Supp\.( [23]d)?|S\. Ct\.)( \d+)?|\b[FS]\.\s?(2d|3d|4th)|\barXiv[ :]\d{4}\.\d{4,5}(v\d+)?/g
  },
  {
    rule: 'part of a name: joined to a capital letter, or the version of a model',
    examples: [
      'GPT-2',
      'HP1',
      '405B',
      'a T5 model',
      'GPT-J-6B',
      'Llama 3.1 405B',
      'GPT-3.5',
      'Claude 3.7',
      'C4',
      'OPT-1.3B',
      'o1'
    ],
    pattern:
      /(?<![\p{L}\d])(?:\p{Lu}|o(?=\d))[\p{L}\d]*(-[\p{L}\d.]+)*-?\d+(\.\d+)*\p{L}*|(?<![\p{L}\d$€£.])\d+(\.\d+)?[BM](?![\p{L}\d])|\b(Llama|Claude|Gemini|Gemma|GPT|Grok|Mistral|Phi|Qwen|OLMo|Pythia|Dolma|Stable Diffusion|Llama-|DeepSeek)[ -]?V?\d+(\.\d+)*/gu
  },
  {
    rule: 'the level of an interval',
    examples: ['the 95 % interval', 'a 95% confidence interval', '95 % intervals'],
    pattern: /\b(90|95|99) ?% (confidence )?intervals?/g
  },
  {
    rule: 'the number of an item of a list, in parentheses before it',
    examples: ['(1) to reproduce', '(2) to prepare'],
    pattern: /\(\d\)(?= \p{Ll})/gu
  },
  {
    rule: 'the base of a logarithm',
    examples: ['base-2', 'base 10'],
    pattern: /\bbase[ -](2|10)\b/g
  },
  {
    rule: 'an address',
    examples: ['https://example.org/2024/12/33'],
    pattern: /https?:\/\/\S+/g
  }
];

const NUMBER = /\d+(,\d{3})*(\.\d+)*/g;

const TO_TEN = 'two|three|four|five|six|seven|eight|nine|ten';
const TEENS = '(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)';
const TENS = `(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-(?:one|${TO_TEN}))?`;
const LARGE = '(?:dozen|hundred|thousand|[mbtr]+illion)s?';
const PARTS = '(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)';
/**
 * Numbers in words that measure something: those above ten; parts, as "two thirds" or "a tenth"; and smaller ones where
 * they are a rate: "three times", "ten per cent", "two in five". What follows digits or an expression belongs to these.
 */
const WORDS = new RegExp(
  [
    `(?<![\\d}…] ?)\\b(?:${TEENS}|${TENS}|${LARGE})\\b`,
    `\\b(?:an?|one|${TO_TEN}|${TEENS}|${TENS}) ${PARTS}s?\\b(?! (?:${PARTS}|of these remed|time|kind|way|factor|step|thing))`,
    `\\b(?:${TO_TEN})(?= times\\b| per cent\\b)`,
    `\\b(?:one|${TO_TEN}) (?:in|out of) (?:${TO_TEN}|${TENS}|a hundred)\\b`
  ].join('|'),
  'gi'
);

/** The numbers of a text, in digits and in words, with the place where each begins. */
const allNumbers = (text: string) =>
  [...text.matchAll(NUMBER), ...text.matchAll(WORDS)].map(({ 0: number, index }) => ({
    number: number.toLowerCase(),
    index
  }));

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A number as it is written, and the sentence around it. */
export interface NumberSeen {
  number: string;
  sentence: string;
}

/** The numbers of a text that must be backed: those that no rule excepts. */
export function numbersIn(text: string): NumberSeen[] {
  const excepted = RULES.flatMap(({ pattern }) =>
    [...text.matchAll(pattern)].map((found) => [found.index, found.index + found[0].length] as const)
  );
  return allNumbers(text)
    .filter(
      ({ index, number }) => !excepted.some(([from, to]) => from <= index && index + number.length <= to)
    )
    .map(({ index, number }) => ({
      number,
      sentence: sentences.segment(text).containing(index)!.segment.trim()
    }));
}

/** Of the numbers that `texts` show, those that occur in none of `values` (such as "604" or "33.5 %"). */
export function unbacked(texts: readonly string[], values: readonly string[]): NumberSeen[] {
  const backed = new Set(values.flatMap((value) => allNumbers(value).map(({ number }) => number)));
  return texts.flatMap(numbersIn).filter(({ number }) => !backed.has(number));
}
