import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TeachRecord } from '#lib/demos/teach/record.ts';
import { givenOf, READY } from '#lib/demos/teach/sentences.ts';
import { sha256 } from '#lib/deployment/files.ts';
import { pack } from '#lib/deployment/pack.ts';
import { Lesson, roomFor, windowsOf, type Point, type Steps } from '#lib/engine/lesson.ts';
import { Llama } from '#lib/engine/llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from '#lib/engine/onnx.ts';
import { randomStream } from '#lib/measures/random.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { json, LAB, readTokenizer, RUN, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** Beside the demo, which fetches it. */
export const BACKGROUND = join('src', 'lib', 'demos', 'teach', 'background.bin');

/** The two models that learn, and the learning rates. */
const MODELS = ['d2-raw', 'd4-raw'];
const RATES = [3e-4, 1e-3];

/** Tokens of a background window: as many predictions and one more. */
const WINDOW = 129;
const WINDOWS = 768;
const SEED = 1851;

/** Passages by which the price is told. */
const UNREAD = 4;
const KNOWN = 8;
const KNOWN_TOKENS = { given: 32, asked: 32 };

/** Readings at most, and steps of other text after them. */
export const MOST_READINGS = 200;
const OTHER = 32;

/** Windows of the training text, evenly far from one another, in an order drawn by lot. */
export function backgroundOf(tokens: Uint16Array, seed = SEED): Uint16Array<ArrayBuffer> {
  const random = randomStream(seed);
  const order = Array.from({ length: WINDOWS }, (_, i) => ({ i, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ i }) => i);
  const windows = new Uint16Array(WINDOWS * WINDOW);
  for (const [place, i] of order.entries()) {
    const from = Math.floor((i * (tokens.length - WINDOW)) / WINDOWS);
    windows.set(tokens.subarray(from, from + WINDOW), place * WINDOW);
  }
  return windows;
}

/** Four digits say enough of a code length, and keep the record small. */
const short = (point: Point): Point => ({
  ...point,
  bits: Number(point.bits.toPrecision(6)),
  ...(point.price && {
    price: {
      exposure: Number(point.price.exposure.toFixed(4)),
      bitsPerByte: Number(point.price.bitsPerByte.toFixed(5)),
      kept: point.price.kept
    }
  })
});

/**
 * Teaches two models the ready sentences at each learning rate, and writes the background. The first lesson of each goes on:
 * with other text, and, from the same weights, with unlearning and reading again.
 */
export async function recordTeach(
  { manifest, passages, corpus, encode }: OnDisk,
  say: Say
): Promise<TeachRecord> {
  const background = backgroundOf(corpus.tokens);
  const bytes = new Uint8Array(background.buffer);
  const packed = pack(bytes);
  await writeFile(BACKGROUND, packed);

  const entries = MODELS.map((id) => manifest.models.find((model) => model.id === id)!);
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const unread = exact.filter(({ copies }) => copies === 0).slice(0, UNREAD);
  const most = Math.max(...exact.map(({ copies }) => copies));
  const known = exact.filter(({ copies }) => copies === most).slice(0, KNOWN);
  const around = {
    bos: manifest.bos_token_id,
    background: windowsOf(background, WINDOW),
    unread: unread.map(({ token_ids }) => token_ids),
    unreadBytes: unread.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    known: known.map(({ token_ids }) => token_ids.slice(0, KNOWN_TOKENS.given + KNOWN_TOKENS.asked)),
    knownGiven: KNOWN_TOKENS.given
  };
  const vocabulary = new Vocabulary(await readTokenizer(entries[0]!));
  const sentences = READY.map(({ text }) => {
    const ids = encode(text);
    return { text, ids, given: givenOf(ids.map((id) => vocabulary.piece(id))) };
  });

  const lessons: TeachRecord['lessons'] = [];
  for (const entry of entries) {
    const shape = shapeOf((await json(`${entry.path}/config.json`)) as LlamaConfig);
    const published = readWeights(await readFile(join(LAB, weightsOf(entry).path)), shape);
    const model = new Llama(shape, published, roomFor(WINDOW));
    const cache = model.cache();
    for (const rate of RATES) {
      for (const [at, sentence] of sentences.entries()) {
        const take = async (lesson: Lesson, steps: Omit<Steps, 'rate'>) => {
          const points: Point[] = [];
          await lesson.run({ ...steps, rate }, (point) => points.push(short(point)), RUN);
          return points;
        };
        const read = { kind: 'read', limit: MOST_READINGS, goal: 'recited' } as const;
        const lesson = new Lesson(model, cache, published, sentence, around, randomStream(SEED));
        const points = [short(lesson.last), ...(await take(lesson, read))];
        const after: Pick<TeachRecord['lessons'][number], 'other' | 'unlearn'> = { other: [], unlearn: [] };
        if (at === 0 && rate === RATES[0]) {
          const learned = model.weights();
          after.other = await take(lesson, { kind: 'other', limit: OTHER, goal: null });
          model.load(learned);
          after.unlearn = [
            ...(await take(lesson, { kind: 'unlearn', limit: MOST_READINGS, goal: 'forgotten' })),
            ...(await take(lesson, read))
          ];
        }
        lessons.push({ sentence: at, model: entry.id, rate, points, ...after });
        say(
          `teach: ${entry.id} at ${rate}, sentence ${at}: ${points.length - 1} readings for ${lesson.asked} tokens`
        );
      }
    }
  }
  return {
    release: manifest.release,
    engine: `src/lib/engine, in Node ${process.versions.node}`,
    models: entries.map((entry) => ({
      id: entry.id,
      dtype: entry.dtypes[0]!,
      sha256: weightsOf(entry).sha256
    })),
    background: {
      bytes: bytes.length,
      sha256: await sha256(bytes),
      packed: packed.length,
      window: WINDOW,
      windows: WINDOWS,
      seed: SEED
    },
    seed: SEED,
    unread: unread.map(({ id }) => id),
    known: known.map(({ id }) => id),
    knownTokens: KNOWN_TOKENS,
    sentences,
    lessons
  };
}
