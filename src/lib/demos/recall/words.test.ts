import { expect, test } from 'vitest';
import {
  cellFinding,
  explanation,
  finding,
  probabilityText,
  shortValue,
  valueText,
  readPhrase
} from './words.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Cell, Measure, Question, View } from './view.ts';

const say = (text: string) => text.replaceAll('\u00a0', ' ');
const models = [
  { id: 'l', label: '5.9M', data: 'raw', parameters: 2 },
  { id: 's', label: '1.3M', data: 'raw', parameters: 1 }
] as ModelEntry[];
const question: Question = { planted: 'exact', context: 32, measure: 'exact', data: 'raw', n: 100, p: 0.5 };
const cell = (value: number) => ({ passages: 48, hits: null, value });
const view: View = {
  columns: [0, 128].map((copies) => ({ copies, level: null })),
  asked: 32,
  rows: [
    { model: 'l', cells: [cell(0), cell(0.98)] },
    { model: 's', cells: [cell(0), cell(0)] }
  ]
};
const found = (measure: Measure) => say(finding({ ...question, measure }, view, models));

test('the finding is a sentence, whatever is measured', () => {
  expect(found('exact')).toBe(
    'Given 32 tokens, the largest model (5.9M parameters) recites 98 % of the passages that it read 128 times, and 0 % of those that it never read.'
  );
  expect(found('near')).toContain(
    'recites, near-verbatim or better, 98 % of the passages that it read 128 times'
  );
  expect(found('run')).toContain('has a longest run of 1.0 tokens, on average, in the passages');
  expect(found('probability')).toContain('with a probability of 98 %, on average, in the passages');
  expect(found('discoverable')).toContain('(100 samples, probability 50 %), and 0 % of those');
  expect(finding(question, { ...view, rows: [] }, models)).toBe('No model was trained this way.');
});

test('a passage is said to be read as often as its model read it', () => {
  expect(readPhrase('exact', { copies: 1, level: null }, 'raw')).toBe('that it read once');
  expect(readPhrase('exact', { copies: 16, level: null }, 'dedup')).toBe(
    'that it read once in each pass (16 copies before deduplication)'
  );
  expect(say(readPhrase('near', { copies: 16, level: 20 }, 'raw'))).toBe(
    'that it read in 16 near copies, each with 20 % of the tokens replaced'
  );
});

test('almost none is not none, and almost all is not all', () => {
  expect([0, 0.001, 0.5, 0.998, 1].map((value) => shortValue('exact', value))).toEqual([
    '0',
    '<1',
    '50',
    '>99',
    '100'
  ]);
  expect(say(valueText('probability', 1e-9))).toBe('under 0.1 %');
  expect(say(probabilityText(Math.log(0.25)))).toBe('25 %');
  expect(probabilityText(-100 * Math.LN10 + 0.1)).toBe('about 1 in 10¹⁰⁰');
  expect(probabilityText(-100 * Math.LN10 - 0.1)).toBe('about 1 in 10¹⁰⁰');
});

test('one sample is called one', () => {
  expect(say(explanation({ ...question, measure: 'discoverable', n: 1 }, 32))).toContain(
    'when one continuation, drawn'
  );
});

test('where a smaller model does more of what was never read, the finding says so', () => {
  const rows = [
    { model: 'l', cells: [{ passages: 24, hits: 1, value: 1 / 24 }, cell(1)] },
    { model: 's', cells: [{ passages: 24, hits: 4, value: 4 / 24 }, cell(0)] }
  ];
  expect(say(finding(question, { ...view, rows }, models))).toMatch(
    /and 4.2 % of those that it never read\. The 1.3M model recites 17 % of the passages that it never read\.$/
  );
  expect(finding(question, { ...view, rows: rows.toReversed() }, models)).not.toContain('5.9M model recites');
});

test('a cell is a sentence, whatever is measured', () => {
  const counted = { passages: 48, hits: 34, value: 34 / 48, low: 0.5679, high: 0.8176 };
  const told = (measure: Measure, numbers: Cell = counted) =>
    say(cellFinding({ ...question, measure }, models[1]!, { copies: 32, level: null }, numbers));
  expect(told('exact')).toBe(
    'Given 32 tokens, the 1.3M model recites 34 of the 48 passages that it read 32 times: 71 % (57 % to 82 %).'
  );
  expect(told('near')).toContain('recites, near-verbatim or better, 34 of the 48 passages');
  expect(told('discoverable')).toContain(
    'recite 34 of the 48 passages that it read 32 times (100 samples, probability 50 %)'
  );
  expect(told('run', { passages: 48, hits: null, value: 12.34, low: 8, high: 15.5 })).toContain(
    'has its longest run in the 48 passages that it read 32 times, on average: 12.3 tokens (8.0 to 15.5).'
  );
  expect(told('probability', { passages: 48, hits: null, value: 0 })).toMatch(
    /is, on average: under 0.1 %\.$/
  );
});
