import { expect, test } from 'vitest';
import { explanation, finding, probabilityText, shortValue, valueText, which } from './words.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Measure, Question, View } from './view.ts';

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
  expect(which('exact', { copies: 1, level: null }, 'raw')).toBe('that it read once');
  expect(which('exact', { copies: 16, level: null }, 'dedup')).toBe(
    'that it read once, for 16 copies before deduplication'
  );
  expect(say(which('near', { copies: 16, level: 20 }, 'raw'))).toBe(
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
