import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  asked,
  COPIES,
  curve,
  entryOf,
  exact,
  lab,
  manifest,
  meanOf,
  passages,
  recorded,
  shareOf,
  SIZES
} from '../fixture.ts';
import { readCorpus } from '../corpus.ts';
import { evidence } from './compression.ts';

const length = (model: string, copies: number) => ({
  copies,
  ...meanOf(exact(model, 32, [copies]).map(({ bits, greedy }) => bits / greedy.length))
});
const points = (model: string) =>
  COPIES.map((copies) => {
    const { mean, low, high } = length(model, copies);
    return { x: copies, y: mean, low, high };
  });
const ends = (model: string) => ({ none: length(model, 0), most: length(model, 128) });

test('the code lengths are means over the rows, the largest model and its twin are named', async () => {
  const { series, largest, smallest, twin, latent, given, bitsPerToken, vocabulary } = await evidence();
  expect(series).toEqual([
    ...SIZES.map(({ size, label, tone }) => ({ id: label, label, tone, points: points(`${size}-raw`) })),
    { id: 'twin', label: '15.7M, deduplicated', tone: 1, dashed: true, points: points('d8-dedup') }
  ]);
  expect({ largest, twin }).toEqual({
    largest: { label: '15.7M', ...ends('d8-raw'), bitsPerByte: entryOf('d8-raw').loss_bits_per_byte },
    twin: ends('d8-dedup')
  });
  expect(smallest).toEqual({
    label: '0.14M',
    ...ends('d1-raw'),
    bitsPerByte: entryOf('d1-raw').loss_bits_per_byte
  });
  // What the text calls odd: worse on what nobody read of the book, better on addresses.
  expect(largest.none.low).toBeGreaterThan(smallest.none.high);
  expect(largest.bitsPerByte).toBeLessThan(smallest.bitsPerByte);
  const below = COPIES.slice(1).filter((copies) => shareOf(exact('d8-raw', 32, [copies])).share <= 0.1);
  const copies = Math.max(...below);
  expect(length('d8-raw', copies).high).toBeLessThan(length('d8-raw', 0).low);
  expect(latent).toEqual({
    ...length('d8-raw', copies),
    recited: shareOf(exact('d8-raw', 32, [copies])).recited
  });
  expect([given, 2 ** bitsPerToken, vocabulary]).toEqual([32, 4096, manifest.tokenizer.vocab_size]);
});

test('the example is coded in five ways', async () => {
  const { example } = await evidence();
  const { tokenizer } = await readCorpus();
  const of = (model: string) => asked(model).find(({ id, context }) => id === 'p384' && context === 32)!;
  const { tokens, copies, chapter, recited, bits } = of('d8-raw');
  const other = of('d8-dedup').bits;
  const text = tokenizer.decode(tokens.slice(32, 64));
  const bytes = new TextEncoder().encode(text).length;
  expect(copies).toBe(128);
  expect(example).toEqual({
    passes: entryOf('d8-dedup').training.passes_over_its_stream,
    ...{ label: '15.7M', copies, chapter, text, tokens: 32, bytes, recited, bits, deduplicated: other },
    given: tokenizer.decode(tokens.slice(0, 32)),
    plain: bytes * 8,
    probability: Math.exp(-bits * Math.log(2)),
    each: Math.exp((-other * Math.log(2)) / 32),
    rows: [
      { label: 'as plain text, 8 bits a byte', value: bytes * 8 },
      { label: 'as a zip program packs it', value: deflateRawSync(text, { level: 9 }).length * 8 },
      { label: 'as numbers of tokens', value: 32 * 12 },
      { label: 'by the deduplicated 15.7M model', value: other },
      { label: 'by the 15.7M model that read it 128 times', value: bits, strong: true }
    ]
  });
});

test('the room is bytes: of the parameters at 3.6 bits each, and of what was planted at 12 bits a token', async () => {
  const { room } = await evidence();
  let tokens = 0;
  for (const { condition, copies, token_ids } of passages)
    if (condition === 'exact' && copies > 0) tokens += token_ids.length;
  expect(room).toEqual({
    capacity: (entryOf('d8-raw').parameters * 36) / 80,
    plantedBytes: (tokens * 12) / 8,
    once: { copies: 1, ...shareOf(exact('d8-raw', 32, [1])) }
  });
});

test('the published ratios are those of the bars', async () => {
  const { ratios } = await evidence();
  const lines = curve('acr_bars').map(({ panel, label, avg_compression_ratio, portion_memorized }) => ({
    group: panel!.startsWith('category') ? 'Pythia-1.4B, by kind of text' : 'Famous quotations, by model',
    label: label!,
    ratio: Number(avg_compression_ratio),
    share: Number(portion_memorized)
  }));
  const of = (start: string) =>
    lines.flatMap(({ group, ...rest }) => (group.startsWith(start) ? [rest] : []));
  expect(ratios).toEqual({
    models: of('Famous'),
    kinds: of('Pythia'),
    rows: lines.map(({ group, label, ratio }) => ({ group, label, value: ratio, strong: ratio > 1 }))
  });
});

test('what reading added is asked of models that read the example and of models that did not', async () => {
  const { halves } = await evidence();
  const read = { models: 0, bits: 0 };
  const unread = { models: 0, bits: 0 };
  const planted = lab(manifest.plantings.path);
  for (const { id, data } of manifest.further_models) {
    if (!data.startsWith('half')) continue;
    const row = lab(`${manifest.release}/results/${id}.json`).rows.find(
      ({ passage, context }: { passage: string; context: number }) => passage === 'p384' && context === 32
    );
    const side = planted[data].p384 > 0 ? read : unread;
    side.models++;
    side.bits -= row.logprob / Math.log(2);
  }
  expect(halves).toMatchObject({
    label: '1.3M',
    read: { models: read.models },
    unread: { models: unread.models }
  });
  expect(halves!.read.bits).toBeCloseTo(read.bits / read.models, 2);
  expect(halves!.unread.bits).toBeCloseTo(unread.bits / unread.models, 2);
});

test('what the text says of the coder is in its record', async () => {
  const { crossing } = await evidence();
  const texts: {
    passage: string;
    packed: Record<string, number>;
    sent: Record<string, { message: string }>;
  }[] = recorded('coder').texts;
  const told = (copies: number) => {
    const { id, text } = passages.find(
      (passage) => passage.condition === 'exact' && passage.copies === copies
    )!;
    const { packed, sent } = texts.find(({ passage }) => passage === id)!;
    return {
      copies,
      plain: Buffer.byteLength(text),
      packed: Math.min(packed.gzip!, packed.brotli!, packed.zstd!),
      sent: Buffer.from(sent['d8-raw']!.message, 'hex').length
    };
  };
  expect(crossing).toEqual({ most: told(128), none: told(0) });
  // “most of which give its length and a checksum”, “about what good guesses at English save”
  expect(crossing.most.sent).toBeLessThan(12);
  expect(crossing.none.sent).toBeLessThan(crossing.none.packed);
});

test('a passage read often comes out of fewer of its own words than it has, one never read does not', async () => {
  // What the title of the figure says, and the text of sentences made by a rule.
  const { prompts } = await evidence();
  for (const { most, none } of [prompts.small, prompts.large]) {
    expect([most.count, none.count]).toEqual([most.n, 0]);
    expect(most.tokens!.high).toBeLessThan(prompts.asked / 2);
  }
  expect([prompts.small.label, prompts.large.label]).toEqual(['1.3M', '5.9M']);
  const { given, rest } = prompts.large.sentence;
  expect([prompts.large.patterns.count, given < rest]).toEqual([1, true]);
});
