import { expect, test } from 'vitest';
import { parted } from './continuation.ts';

test('a text is parted at its first word and at the end of what is marked', () => {
  expect(parted({ text: ' one two', marked: 4 })).toEqual({ blank: ' ', marked: 'one', rest: ' two' });
  expect(parted({ text: ' one two', marked: 0 })).toEqual({ blank: ' ', marked: '', rest: 'one two' });
  expect(parted({ text: '\n\none', marked: 1 })).toEqual({ blank: '\n\n', marked: '', rest: 'one' });
  expect(parted({ text: 'one', marked: 3 })).toEqual({ blank: '', marked: 'one', rest: '' });
  expect(parted({ text: '', marked: 0 })).toEqual({ blank: '', marked: '', rest: '' });
});
