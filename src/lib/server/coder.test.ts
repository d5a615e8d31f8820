import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { crc32 } from '#lib/lm/crc32.ts';
import { readCoder } from './coder.ts';
import { lab, manifest, recorded, SIZES } from './fixture.ts';

const { models, texts } = await readCoder();
const { passages } = lab(manifest.passages.path);
const record = recorded('coder');

test('each text is a planted passage, the first of its copies, in pieces that join to it', () => {
  expect(texts.map(({ copies }) => copies)).toEqual([128, 32, 8, 0]);
  for (const { passage, copies, text, pieces } of texts) {
    const first = passages.find(
      (planted: { condition: string; copies: number }) =>
        planted.condition === 'exact' && planted.copies === copies
    );
    expect([passage, text]).toEqual([first.id, first.text]);
    expect(pieces.join('')).toBe(text);
  }
});

test('every model of the page has sent every text: the length, the checksum, and as many bytes as its bits ask for', () => {
  expect(models.map(({ id }) => id)).toEqual(
    SIZES.toReversed().flatMap(({ size }) => [`${size}-raw`, `${size}-dedup`])
  );
  for (const { text, pieces, sent } of texts)
    for (const { id } of models) {
      const { message, bits } = sent[id]!;
      const bytes = Buffer.from(message, 'hex');
      expect(bits).toHaveLength(pieces.length);
      expect([bytes[0]! & 127, bytes[1]]).toEqual([pieces.length & 127, pieces.length >> 7]);
      expect(bytes.readUInt32LE(2), id).toBe(crc32(Buffer.from(text)));
      const asked = bits.reduce((sum, each) => sum + each, 0) / 8;
      expect(bytes.length - 6).toBeGreaterThan(asked - 1);
      expect(bytes.length - 6).toBeLessThan(asked + 2);
    }
});

test('the code lengths are those of the published results, where these have the same tokens', () => {
  // Given 32 tokens, the log-probability of the next 32: the coder counted these bits with the same file of the model.
  for (const { size } of SIZES) {
    const { path } = manifest.results.find((file: { model?: string }) => file.model === `${size}-raw`);
    const { rows } = lab(path);
    for (const { passage, sent } of texts) {
      const row = rows.find(
        (row: { passage: string; context: number }) => row.passage === passage && row.context === 32
      );
      const bits = sent[`${size}-raw`]!.bits.slice(32, 64).reduce((sum, each) => sum + each, 0);
      // What makes room for every token takes 0.0004 bits of each; the record has two decimals.
      expect(Math.abs(bits + row.logprob / Math.LN2), `${size} ${passage}`).toBeLessThan(0.3);
    }
  }
});

test('the packers say what they say here, and lose nothing', () => {
  for (const { text, packed } of texts) {
    expect(gunzipSync(gzipSync(text, { level: 9 })).toString()).toBe(text);
    expect(packed.gzip).toBe(gzipSync(text, { level: 9 }).length);
    expect(brotliDecompressSync(brotliCompressSync(text)).toString()).toBe(text);
    expect(packed.brotli).toBe(brotliCompressSync(text).length);
  }
});

test('the record is of the files that the page runs', () => {
  for (const { id, sha256 } of record.models)
    expect(manifest.models.find((model: { id: string }) => model.id === id).files).toContainEqual(
      expect.objectContaining({ sha256 })
    );
});
