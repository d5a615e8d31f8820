import { expect, test } from 'vitest';
import { minutesOf, readGuides } from './guides.ts';

const task = (id: string) => ({
  id,
  title: 'T',
  minutes: 10,
  open: 'demos/recall/#v=1&draw=yes',
  do: 'Draw.',
  answer: 'Drawn.'
});
const guide = (chapter: string, ...ids: string[]) => ({
  chapter,
  predict: { ask: 'A?', then: 'B.' },
  tasks: ids.map(task),
  discuss: [
    { side: 'technical', ask: 'C?', listen: 'D.' },
    { side: 'legal', ask: 'E?', listen: 'F.' }
  ],
  misconceptions: [{ thinks: 'G.', answer: 'H.', open: 'introduction/' }]
});

test('guides are read as they stand, and add up their minutes', () => {
  const guides = [guide('one', 'a', 'b'), guide('two', 'c', 'd', 'e')];
  expect(readGuides(guides, ['one', 'two'], 'f.yaml')).toEqual(guides);
  expect(guides.map((of) => minutesOf(of as never))).toEqual([45, 55]);
});

test.each<[string, unknown[], string]>([
  ['a chapter without a guide', [guide('one', 'a', 'b')], 'one guide for each chapter'],
  ['another order', [guide('two', 'a', 'b'), guide('one', 'c', 'd')], 'in their order'],
  ['a task twice', [guide('one', 'a', 'b'), guide('two', 'b', 'c')], '"b"'],
  ['one task only', [guide('one', 'a'), guide('two', 'b', 'c')], '"0.tasks"'],
  [
    'an address elsewhere',
    [
      { ...guide('one', 'a', 'b'), misconceptions: [{ thinks: 'G', answer: 'H', open: 'https://x.org/' }] },
      guide('two', 'c', 'd')
    ],
    '"0.misconceptions.0.open"'
  ],
  ['an unknown key', [{ ...guide('one', 'a', 'b'), hint: 'x' }, guide('two', 'c', 'd')], '"0.hint"']
])('%s is refused with the name of the file', (_, guides, message) => {
  expect(() => readGuides(guides, ['one', 'two'], 'f.yaml')).toThrow(/^f\.yaml: /);
  expect(() => readGuides(guides, ['one', 'two'], 'f.yaml')).toThrow(message);
});
