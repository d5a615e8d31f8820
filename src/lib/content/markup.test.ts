import { expect, test } from 'vitest';
import { entriesOf, keysUsed, tellsOfOthers } from './markup.ts';

test('finds keys in the order of first use, each once', () => {
  const text = `A<Cite key="b2" />, <Term key="token">tokens</Term>, <Cite
  key="a1" />, <Cite key="b2" /> <!-- <Cite key="out" /> --><PullQuote source="A court, page 9" cite="c3">W</PullQuote>`;
  expect(keysUsed(text, 'Cite')).toEqual(['b2', 'a1', 'c3']);
  expect(keysUsed(text, 'Term')).toEqual(['token']);
});

test('a tag whose key cannot be read when the page is built is refused', () => {
  expect(() => keysUsed('<Cite key={key} />', 'Cite')).toThrow('<Cite key={key} /> has no key');
  expect(() => keysUsed('<Cite />', 'Cite')).toThrow('has no key');
});

test('an unknown key is refused with the name of the file', () => {
  const entries = new Map([['a1', 1]]);
  expect(entriesOf(['a1'], entries, 'x.md')).toEqual([1]);
  expect(() => entriesOf(['a1', 'a2'], entries, 'x.md')).toThrow('x.md: there is no entry for the key "a2"');
});

test('a citation may say that it is as others tell it', () => {
  expect(tellsOfOthers('A<Cite key="a1" />, B<Cite key="b2" told />')).toBe(true);
  expect(tellsOfOthers('As told<Cite key="told" />')).toBe(false);
});
