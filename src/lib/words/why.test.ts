import { expect, test } from 'vitest';
import { why } from './why.ts';

test('says what was thrown', () => {
  expect(why(new TypeError('No such model.'))).toBe('No such model.');
  expect(why('gone')).toBe('gone');
  expect(why(undefined)).toBe('undefined');
});
