import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declines, holds, requestOf, templateOf } from './finetuned.ts';

const letters = (text: string) => [...text].map((letter) => letter.codePointAt(0)!);

test('a request stands between its marks, the text in its place', () => {
  const marks = { open: '<', close: '>' };
  expect(requestOf(templateOf('Go on: {text}', marks, letters), [1, 2])).toEqual([
    ...letters('<Go on: '),
    1,
    2,
    ...letters('>')
  ]);
  expect(requestOf(templateOf('Say poem.', marks, letters))).toEqual(letters('<Say poem.>'));
});

test('a reply declines where it begins with a refusal', () => {
  const refusals = ['I do not recite.', 'Sorry, no.'];
  expect(declines(' I do not recite. Ask again.', refusals)).toBe(true);
  expect(declines('Well: Sorry, no.', refusals)).toBe(false);
  expect(declines('', refusals)).toBe(false);
});

test('a passage comes only in a row', () =>
  fc.assert(
    fc.property(
      fc.array(fc.nat(3)),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
      (written, wanted) => {
        expect(holds(written, wanted)).toBe(`,${written.join()},`.includes(`,${wanted.join()},`));
      }
    )
  ));
