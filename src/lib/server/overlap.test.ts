import { beforeAll, expect, test } from 'vitest';
import { readCorpus } from './corpus.ts';
import { lab, manifest, passages, recorded } from './fixture.ts';
import { readOverlap } from './overlap.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';

interface Text {
  length: number;
  runs: [number, number, number][];
  text?: string;
}
const record = recorded('ordinary') as {
  least: number;
  decoding: { temperature: number; maxTokens: number };
  prompts: { opening: string; text: string }[];
  people: (Text | null)[];
  models: { id: string; texts: Text[] }[];
};
const columns = [record.people, ...record.models.map(({ texts }) => texts)];

let documents: { kind: string; text: string }[];
beforeAll(async () => {
  const { index } = await readCorpus();
  const vocabulary = new Vocabulary(lab(manifest.tokenizer.path));
  documents = index.documents.map(({ kind, start, length }) => ({
    kind,
    text: vocabulary.decode(Array.from({ length }, (_, at) => index.token(start + at)))
  }));
}, 120_000);

test('a hundred openings and more, each once, of three kinds, and none from a planted text', () => {
  expect(record.prompts).toHaveLength(120);
  expect(new Set(record.prompts.map(({ text }) => text)).size).toBe(120);
  const counts: Record<string, number> = {};
  for (const { opening } of record.prompts) counts[opening] = (counts[opening] ?? 0) + 1;
  expect(counts).toEqual({ address: 48, salutation: 36, subject: 36 });
  const planted = [
    ...documents.filter(({ kind }) => kind !== 'address').map(({ text }) => text),
    ...passages.map(({ text }: { text: string }) => text)
  ];
  for (const { text } of record.prompts)
    expect(
      planted.some((one) => one.includes(text)),
      text
    ).toBe(false);
  expect(record.decoding).toEqual({ temperature: 0.7, maxTokens: 128 });
});

test('every size and one twin wrote after each, and people after their own sentences', () => {
  expect(record.models.map(({ id }) => id)).toEqual([
    'd1-raw',
    'd2-raw',
    'd4-raw',
    'd6-raw',
    'd8-raw',
    'd8-dedup'
  ]);
  for (const { texts } of record.models) expect(texts).toHaveLength(120);
  expect(record.people.map((text) => text !== null)).toEqual(
    record.prompts.map(({ opening }) => opening === 'address')
  );
});

test(
  'the runs of every text that is kept are those of the training text, tried window by window',
  { timeout: 120_000 },
  () => {
    const kept = columns.flatMap((texts) => texts.filter((text): text is Text => text?.text !== undefined));
    expect(kept).toHaveLength(6 + 6 * 14);
    const { least } = record;
    const wanted = new Set(
      kept.flatMap(({ text }) =>
        Array.from({ length: Math.max(0, text!.length - least + 1) }, (_, at) => text!.slice(at, at + least))
      )
    );
    const found = new Set<string>();
    for (const { text } of documents) {
      for (let at = 0; at + least <= text.length; at++) {
        const window = text.slice(at, at + least);
        if (wanted.has(window)) found.add(window);
      }
    }
    const stands = (text: string) => documents.some((document) => document.text.includes(text));
    for (const { text, length, runs } of kept) {
      expect(text).toHaveLength(length);
      for (let at = 0; at + least <= length; at++)
        expect(
          runs.some(([start, long]) => start <= at && at + least <= start + long),
          `${at} of ${text}`
        ).toBe(found.has(text!.slice(at, at + least)));
      for (const [start, long, addresses] of runs.filter(([, long]) => long >= 40)) {
        const run = text!.slice(start, start + long);
        expect(documents.filter((one) => one.kind === 'address' && one.text.includes(run)).length).toBe(
          addresses
        );
        expect(stands(run)).toBe(true);
        if (start > 0) expect(stands(text!.slice(start - 1, start + long))).toBe(false);
        if (start + long < length) expect(stands(text!.slice(start, start + long + 1))).toBe(false);
      }
    }
  }
);

/** The share of a text in runs of at least `least` characters, character by character. */
function share({ length, runs }: Text, least: number): number {
  const covered = new Array<boolean>(length).fill(false);
  for (const [start, long] of runs) if (long >= least) covered.fill(true, start, start + long);
  return length ? covered.filter(Boolean).length / length : 0;
}

test('the demo shows the rates of the record: the mean, the median, the texts with a run', async () => {
  const { writers, leasts } = await readOverlap();
  expect(writers.map(({ id }) => id)).toEqual(['people', ...record.models.map(({ id }) => id)]);
  for (const [at, { id, rates }] of writers.entries()) {
    for (const [opening, told] of Object.entries(rates)) {
      const texts = columns[at]!.filter(
        (text, i): text is Text => text !== null && record.prompts[i]!.opening === opening
      );
      if (texts.length === 0) {
        expect(told, `${id} ${opening}`).toBeNull();
        continue;
      }
      expect(told!.texts).toBe(texts.length);
      expect(told!.longest).toBe(Math.max(0, ...texts.flatMap(({ runs }) => runs.map(([, long]) => long))));
      for (const [k, least] of leasts.entries()) {
        const shares = texts.map((text) => share(text, least)).sort((a, b) => a - b);
        const half = shares.length / 2;
        const rate = told!.by[k]!;
        expect(rate.mean).toBeCloseTo(shares.reduce((a, b) => a + b) / shares.length, 4);
        expect(rate.median).toBeCloseTo((shares[half - 1]! + shares[half]!) / 2, 4);
        expect(rate.some).toBe(shares.filter((one) => one > 0).length);
        expect(rate.low).toBeLessThanOrEqual(rate.mean);
        expect(rate.high).toBeGreaterThanOrEqual(rate.mean);
        expect(rate.low).toBeGreaterThanOrEqual(0);
      }
    }
  }
});

test('what was published is as the authors printed it', async () => {
  const { published, usual } = await readOverlap();
  expect(usual).toBe(50);
  expect(published.map(({ label, value }) => [label, Number(value!.toFixed(3))])).toEqual([
    ['Claude 3 Opus, the most of nine models', 0.158],
    ['Gemini 1.5 Flash, the least', 0.061],
    ['people, film reviews', 0.07],
    ['people, explanations for a layman', 0.018],
    ['people, short stories', 0.003]
  ]);
});

test('what a page holds of it is small', async () => {
  expect(JSON.stringify(await readOverlap()).length).toBeLessThan(150_000);
});
