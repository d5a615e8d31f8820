import { expect, test } from 'vitest';
import { answerOf, readQuestions, type Question } from './questions.ts';

const chapters = [
  { number: 1, slug: 'one', title: 'One' },
  { number: 2, slug: 'two', title: 'Two' }
];
const choice = {
  id: 'a-b',
  chapter: 'one',
  kind: 'choice',
  ask: 'Which?',
  choices: ['This.', 'That', 'Neither'],
  answer: 0,
  why: 'It is.'
};
const number = {
  id: 'n',
  chapter: 'two',
  kind: 'number',
  ask: 'How many?',
  value: '10',
  within: '0',
  why: 'So.'
};
const open = { id: 'o', chapter: 'two', kind: 'open', ask: 'Why?', model: 'Because.' };

test('questions are read by chapter, in the order of the file', () => {
  const sections = readQuestions([number, choice, open], chapters, 'f.yaml');
  expect(sections.map(({ slug, questions }) => [slug, questions.map(({ id }) => id)])).toEqual([
    ['one', ['a-b']],
    ['two', ['n', 'o']]
  ]);
  expect(sections.flatMap(({ questions }) => questions).map(answerOf)).toEqual([
    'This. It is.',
    '10. So.',
    'Because.'
  ]);
});

test.each<[string, unknown[], string]>([
  ['an id twice', [choice, { ...number, id: 'a-b' }], '"a-b" occurs twice'],
  ['an unknown chapter', [{ ...choice, chapter: 'nine' }], '"nine"'],
  ['a chapter without questions', [choice], 'no question of the chapter "two"'],
  ['an answer without a choice', [{ ...choice, answer: 3 }, open], 'no choice 3'],
  ['a choice twice', [{ ...choice, choices: ['This', 'This', 'That'] }, open], 'a choice twice'],
  ['two choices only', [{ ...choice, choices: ['This', 'That'] }, open], '"0.choices"'],
  ['an unknown key', [{ ...choice, hint: 'x' }, open], '"0.hint"'],
  ['a missing key', [{ ...choice, why: undefined }, open], '"0.why"'],
  ['another kind', [{ ...choice, kind: 'essay' }, open], '"0.kind"'],
  ['a number in words', [choice, { ...number, value: 'ten' }], '"1.value"'],
  ['an id with capitals', [{ ...choice, id: 'A' }, open], '"0.id"']
])('%s is refused with the name of the file', (_, questions, message) => {
  expect(() => readQuestions(questions, chapters, 'f.yaml')).toThrow(/^f\.yaml: /);
  expect(() => readQuestions(questions, chapters, 'f.yaml')).toThrow(message);
});

test('a question says nothing else', () => {
  const [section] = readQuestions([choice], chapters.slice(0, 1), 'f.yaml');
  expect(section!.questions).toEqual<Question[]>([choice as Question]);
});
