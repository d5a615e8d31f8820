import { expect, test } from 'vitest';
import { toCsv } from '#lib/charts/csv.ts';
import { encode, READINGS, type Answer, type Lesson } from './code.ts';
import { choicesHash, columnsHash } from './given.ts';
import { readPaste } from './paste.ts';
import { keyOf } from './question.ts';
import {
  choicesOf,
  namedOf,
  leftAfter,
  meanDistance,
  readingsOf,
  spreadOf,
  tableOf,
  tally,
  type Known
} from './tally.ts';

const choices = ['1', '2', '4', '8'];
const columns = [0, 1, 2].map((copies) => ({ copies, level: null }));
const usual = { planted: 'exact', context: 32, measure: 'exact', data: 'raw', n: 100, p: 0.5 } as const;
const known: Known = {
  predictions: [
    {
      prediction: 3,
      chapter: { slug: 'b', number: 4, title: 'B' },
      question: 'Later?',
      choices,
      answer: '8'
    },
    { prediction: 0, chapter: { slug: 'a', number: 1, title: 'A' }, question: 'First?', choices, answer: '4' }
  ],
  cloze: {
    list: 5,
    names: ['Ahab', 'Pip'],
    items: [
      { passage: 'p8', copies: 8, name: 'Pip', ours: true },
      { passage: 'p0', copies: 0, name: 'Ahab', ours: false }
    ],
    label: '15.7M'
  },
  learners: [{ learner: 77, label: '1.3M', rate: 0.001, tone: 0.5, lessons: [] }],
  columns: ({ context }) =>
    context === 32 ? { hash: columnsHash(columns), count: columns.length } : context === 64 ? undefined : null
};
const guess = (choice: number, prediction = 0, of: readonly string[] = choices): Answer => ({
  kind: 'guess',
  prediction,
  choice,
  choices: choicesHash(of)
});
const drawing = (values: (number | null)[], question: object = {}, over = columns): Answer => ({
  kind: 'drawing',
  question: { ...usual, ...question },
  columns: columnsHash(over),
  values
});
const lesson = (readings: number, learner = 77): Lesson => ({
  kind: 'lesson',
  learner,
  asked: 20,
  bits: 100,
  readings,
  recited: readings,
  guess: 5,
  left: READINGS.filter((r) => r <= readings).map((_, i) => Math.max(0, 1 - i / 4))
});
const names = (guesses: [item: number, name: number | null][], list = 5): Answer => ({
  kind: 'names',
  list,
  guesses: guesses.map(([item, name]) => ({ item, name }))
});
const of = (...lines: string[]) => tally(readPaste(lines.join('\n')), known);

test('a class of thirty, some codes damaged, gives its overlay and says what was left out and why', () => {
  const lines = Array.from(
    { length: 30 },
    (_, i) => `Student ${i + 1}: ${encode(guess(i % 4), i)} ${encode(drawing([0, i / 30, 1]), i)}`
  );
  const damage = (at: number, how: (line: string) => string) => (lines[at] = how(lines[at]!));
  damage(4, (line) => line.slice(0, -1));
  damage(9, (line) => line.replace(/VB1../, 'VB1ZZ'));
  damage(14, () => 'Student 15: I forgot');
  damage(19, () => lines[18]!);
  damage(24, (line) => `${line} ${encode(guess(0, 0, ['1', '2']), 500)} ${encode(guess(0, 9), 501)}`);
  const { guesses, drawings, left, repeated } = of(...lines);
  expect(guesses.map(({ prediction, entries }) => [prediction.question, entries.length])).toEqual([
    ['First?', 27]
  ]);
  expect(drawings.map(({ entries }) => entries.length)).toEqual([27]);
  expect(left.map(({ line, why }) => [line, why])).toEqual([
    [5, 'Characters are missing, or one is wrong.'],
    [10, 'A character is wrong, missing or too many.'],
    [25, 'It answers a question whose choices have changed since.'],
    [25, 'It answers a question that no chapter asks now.']
  ]);
  expect(repeated).toEqual([
    { line: 19, by: 20, same: true },
    { line: 19, by: 20, same: true }
  ]);
  const curves = drawings[0]!.entries.map(({ answer }) => answer.values);
  expect(spreadOf(curves, 3)).toMatchObject([{ low: 0, high: 0, n: 27 }, { n: 27 }, { low: 1, high: 1 }]);
});

test('a later answer of one student to one question replaces the earlier and keeps the name', () => {
  const { guesses, repeated } = of(
    `Ana: ${encode(guess(1), 7)}`,
    encode(guess(2), 7),
    encode(guess(2, 3), 7)
  );
  expect(repeated).toEqual([{ line: 1, by: 2, same: false }]);
  expect(guesses.map(({ entries }) => entries.map(({ name, answer }) => [name, answer.choice]))).toEqual([
    [['Ana', 2]],
    [['', 2]]
  ]);
});

test('what the release does not have is left out, and what is not loaded waits', () => {
  const other = [...columns.slice(1), { copies: 99, level: null }];
  const { drawings, lessons, waiting, left } = of(
    encode(drawing([0, 1, 1], {}, other), 1),
    encode(drawing([0, 1]), 2),
    encode(drawing([0, 1, 1], { context: 8 }), 3),
    encode(drawing([0, 1, 1], { context: 64 }), 4),
    encode(lesson(3, 78), 5),
    encode(lesson(3), 6)
  );
  expect([drawings.length, lessons.length, waiting]).toEqual([0, 1, 1]);
  expect(left.map(({ line }) => line)).toEqual([1, 2, 3, 5]);
  expect(new Set(left.map(({ why }) => why)).size).toBe(3);
});

test('drawn questions are told apart by what matters to them', () => {
  expect(keyOf({ ...usual, n: 1 })).toBe(keyOf(usual));
  expect(keyOf({ ...usual, measure: 'discoverable', n: 1 })).not.toBe(
    keyOf({ ...usual, measure: 'discoverable' })
  );
});

test('guesses are counted by choice, and their quartiles are choices', () => {
  const [group] = of(...[0, 1, 1, 2, 3, 3, 3].map((choice, i) => encode(guess(choice), i))).guesses;
  expect(choicesOf(group!)).toEqual({
    counts: [1, 2, 1, 3],
    right: 1,
    spread: { low: '2', median: '4', high: '8' }
  });
});

test('names are counted by copies, the class’s beside ours; of another list, or past its end, they are left out', () => {
  const {
    names: entries,
    left,
    repeated
  } = of(
    encode(
      names([
        [0, 1],
        [1, 0]
      ]),
      1
    ),
    encode(names([[0, null]]), 2),
    encode(names([[0, 0]]), 2),
    encode(names([[0, 1]], 6), 3),
    encode(names([[2, 1]]), 4),
    encode(names([[1, 2]]), 5)
  );
  expect(namedOf(entries, known.cloze)).toEqual([
    { copies: 0, guessed: 1, right: 1, ours: 0 },
    { copies: 8, guessed: 2, right: 1, ours: 2 }
  ]);
  expect(left.map(({ line }) => line)).toEqual([4, 5, 6]);
  expect(repeated).toEqual([{ line: 2, by: 3, same: false }]);
});

test('a lesson that has ended counts with what was left', () => {
  expect(readingsOf([lesson(2), lesson(5)])).toEqual([1, 2, 3, 4, 5]);
  expect(readingsOf([])).toEqual([]);
  expect([1, 2, 3, 5].map((reading) => leftAfter(lesson(2), reading))).toEqual([1, 0.75, 0.75, 0.75]);
  expect(meanDistance([0.5, null, 1], [0, 0, 0.5])).toBe(0.5);
  expect(meanDistance([null], [1])).toBeNull();
  expect(spreadOf([[null], [null]], 1)).toEqual([null]);
});

test('the file has a value a row, names only when asked for, and nothing that a spreadsheet would run', () => {
  const found = of(
    `=HYPERLINK("x"),"Bo, the 2nd": ${encode(guess(1), 1)}`,
    encode(drawing([0, null, 0.5]), 2),
    encode(lesson(2), 3),
    encode(
      names([
        [0, 1],
        [1, null]
      ]),
      4
    )
  );
  const words = () => ({ name: 'recall', columns: ['0', '1', '2'], domain: [0, 1] as const });
  const csv = toCsv(tableOf(found, known.cloze, false, words), 'Class');
  expect(csv.split('\n')).toEqual([
    '# Class',
    'line,kind,question,at,answer',
    '1,guess,First?,,2',
    '2,drawing,recall,0,0',
    '2,drawing,recall,2,0.5',
    '3,lesson,"1.3M parameters, learning rate 0.001",guess,5',
    '3,lesson,"1.3M parameters, learning rate 0.001",readings,2',
    '3,lesson,"1.3M parameters, learning rate 0.001",recited after,2',
    '3,lesson,"1.3M parameters, learning rate 0.001",bits before,100',
    '3,lesson,"1.3M parameters, learning rate 0.001",left after 1,1',
    '3,lesson,"1.3M parameters, learning rate 0.001",left after 2,0.75',
    '4,names,Who is missing?,p8,Pip',
    '4,names,Who is missing?,p0,another name',
    ''
  ]);
  const named = tableOf(found, known.cloze, true, words);
  expect(named.rows[0]).toEqual([1, 'HYPERLINK("x"),"Bo, the 2nd', 'guess', 'First?', '', '2']);
  for (const row of named.rows) expect(String(row[1])).not.toMatch(/^[=+\-@\t]/);
});
