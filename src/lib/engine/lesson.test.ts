import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { randomStream } from '#lib/measures/random.ts';
import { Lesson, RIVALS, type Point } from './lesson.ts';
import { Llama } from './llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from './onnx.ts';

const folder = 'static/lab/2026-12/models/d1-raw';
const shape = shapeOf(JSON.parse(await readFile(`${folder}/config.json`, 'utf8')) as LlamaConfig);
const published = readWeights(await readFile(`${folder}/onnx/model_quantized.onnx`), shape);
const bytes = await readFile('static/lab/2026-12/corpus/tokens.bin');
const tokens = new Uint16Array(Uint8Array.from(bytes).buffer);
const window = (at: number) => [...tokens.subarray(at, at + 33)];
const model = new Llama(shape, published, { rows: 180, longest: 32 });
const cache = model.cache();

const RATE = 3e-3; // so that few steps do
const sentence = { ids: [3001, 517, 2222, 1417, 3991, 782, 1297, 2071, 883, 3268], given: 3 };
const around = {
  bos: 0,
  background: [1000, 2000, 3000, 4000, 5000].map(window),
  unread: [window(90_000).slice(1)],
  unreadBytes: 100,
  known: [window(70_000).slice(0, 20)],
  knownGiven: 10
};
const begin = (seed = 1) => new Lesson(model, cache, published, sentence, around, randomStream(seed));
const run = (stopped = () => false) => ({ breathe: vi.fn(), stopped });

test('a sentence that is read comes out in the end; bits fall, exposure rises', async () => {
  const lesson = begin();
  const points: Point[] = [];
  const end = await lesson.run(
    { kind: 'read', rate: RATE, limit: 80, goal: 'recited' },
    (point) => points.push(point),
    run()
  );
  expect(end).toBe('goal');
  expect(points.at(-1)).toMatchObject({ kind: 'read', matched: 7, answer: sentence.ids.slice(3) });
  expect(points.slice(0, -1).every(({ matched }) => matched < 7)).toBe(true);
  const [first, last] = [lesson.points[0]!, points.at(-1)!];
  expect(last.bits).toBeLessThan(first.bits / 4);
  expect(first.price!.exposure).toBeLessThan(1);
  expect(last.price!.exposure).toBe(Math.log2(RIVALS + 1));
  // Looked at after 1, 2, 4, 8, ... steps and at the end.
  const priced = points.flatMap(({ price }, i) => (price ? [i + 1] : []));
  expect(priced).toEqual([...[1, 2, 4, 8, 16, 32, 64].filter((n) => n < points.length), points.length]);

  // It fades with other text, is unlearned, and comes back.
  await lesson.run({ kind: 'unlearn', rate: RATE, limit: 80, goal: 'forgotten' }, () => {}, run());
  expect(lesson.forgotten).toBe(true);
  expect(lesson.recited).toBe(false);
  await lesson.run({ kind: 'read', rate: RATE, limit: 80, goal: 'recited' }, () => {}, run());
  expect(lesson.recited).toBe(true);
});

test('a lesson begins from the published weights, whatever was taught before, and is the same each time', async () => {
  const [a, b] = [begin(), begin()];
  expect(b.points).toEqual(a.points);
  const one = b.step('read', RATE);
  const again = begin().step('read', RATE);
  expect(again).toEqual(one);
  expect(published.get('norm')).toEqual(
    readWeights(await readFile(`${folder}/onnx/model_quantized.onnx`), shape).get('norm')
  );
});

test('it stops within a step, and goes on from there', async () => {
  const lesson = begin();
  let stop = false;
  const breathing = {
    breathe: () => void (stop = lesson.points.length === 4),
    stopped: () => stop
  };
  const steps = { kind: 'read', rate: RATE, limit: 50, goal: 'recited' } as const;
  expect(await lesson.run(steps, () => {}, breathing)).toBe('user');
  expect(lesson.points).toHaveLength(4);
  expect(lesson.last.price).toBeDefined();
  expect(await lesson.run({ ...steps, limit: 2 }, () => {}, run())).toBe('limit');
  expect(lesson.points).toHaveLength(6);
});

test('without the sentence the same text is read, and the sentence is not learned from it', () => {
  const lesson = begin();
  for (let step = 0; step < 6; step++) lesson.step('other', RATE);
  expect(lesson.last.kind).toBe('other');
  const taught = begin();
  for (let step = 0; step < 6; step++) taught.step('read', RATE);
  expect(taught.last.bits).toBeLessThan(lesson.last.bits / 1.5);
});
