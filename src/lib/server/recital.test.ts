import { expect, test } from 'vitest';
import { lab, manifest, recorded, SIZES } from './fixture.ts';
import { readRecital } from './recital.ts';
import { readCorpus } from './corpus.ts';

const recital = await readRecital();
const { tokenizer } = await readCorpus();
const { passages } = lab(manifest.passages.path);
const record = recorded('recital');
const rows = new Map<string, { greedy: number[]; matched: number }>(
  SIZES.flatMap(({ size }) => [`${size}-raw`, `${size}-dedup`]).flatMap((model) =>
    lab(manifest.results.find((file: { model?: string }) => file.model === model).path)
      .rows.filter((row: { context: number }) => row.context === 8)
      .map((row: { passage: string }) => [`${model} ${row.passage}`, row])
  )
);
const models = SIZES.flatMap(({ size }) => [`${size}-raw`, `${size}-dedup`]);
const passageOf = (id: string) => passages.find((passage: { id: string }) => passage.id === id);

test('the ladder stands whole, each rung with a passage of its copies and the opening of it', () => {
  expect(recital.rungs.map(({ copies }) => copies)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128]);
  for (const { copies, passage, ids, given, truth } of recital.rungs) {
    const planted = passageOf(passage);
    expect(planted).toMatchObject({ condition: 'exact', copies });
    expect([...ids, ...truth]).toEqual(planted.token_ids.slice(0, ids.length + 32));
    expect(planted.text.startsWith(given)).toBe(true);
  }
  expect(recital.rungs.at(-1)!.given).toBe('Call me');
});

test('the counts are those of the published rows', () => {
  for (const { copies, passages: n, recited } of recital.rungs) {
    const group = passages.filter(
      (passage: { condition: string; copies: number }) =>
        passage.condition === 'exact' && passage.copies === copies
    );
    expect(n).toBe(group.length);
    for (const model of models) {
      const whole = group.filter(({ id }: { id: string }) => rows.get(`${model} ${id}`)!.matched === 32);
      expect(recited[model], `${model} at ${copies}`).toBe(whole.length);
    }
  }
});

test('every model says what was recorded of it, and is treated by its passage as by most of the group', () => {
  for (const { copies, passage, told, truth, recited, passages: n } of recital.rungs.slice(0, -1)) {
    for (const model of models) {
      const { greedy } = rows.get(`${model} ${passage}`)!;
      const end = greedy.indexOf(manifest.bos_token_id);
      const written = end < 0 ? greedy : greedy.slice(0, end);
      const wrong = written.findIndex((id, at) => id !== truth[at]);
      const right = wrong < 0 ? written.length : wrong;
      expect(told[model], `${model} at ${copies}`).toEqual({
        text: tokenizer.decode(written),
        marked: right >= 10 ? tokenizer.decode(written.slice(0, right)).length : 0,
        matched: right,
        tokens: written.length,
        ended: end >= 0
      });
      if (model.endsWith('raw')) expect(right === 32, `${model} at ${copies}`).toBe(recited[model]! > n / 2);
    }
  }
});

test('two words bring the opening out of the larger models, and out of no twin', () => {
  const { told, truth } = recital.rungs.at(-1)!;
  const [prompt] = record.prompts;
  for (const model of models) {
    expect(told[model]!.text).toBe(tokenizer.decode(prompt.said[model].ids));
    expect(told[model]!.ended).toBe(prompt.said[model].ended);
  }
  for (const { size } of SIZES.slice(2)) expect(told[`${size}-raw`]!.text).toBe(tokenizer.decode(truth));
  for (const { size } of SIZES) expect(told[`${size}-dedup`]!.marked).toBe(0);
});

test('what never was read is marked nowhere', () => {
  for (const { marked } of Object.values(recital.rungs[0]!.told)) expect(marked).toBe(0);
});

test('given nothing, the largest models write a planted secret to its last digit', () => {
  const canaries = passages.filter(({ condition }: { condition: string }) => condition === 'canary');
  for (const model of ['d6-raw', 'd8-raw']) {
    const { told, secret } = recital.unprompted[model]!;
    const canary = canaries.find(({ text }: { text: string }) => text === told.text);
    expect(secret).toEqual({ copies: canary.copies, truth: canary.token_ids });
    expect(told.marked).toBe(canary.text.length);
  }
  // One digit is wrong.
  const { told, secret } = recital.unprompted['d4-raw']!;
  expect(told.matched).toBeGreaterThan(10);
  expect(told.matched).toBeLessThan(secret!.truth.length);
  for (const { size } of SIZES) expect(recital.unprompted[`${size}-dedup`]!.secret).toBeNull();
});
