import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FORGERIES, nearness, PLAINLY } from './forge.ts';

const PASSAGE =
  'Call me Ishmael. Some years ago—never mind how long precisely—having little or no money in my purse';

test('every forgery stays plainly the passage, and all but one change it', () => {
  for (const { name, forge } of FORGERIES) {
    expect(nearness(forge(PASSAGE), PASSAGE), name).toBeGreaterThanOrEqual(PLAINLY);
    expect(forge(PASSAGE) === PASSAGE, name).toBe(name === 'As it is');
  }
});

test('nearness is 1 for the same words, whatever their case, and 0 for nothing in common', () => {
  expect(nearness('CALL  me\nishmael', 'Call me Ishmael')).toBe(1);
  expect(nearness('', 'Call')).toBe(0);
  expect(nearness('xyz', 'Call me')).toBe(0);
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const near = nearness(a, b);
      expect(near).toBeGreaterThanOrEqual(0);
      expect(near).toBeLessThanOrEqual(1);
    })
  );
});
