import { expect, test } from 'vitest';
import { parted } from './address.ts';
import { readHandout, readPlans } from './plans.ts';

const step = (minutes: number) => ({
  minutes,
  title: 'T',
  does: 'D.',
  asks: 'A?',
  open: 'demos/recall/#v=1'
});
const plan = {
  id: 'a',
  title: 'A',
  minutes: 30,
  for: 'F',
  before: 'B',
  steps: [step(5), step(10), step(15)]
};
const day = { day: 'Day 1', title: 'T', does: 'D.', task: 'draw' };
const lab = { id: 'lab', title: 'L', for: 'F', before: 'B', steps: [day, day, day] };

test('plans are read as they stand', () => {
  expect(readPlans([plan, lab], 'f.yaml')).toEqual([plan, lab]);
});

test.each<[string, unknown[], string]>([
  ['minutes that do not add up', [{ ...plan, minutes: 50 }], 'take 30 minutes, and not 50'],
  ['a step without minutes', [{ ...plan, steps: [step(15), step(15), day] }], 'take NaN'],
  ['a step without a day', [{ ...lab, steps: [day, day, step(5)] }], 'are days'],
  ['an id twice', [plan, plan], '"a" occurs twice'],
  [
    'an address elsewhere',
    [{ ...plan, steps: [step(5), step(10), { ...step(15), open: '//x.org' }] }],
    '"0.steps.2.open"'
  ],
  [
    'a step with nothing for its slide',
    [{ ...lab, steps: [day, day, { ...day, task: undefined }] }],
    'one of them'
  ],
  ['a step with two things for it', [{ ...lab, steps: [day, day, { ...day, asks: 'A?' }] }], 'one of them'],
  ['an unknown key', [{ ...plan, notebook: 'x' }], '"0.notebook"']
])('%s is refused with the name of the file', (_, plans, message) => {
  expect(() => readPlans(plans, 'f.yaml')).toThrow(/^f\.yaml: /);
  expect(() => readPlans(plans, 'f.yaml')).toThrow(message);
});

test('a handout names tasks and questions that there are', () => {
  const handout = {
    title: 'T',
    intro: 'I',
    predict: 'P',
    predicted: 'Q',
    tasks: ['nothing'],
    questions: ['none']
  };
  expect(() => readHandout(handout, [], [], 'f.yaml')).toThrow('f.yaml: there is no task "nothing"');
});

test.each([
  ['demos/recall/#v=1&a=b#c', { path: 'demos/recall/', hash: '#v=1&a=b#c' }],
  ['method/', { path: 'method/', hash: '' }]
])('%s is cut at its first #', (open, parts) => {
  expect(parted(open)).toEqual(parts);
});
