import { expect, test } from 'vitest';
import { decode, MOST_NAMES } from './code.ts';
import { answerOf, choicesHash, codeOf, lessonOf, subjectOf, type Given } from './given.ts';
import { readPaste } from './paste.ts';

const guess = (choice: string): Given => ({
  kind: 'guess',
  prediction: 'factors-moved',
  choices: ['One', 'Two', 'Three'],
  choice
});
const drawing = (values: (number | null)[], n = 100): Given => ({
  kind: 'drawing',
  question: { planted: 'exact', context: 32, measure: 'run', data: 'raw', n, p: 0.5 },
  columns: values.map((_, i) => ({ copies: i, level: null })),
  domain: [0, 32],
  values
});
type Steps = Extract<Given, { kind: 'lesson' }>['points'][number][];
const steps = (...bits: number[]): Steps =>
  bits.map((b, i) => ({ kind: i === 0 ? null : 'read', bits: b, matched: b < 1 ? 9 : 2 }));
const lesson = (sentence: string, points: Steps): Given => ({
  kind: 'lesson',
  sentence,
  model: 'd4-raw',
  rate: 0.001,
  guess: 12,
  asked: 9,
  points
});

test('a guess and a drawing come out of their codes as they went in', () => {
  expect(readPaste(codeOf(guess('Three'))!).found[0]!.answer).toEqual(answerOf(guess('Three')));
  const given = drawing([0, null, 16, 32]);
  expect(answerOf(given)).toMatchObject({ values: [0, null, 0.5, 1] });
  expect(readPaste(codeOf(given)!).found[0]!.answer).toEqual(answerOf(given));
  expect(codeOf(drawing([null, null]))).toBeNull();
});

test('a lesson’s code holds its first row of readings, and not the sentence', () => {
  const points: Steps = [
    ...steps(80, 60, 40, 20, 0.4),
    { kind: 'other', bits: 30, matched: 3 },
    { kind: 'read', bits: 0.1, matched: 9 }
  ];
  const told = { model: 'd4-raw', rate: 0.001, guess: 12, asked: 9 };
  expect(lessonOf({ ...told, points })).toMatchObject({
    bits: 80,
    readings: 4,
    recited: 4,
    guess: 12,
    left: [0.75, 0.5, 0.25, 0.005]
  });
  expect(lessonOf({ ...told, points: steps(80) })).toBeNull();
  expect(lessonOf({ ...told, points: steps(80, 70) })).toMatchObject({ readings: 1, recited: null });
  const { answer } = readPaste(codeOf(lesson('My secret.', points))!).found[0]!;
  expect(answer).toMatchObject({ bits: 80, readings: 4, recited: 4, left: [0.75, 0.5, 0.25, 0] });
  expect(subjectOf(lesson('My secret.', points))).not.toContain('secret');
});

test('a very long lesson fits', () => {
  const { answer } = readPaste(codeOf(lesson('Long.', steps(...new Array<number>(3000).fill(9000))))!)
    .found[0]!;
  expect(answer).toMatchObject({ readings: 1023, bits: 8191 });
});

test('answers to one question in one visit have one random number, and other questions and sentences others', () => {
  const random = (given: Given) => readPaste(codeOf(given)!).found[0]!.random;
  expect(random(guess('One'))).toBe(random(guess('Two')));
  expect(random(lesson('A sentence.', steps(80, 70)))).toBe(random(lesson('A sentence.', steps(80, 70, 60))));
  expect(random(lesson('A sentence.', steps(80, 70)))).not.toBe(random(lesson('Another.', steps(80, 70))));
  expect(random(guess('One'))).not.toBe(random(drawing([1])));
  // What its measure takes no heed of does not make another question.
  expect(random(drawing([1]))).toBe(random(drawing([1, 0], 1000)));
  expect(subjectOf(drawing([1]))).toBe(subjectOf(drawing([1], 1000)));
});

test('of the names guessed a code holds the first of each passage, as many as it has room for', () => {
  const passages = Array.from({ length: 40 }, (_, i) => `p${i}`);
  const given = (guesses: { passage: string; name: string }[]): Given => ({
    kind: 'names',
    passages,
    names: ['Ahab', 'Pip'],
    guesses
  });
  const some = given([
    { passage: 'p3', name: 'PIP' },
    { passage: 'p0', name: 'Napoleon 🦑' },
    { passage: 'p3', name: 'Ahab' }
  ]);
  const { answer } = readPaste(codeOf(some)!).found[0]!;
  expect(answer).toMatchObject({
    kind: 'names',
    guesses: [
      { item: 3, name: 1 },
      { item: 0, name: null }
    ]
  });
  const all = given(passages.map((passage) => ({ passage, name: 'Ahab' })));
  expect(readPaste(codeOf(all)!).found[0]!.answer).toMatchObject({ guesses: { length: MOST_NAMES } });
  expect(codeOf(given([]))).toBeNull();
  expect(readPaste(codeOf(all)!).found[0]!.random).toBe(readPaste(codeOf(some)!).found[0]!.random);
});

test('choices are told apart by their words, however they are spaced', () => {
  expect(choicesHash(['1 %', '2 %'])).toBe(choicesHash(['1\u00a0%', ' 2 %']));
  expect(choicesHash(['1', '2'])).not.toBe(choicesHash(['2', '1']));
  expect('fault' in decode([])).toBe(true);
});
