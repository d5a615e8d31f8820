import { expect, test } from 'vitest';
import { pairsOf } from '#lib/completion/pairs.ts';
import { readPublished } from './published.ts';

const published = await readPublished();

test('each pair differs in one thing: the copies read, or the data', () => {
  const [copies, data] = pairsOf(published);
  expect(copies!.cards.map(({ read }) => read)).toEqual([128, 0]);
  expect(copies!.cards[0]!.prefix).not.toBe(copies!.cards[1]!.prefix);
  expect(data!.cards.map(({ read }) => read)).toEqual([128, 1]);
  expect(data!.cards[0]!.prefix).toBe(data!.cards[1]!.prefix);
});

test('a card holds what the record holds: all its tokens, those as in the book, the verbatim spans alone', () => {
  for (const { cards } of pairsOf(published)) {
    for (const { prefix, pieces, matched, spans, elsewhere, ended } of cards) {
      const record = published.records.find(
        ({ prompt, tokens }) =>
          prompt.text === prefix && tokens.map(({ text }) => text).join('') === pieces.join('')
      )!;
      const passage = published.passages.find(({ id }) => id === record.passage)!;
      const truth = passage.token_ids.slice(record.prompt.ids.length);
      const wrong = record.tokens.findIndex(({ id }, i) => id !== truth[i]);
      expect(matched).toBe(wrong < 0 ? record.tokens.length : wrong);
      expect(spans).toEqual(record.spans!.filter(({ kind }) => kind === 'verbatim'));
      expect(ended).toBe(pieces.length < record.decoding.max_tokens);
      // A recital is of the passage itself; what these models mark beyond it is of other documents.
      expect(elsewhere).toBe(spans.length > 0 && matched === 0);
    }
  }
});

test('a pair that the release has no records of is left out', () => {
  expect(pairsOf({ ...published, records: [] })).toEqual([]);
  const raw = published.manifest.models.filter(({ data }) => data === 'raw');
  expect(pairsOf({ ...published, manifest: { ...published.manifest, models: raw } })).toHaveLength(1);
});
