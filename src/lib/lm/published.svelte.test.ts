import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FileEntry } from '#lib/release/manifest.ts';
import { loadPassages } from '#lib/release/passages.ts';
import { loadManifest } from '#lib/release/fixture.ts';
import { labUrl } from '#lib/release/site.ts';
import type { Decoding } from '#lib/release/record.ts';
import { LanguageModel } from './client.svelte.ts';
import { randomStream } from '#lib/measures/random.ts';

// The published results are what the published files give in a browser: a random sample, other rows at every run, of the
// smallest model. What Python recomputes is in training/evaluate.py, and the tolerances are the same.
const ROWS = 8;
const TOLERANCE = 0.01; // of a continuation's log-probability, nats
const NEAR_TIE = 1e-4; // a lead below this, in nats, may turn

interface Row {
  model: string;
  passage: string;
  context: number;
  greedy: number[];
  matched: number;
  logprob: number;
  logprob_top_k: number | null;
}

const seed = Date.now() % 1_000_000;
const lm = new LanguageModel();
const manifest = await loadManifest();
const model = manifest.models.toSorted((a, b) => a.parameters - b.parameters)[0]!;
const decoding: Decoding = { method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 0, maxTokens: 32 };

beforeAll(() => lm.load(model));
afterAll(() => lm.dispose());

async function rowsOf(file: FileEntry): Promise<Row[]> {
  const response = await fetch(labUrl(file.path));
  return ((await response.json()) as { rows: Row[] }).rows;
}

test(`${ROWS} rows of ${model.id}, drawn with seed ${seed}, are what the published results say`, async () => {
  const results = manifest.results.find((file) => file.model === model.id)!;
  const [rows, passages] = await Promise.all([rowsOf(results), loadPassages(manifest.passages)]);
  const random = randomStream(seed);
  for (let i = 0; i < ROWS; i++) {
    const row = rows[Math.floor(random() * rows.length)]!;
    const { token_ids: ids } = passages.find(({ id }) => id === row.passage)!;
    const prompt = ids.slice(0, row.context);
    const truth = ids.slice(row.context, row.context + row.greedy.length);
    const where = `${row.passage}, ${row.context} tokens`;

    const [completion] = await lm.complete({
      ids: prompt,
      decoding: { ...decoding, maxTokens: truth.length }
    });
    const { tokens, stopped } = completion!;
    const end = row.greedy.indexOf(manifest.bos_token_id); // the results go on past the end of a document
    const expected = end < 0 ? row.greedy : row.greedy.slice(0, end);
    const turned = tokens.findIndex(({ id }, t) => id !== expected[t]);
    if (turned >= 0) {
      const { top } = tokens[turned]!;
      expect(top[0]!.logprob - top[1]!.logprob, `${where}: token ${turned}`).toBeLessThan(NEAR_TIE);
    } else {
      expect(
        tokens.map(({ id }) => id),
        where
      ).toEqual(expected);
      expect(stopped, where).toBe(end < 0 ? 'length' : 'eos');
      const wrong = tokens.findIndex(({ id }, t) => id !== truth[t]);
      expect(wrong < 0 ? tokens.length : wrong, where).toBe(row.matched);
    }

    const traces = await lm.score([...prompt, ...truth]);
    const logprob = traces.slice(row.context).reduce((sum, token) => sum + token.logprob, 0);
    expect(Math.abs(logprob - row.logprob), where).toBeLessThan(TOLERANCE);

    // So are the chances of a try, drawn from all tokens and from the 40 likeliest.
    const plain = { temperature: 1, topK: 0 };
    const drawings = [plain, { ...plain, topK: 40 }];
    const chances = await lm.surprise([[...prompt, ...truth]], { from: row.context, drawings });
    const [[all, cut]] = chances as [[number, number]];
    expect(Math.abs(all - row.logprob), where).toBeLessThan(TOLERANCE);
    // A token at the edge of the cut may fall on either side of it.
    if (row.logprob_top_k !== null && cut > -Infinity)
      expect(Math.abs(cut - row.logprob_top_k), where).toBeLessThan(TOLERANCE);
    else expect(Math.min(row.logprob_top_k ?? -Infinity, cut), where).toBe(-Infinity);
  }
});
