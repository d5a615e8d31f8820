import { expect, test } from 'vitest';
import { CorpusIndex } from './corpus-index.ts';
import { makeCorpus } from './fixture.ts';

/** Every printable character of ASCII is a token, and so are some pairs: a run may begin or end within one. */
const names = ['<|bos|>', ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), 'th', 'he'];
const tokenizer = {
  model: { vocab: Object.fromEntries(names.map((text, id) => [text.replace(' ', 'Ġ'), id])) },
  added_tokens: [{ id: 0 }]
};
const idsOf = (text: string) => {
  const ids: number[] = [];
  for (let at = 0; at < text.length;) {
    const pair = names.lastIndexOf(text.slice(at, at + 2));
    ids.push(pair > 0 && at + 1 < text.length ? pair : names.indexOf(text[at]!));
    at += pair > 0 && at + 1 < text.length ? 2 : 1;
  }
  return ids;
};
const corpus = makeCorpus([
  { ids: idsOf('of the whale, and the sea') },
  { ids: idsOf('state of the whale ') },
  { ids: idsOf('never read by anybody'), raw: 0 }
]);
const index = new CorpusIndex(corpus.tokens, [
  ...corpus.documents.slice(0, 2),
  { ...corpus.documents[2]!, kind: 'passage' }
]);

test('runs are found that begin and end within a token, and it is counted how many addresses have the longest', () => {
  expect(() => index.shared('text', 3)).toThrow(/not spelled/);
  index.spellBy(tokenizer);
  expect(index.shared('he whale!', 4)).toEqual({ runs: [[0, 8]], addresses: 2 });
  expect(index.shared('and th', 6)).toEqual({ runs: [[0, 6]], addresses: 1 });
  expect(index.shared('e sea', 6)).toEqual({ runs: [], addresses: 0 });
});

test('what no model read is not there', () => {
  expect(index.shared('never read', 5)).toEqual({ runs: [], addresses: 0 });
});
