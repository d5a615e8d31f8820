import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Lesson } from '#lib/engine/lesson.ts';
import { Llama } from '#lib/engine/llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from '#lib/engine/onnx.ts';
import { randomStream } from '#lib/measures/random.ts';
import { BACKGROUND, backgroundOf } from '#lib/recording/teach.ts';
import { lab, manifest, passages } from './fixture.ts';
import { readTeachRecord } from './recorded.ts';
import { lessonsEvidence, readFirstLessons, readTeach } from './teach.ts';

const record = await readTeachRecord();

test('the background is what is cut from the training text', async () => {
  const bytes = await readFile(`static/lab/${manifest.corpus.tokens.path}`);
  const cut = backgroundOf(new Uint16Array(Uint8Array.from(bytes).buffer), record.background.seed);
  const file = await readFile(BACKGROUND);
  expect(file.length).toBe(record.background.packed);
  expect(new Uint8Array(gunzipSync(file))).toEqual(new Uint8Array(cut.buffer));
  expect(record.background.windows * record.background.window).toBe(cut.length);
});

test('the price is told by passages that nobody read, and by some that were read most often', () => {
  const copies = (ids: string[]) => ids.map((id) => passages.find((passage) => passage.id === id)!.copies);
  expect(new Set(copies(record.unread))).toEqual(new Set([0]));
  expect(new Set(copies(record.known))).toEqual(new Set([128]));
});

test('the first steps of a recorded lesson are what the engine computes now', async () => {
  const start = await readTeach();
  const { model: id, rate, points, sentence } = record.lessons[0]!;
  const entry = manifest.models.find((model: { id: string }) => model.id === id)!;
  const shape = shapeOf((await lab(`${entry.path}/config.json`)) as LlamaConfig);
  const published = readWeights(await readFile(`static/lab/${entry.path}/onnx/model_fp16.onnx`), shape);
  const model = new Llama(shape, published, { rows: 449, longest: 128 });
  const tokens = new Uint16Array(Uint8Array.from(gunzipSync(await readFile(BACKGROUND))).buffer);
  const { window } = start.background;
  const background = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => [
    ...tokens.subarray(i * window, (i + 1) * window)
  ]);
  const around = { ...start.around, background };
  const { ids, given } = record.sentences[sentence]!;
  const lesson = new Lesson(
    model,
    model.cache(),
    published,
    { ids, given },
    around,
    randomStream(start.seed)
  );
  for (let step = 0; step < 3; step++) lesson.step('read', rate);
  for (const [i, { answer, matched, bits, price }] of lesson.points.entries()) {
    expect({ answer, matched }).toEqual({ answer: points[i]!.answer, matched: points[i]!.matched });
    expect(bits / points[i]!.bits).toBeCloseTo(1, 4);
    if (price) expect(price.bitsPerByte).toBeCloseTo(points[i]!.price!.bitsPerByte, 4);
  }
});

test('the first lessons of both models are shown where only the sentence can be changed', async () => {
  const { recorded, models } = await readFirstLessons();
  expect(recorded.map(({ model }) => model)).toEqual(models.map(({ id }) => id));
  for (const { points, asked } of recorded) expect(points.at(-1)!.matched).toBe(asked);
  const all = (await readTeach()).recorded.filter(({ unlearned }) => unlearned);
  expect(all.map(({ model }) => model)).toEqual(models.map(({ id }) => id));
  for (const { unlearned, asked } of all) {
    expect(unlearned!.map(({ kind }) => kind)).toEqual(
      unlearned!.map(({ kind }) => kind).toSorted((a, b) => Number(a === 'read') - Number(b === 'read'))
    );
    expect(unlearned!.at(-1)!.matched).toBe(asked);
  }
});

test('what is said of the lessons is what was recorded', async () => {
  const { learners, asked, rate } = await lessonsEvidence();
  expect(learners.map(({ recited }) => recited)).toEqual([true, true]);
  for (const [i, learner] of learners.entries()) {
    const lesson = record.lessons.find(
      (other) => other.model === record.models[i]!.id && other.rate === rate && other.sentence === 0
    )!;
    const whole = lesson.points.findIndex(({ matched }) => matched === asked);
    expect(learner.readings).toBe(whole);
    expect(learner.again).toBe(lesson.unlearn.length - learner.unlearning);
    expect(lesson.unlearn.slice(0, learner.unlearning).every(({ kind }) => kind === 'unlearn')).toBe(true);
    // The text: the bits fall at once and by half or more of the way; recital comes last; it costs passages of the book.
    expect(lesson.points[1]!.bits).toBeLessThan(lesson.points[0]!.bits);
    expect(learner.halfway.bits).toBeLessThan(learner.bits.first / 2);
    expect(learner.kept.last).toBeLessThanOrEqual(learner.kept.first);
    expect(learner.exposure.last).toBe(5);
  }
  const [small, large] = learners;
  expect(small!.halfway.matched).toBeLessThan(asked / 4);
  expect(large!.readings).toBeLessThan(small!.readings);
});
