import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capital, list } from './list.ts';

test('a list reads as prose', () => {
  expect(list([1, 3, 4])).toBe('1, 3 and 4');
  expect(list(['a'])).toBe('a');
  expect(list([])).toBe('');
});

test('lists as Intl does', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]+$/)), (items) => {
      expect(list(items)).toBe(new Intl.ListFormat('en-GB').format(items));
      expect(list(items, 'or')).toBe(new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(items));
    })
  );
});

test('a sentence begins with a capital letter', () => {
  expect(['two more', '', '2'].map(capital)).toEqual(['Two more', '', '2']);
});
