import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fill, keysIn } from './fill.ts';

test('numbers are filled in wherever a text is', () => {
  const value = { a: 'Of {n} {n.m}.', b: [{ c: '{n}', d: 3, e: true }], f: null };
  expect(fill(value, { n: '48', 'n.m': 'none' }, 'f.yaml')).toEqual({
    a: 'Of 48 none.',
    b: [{ c: '48', d: 3, e: true }],
    f: null
  });
  expect(keysIn(value)).toEqual(['n', 'n.m', 'n']);
});

test.each(['{m}', '{toString}', '{ n }', '{}'])('%s is no number and is refused', (text) => {
  expect(() => fill({ a: [text] }, { n: '48' }, 'f.yaml')).toThrow(/^f\.yaml: there is no number/);
});

test('a text without braces stays as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = text.replaceAll('{', '');
      expect(fill(plain, {}, 'f')).toBe(plain);
    })
  );
});
