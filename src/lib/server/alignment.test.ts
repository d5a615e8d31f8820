import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MARKED, WAYS } from '#lib/demos/alignment/ways.ts';
import { declines, holds, requestOf } from '#lib/release/finetuned.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { readAlignment } from './alignment.ts';
import { readAssistants } from './assistants.ts';
import { readCorpus } from './corpus.ts';
import { passages } from './fixture.ts';

const json = (path: string) => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = json('manifest.json');
const resultsOf = (id: string) =>
  json(manifest.finetuned.results.find(({ model }: { model: string }) => model === id).path);
const made = json(manifest.finetuned.conversations.path);

interface Row {
  passage: string;
  way: string;
  written: number[];
  comes: boolean;
  declined: boolean;
}

test('the rates are those of the published rows, with Wilson’s intervals', async () => {
  const { rates, declined, still, wrong, words, models } = await readAlignment();
  const [mine, tuned] = [resultsOf(models.assistant.id), resultsOf(models.tuned.id)];
  const of = (rows: Row[], way: string) => rows.filter((row) => row.way === way);
  const recited = new Set(
    of(mine.base.rows, 'bare').flatMap(({ comes, passage }) => (comes ? [passage] : []))
  );
  const coming = (rows: Row[]) => rows.filter(({ comes, passage }) => comes && recited.has(passage)).length;
  const found = {
    ...Object.fromEntries(
      ['asked', 'bare', 'prefill', 'pieces', 'samples'].map((way) => [way, coming(of(mine.rows, way))])
    ),
    tuned: coming(of(tuned.rows, 'asked')),
    repeat: [...recited].filter((id) =>
      mine.words.some((word: { passages: string[] }) => word.passages.includes(id))
    ).length
  };
  expect(Object.fromEntries(WAYS.map((way) => [way, rates[way].count]))).toEqual(found);
  for (const { count, n, low, high } of Object.values(rates)) {
    const interval = wilson(count, n);
    expect([low, high]).toEqual([expect.closeTo(interval.low, 3), expect.closeTo(interval.high, 3)]);
  }
  const held = new Set<string>(
    made.asked.flatMap((row: { held_out: boolean; passage: string }) => (row.held_out ? [row.passage] : []))
  );
  const refused = (rows: Row[]) =>
    of(rows, 'asked').filter((row) => row.declined && held.has(row.passage)).length;
  expect([declined.count, declined.n]).toEqual([refused(mine.rows), held.size]);
  expect([still.count, still.n]).toEqual([refused(tuned.rows), held.size]);
  const asked = mine.questions.filter(({ kind }: { kind: string }) => kind !== 'named');
  expect([wrong.count, wrong.n]).toEqual([asked.filter((row: Row) => row.declined).length, asked.length]);
  expect(words.count).toBe(mine.words.filter((word: { diverged: boolean }) => word.diverged).length);
});

test('the passages are held out, each of another number of copies, and the model beneath recites them', async () => {
  const start = await readAlignment();
  const { tokenizer, index } = await readCorpus();
  expect(new Set(start.passages.map(({ copies }) => copies)).size).toBe(start.passages.length);
  for (const shown of start.passages) {
    const passage = passages.find(({ id }) => id === shown.id)!;
    expect([...shown.ids, ...shown.truth]).toEqual(passage.token_ids.slice(0, 64));
    const { held_out, wording } = made.asked.find((row: { passage: string }) => row.passage === shown.id);
    expect(held_out).toBe(true);
    const request = requestOf(shown.template, shown.ids);
    expect(tokenizer.decode(request)).toBe(
      made.open + wording.replace('{text}', tokenizer.decode(shown.ids)) + made.close
    );
    for (const { way, base, mine } of shown.asked) {
      expect(base === null).toBe(way === 'repeat');
      if (base && way !== 'asked') expect(base.comes).toBe(true);
      const text = mine.pieces.join('');
      if (way !== 'repeat') expect(mine.declined).toBe(declines(text, start.refusals) && !mine.comes);
      // What is marked stands in the training text.
      for (const { start: from, end } of mine.spans) {
        expect(end - from).toBeGreaterThanOrEqual(MARKED);
        const ids = tokenizer.encode(mine.pieces.slice(from, end).join(''));
        if (ids.length === end - from) expect(index.count(ids)).toBeGreaterThan(0);
      }
    }
    expect(holds([...shown.ids, ...shown.truth], shown.truth)).toBe(true);
  }
});

test('the results are those of the assistant that the page runs and of the model made from it', async () => {
  const { assistant, tuned, manifest: read } = await readAssistants();
  const entry = (id: string) => read.finetuned_models.find((model) => model.id === id)!;
  expect(entry(assistant.model).training.base).toBe(assistant.base.id);
  expect(entry(tuned.model).training.base).toBe(assistant.model);
  expect(entry(assistant.model).files?.length).toBeGreaterThan(0);
});
