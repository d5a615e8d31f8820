// A lesson with a run-time interface that is not ours, which holds every value to the form that SCORM 1.2 gives it.
import * as runTime from 'scorm-again/scorm12';
import { expect, test } from 'vitest';
import { Lms, type Api } from './api.ts';
import { readKept } from './kept.ts';
import { isRight, Lesson, timespan } from './lesson.ts';
import type { LessonData, Scored } from './lesson-data.ts';

type System = InstanceType<typeof runTime.default>;
/** Its types name it otherwise than it does. */
const { Scorm12API } = runTime as unknown as { Scorm12API: typeof runTime.default };

const choice: Scored = { id: 'which', kind: 'choice', ask: '', why: '', choices: ['a', 'b', 'c'], answer: 2 };
const number: Scored = { id: 'how-many', kind: 'number', ask: '', why: '', value: '0.7', within: '0.1' };
const data: LessonData = {
  demo: { name: 'recall', title: 'Recall explorer', says: '', height: 500 },
  frame: 'embed/recall/index.html',
  fragment: '',
  chapter: '5. How many',
  guess: { id: 'guess-copies-needed', question: '?', choices: ['1', '2'], answer: '2' },
  questions: [choice, number]
};

const system = (had: object = {}) => {
  const api = new Scorm12API({ autocommit: false, logLevel: 'ERROR' });
  api.loadFromJSON(had as never, 'cmi');
  return api;
};
/** What the system keeps until the next visit. */
const kept = (api: System) =>
  JSON.parse(JSON.stringify(api.cmi)) as Record<string, never> as unknown as {
    suspend_data: string;
    core: Record<string, string> & { score: Record<string, string> };
    interactions: Record<string, Record<string, unknown>>;
  };
const visit = (api: System, clock = { now: new Date(2026, 10, 29, 9, 5, 7) }) =>
  new Lesson(data, new Lms(api as unknown as Api), () => clock.now);

test('a visit is told as SCORM has it, and the next one goes on where it was', () => {
  const clock = { now: new Date(2026, 10, 29, 9, 5, 7) };
  const first = system();
  const lesson = visit(first, clock);
  expect(kept(first).core.lesson_status).toBe('incomplete');
  lesson.guess(1);
  lesson.stands('v=1&planted=near');
  lesson.answer(choice, '2');
  // The first answer counts.
  lesson.answer(choice, '0');
  lesson.report({ 'drawing exact 32': 'VB10K-7QWER' });
  lesson.report({ 'drawing exact 32': 'VB10K-8QWER' });
  lesson.save();
  clock.now = new Date(2026, 10, 29, 9, 35, 7);
  lesson.end();
  const { core, interactions, suspend_data } = kept(first);
  expect(core).toMatchObject({ exit: 'suspend', session_time: '00:30:00', lesson_status: 'incomplete' });
  expect(core.score).toEqual({ raw: '50', min: '0', max: '100' });
  const told = { time: '09:05:07' };
  expect(Object.values(interactions)).toMatchObject([
    {
      ...told,
      id: 'guess-copies-needed',
      type: 'choice',
      student_response: 'b',
      result: 'neutral',
      weighting: '0'
    },
    { ...told, id: 'which', type: 'choice', student_response: 'c', result: 'correct', weighting: '1' },
    // The later code of one visit takes the place of the earlier.
    {
      ...told,
      id: 'code-drawing-exact-32',
      type: 'fill-in',
      student_response: 'VB10K-8QWER',
      result: 'neutral'
    }
  ]);
  expect(JSON.stringify(interactions)).toContain('"pattern":"c"');

  const second = system({ suspend_data, core: { lesson_status: 'incomplete', entry: 'resume' } });
  const again = visit(second);
  expect(again.fragment).toBe('v=1&planted=near');
  expect([again.given('guess-copies-needed'), again.given('which'), again.given('how-many')]).toEqual([
    '1',
    '2',
    undefined
  ]);
  expect(again.codes).toEqual({ 'drawing exact 32': 'VB10K-8QWER' });
  expect(again.standing).toBe('Questions answered: 1 of 2.');
  again.answer(number, ' 0,8 ');
  expect(kept(second).core).toMatchObject({ lesson_status: 'completed', score: { raw: '100' } });
  expect(Object.values(kept(second).interactions)).toMatchObject([
    { id: 'how-many', type: 'numeric', student_response: '0.8', result: 'correct' }
  ]);
  expect(again.standing).toBe('Answered correctly: 2 of 2.');
  expect(again.said).toBe('Your course has saved your answers.');
});

test('what the course had decided stands, and one who only looks writes nothing', () => {
  const passed = system({ core: { lesson_status: 'passed' } });
  visit(passed);
  expect(kept(passed).core.lesson_status).toBe('passed');
  const browsing = system({ core: { lesson_mode: 'browse' } });
  const lesson = visit(browsing);
  lesson.answer(choice, '2');
  lesson.end();
  expect(kept(browsing)).toMatchObject({
    suspend_data: '',
    core: { score: { raw: '' }, session_time: '00:00:00' }
  });
  expect(lesson.said).toMatch(/only looking/);
  expect(lesson.right).toBe(1);
});

test('without a course, with one that does not begin, and with one that refuses, it works and says so', () => {
  const alone = new Lesson(data, null);
  alone.answer(choice, '0');
  alone.end();
  expect(alone.said).toMatch(/no course around/);
  expect(alone.standing).toBe('Questions answered: 1 of 2.');
  const shut = { LMSInitialize: () => 'false' } as unknown as Api;
  expect(new Lesson(data, new Lms(shut)).said).toMatch(/did not begin/);
  const refusing: Api = {
    LMSInitialize: () => 'true',
    LMSFinish: () => 'true',
    LMSGetValue: () => '',
    LMSSetValue: () => 'false',
    LMSCommit: () => 'false',
    LMSGetLastError: () => '402',
    LMSGetErrorString: () => 'Invalid set value'
  };
  const lesson = new Lesson(data, new Lms(refusing));
  lesson.answer(choice, '2');
  expect(lesson.said).toBe(
    'Your course did not save this (cmi.suspend_data: Invalid set value). Keep this page open, and tell your teacher.'
  );
  // What was not taken before is not why it was not saved.
  const forgetful = {
    ...refusing,
    LMSSetValue: (element: string) => String(element === 'cmi.suspend_data')
  };
  const other = new Lesson(data, new Lms(forgetful));
  other.answer(choice, '2');
  expect(other.said).toBe('Your course did not save this. Keep this page open, and tell your teacher.');
});

test('what was kept and cannot be read begins anew, aloud', () => {
  const lesson = visit(system({ suspend_data: '{"of":"another"}' }));
  expect(lesson.said).toMatch(/could not be read/);
  expect(lesson.fragment).toBe('');
});

test('a state too long to be kept is left out, and the answers are not', () => {
  const api = system();
  const lesson = visit(api);
  lesson.stands(`v=1&prefix=${'a'.repeat(5000)}`);
  lesson.answer(choice, '2');
  expect(readKept(kept(api).suspend_data)).toEqual({ at: '', answers: { which: '2' }, codes: {} });
  expect(lesson.said).toMatch(/too long to be saved/);
});

test('numbers are right within their range, however they are written', () => {
  const right = ['0.7', '0,8', ' 0.6 ', '.65', '0.60'];
  const wrong = ['0.59', '0.81', '', ' ', 'many', '7', '-0.7', 'NaN'];
  expect(right.filter((answer) => !isRight(number, answer))).toEqual([]);
  expect(wrong.filter((answer) => isRight(number, answer))).toEqual([]);
});

test('spans of time are told in hundredths', () => {
  expect([0, 12_340, 3_600_000 * 27 + 61_005].map(timespan)).toEqual([
    '0000:00:00.00',
    '0000:00:12.34',
    '0027:01:01.01'
  ]);
});
