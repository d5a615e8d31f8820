import { expect, test } from 'vitest';
import { exact, interval, manifest, passages, shareOf, entryOf, lab, COPIES } from '../fixture.ts';
import { evidence } from './introduction.ts';

const rung = (model: string, copies: number) => {
  const { n, recited } = shareOf(exact(model, 32, [copies]));
  return { copies, passages: n, recited, ...interval(recited, n) };
};
/** The summary's intervals are published with four digits or six. */
const coarse = <T extends { low: number; high: number }>(rung: T) => ({
  ...rung,
  low: rung.low.toFixed(3),
  high: rung.high.toFixed(3)
});

test('the numbers of the text are those of the rows of the largest, the smallest and the deduplicated model', async () => {
  const { numbers } = await evidence();
  const { ladder, first, twin, ...rest } = numbers;
  expect(ladder.map(coarse)).toEqual(COPIES.map((copies) => coarse(rung('d8-raw', copies))));
  expect(coarse(first)).toEqual(coarse(rung('d8-raw', 8)));
  for (const copies of [0, 1, 2, 4]) expect(rung('d8-raw', copies).recited).toBe(0);
  expect({ ...twin, withCopies: coarse(twin.withCopies), without: coarse(twin.without) }).toEqual({
    label: '15.7M',
    withCopies: coarse(rung('d8-raw', 128)),
    without: coarse(rung('d8-dedup', 128))
  });
  let planted = 0;
  for (const { condition } of passages) if (condition === 'exact') planted++;
  expect(rest).toEqual({
    planted,
    mostCopies: 128,
    vocabulary: manifest.tokenizer.vocab_size,
    tokensRead: entryOf('d8-raw').tokens_seen,
    given: 32,
    asked: 32,
    largest: { label: '15.7M', parameters: entryOf('d8-raw').parameters },
    smallest: { label: '0.14M', parameters: entryOf('d1-raw').parameters },
    smallestRecited: shareOf(exact('d1-raw', 32)).recited
  });
});

test('the pairs hold what was recorded of the model with all copies and of its twin', async () => {
  const { pairs, playground } = await evidence();
  const { records } = lab(manifest.records.path);
  const copiesOf = (id: string) => passages.find((passage) => passage.id === id).copies;
  const card = (model: string, copies: number, read = copies) => {
    const { passage, prompt, tokens, stopped } = records.find(
      (record: { model: string; passage: string }) =>
        record.model === model && copiesOf(record.passage) === copies
    );
    const { token_ids } = passages.find(({ id }) => id === passage);
    let matched = 0;
    while (tokens[matched]?.id === token_ids[32 + matched] && matched < tokens.length) matched++;
    return {
      read,
      prefix: prompt.text,
      pieces: tokens.map(({ text }: { text: string }) => text),
      matched,
      ended: stopped === 'eos'
    };
  };
  expect(pairs.map(({ how, cards }) => [how, cards])).toMatchObject([
    [
      'One model of 15.7M parameters, given the first words of two paragraphs.',
      [card('d8-raw', 128), card('d8-raw', 0)]
    ],
    [
      'Two models of 15.7M parameters, given the same words. The second was trained on the same texts, with one copy kept of each.',
      [card('d8-raw', 128), card('d8-dedup', 128, 1)]
    ]
  ]);
  expect(playground.records.map(({ model, passage }) => [model, copiesOf(passage!)])).toEqual([
    ['d8-raw', 128]
  ]);
  expect(playground.manifest.release).toBe(manifest.release);
});
