import type { PromptRecord } from '#lib/demos/shortest-prompt/record.ts';
import { prune, searchPrompt } from '#lib/lm/prompt-search.ts';
import { openModel, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** The models that search: what they can be asked on the page within a minute. */
const MODELS = ['d4-raw'];
/** Copies of the passages; of each number the first in the planting table, which chance put there. */
const COPIES = [128, 64, 32, 16, 0];
/** The text is the 32 tokens after the first 32, as in the published results. */
const GIVEN = 32;
const ASKED = 32;
const STEPS = 30;
const SEED = 1;

/** Shortens the prompts that bring passages out, as the page does it. */
export async function recordShortestPrompt({ manifest, passages }: OnDisk, say: Say): Promise<PromptRecord> {
  const entries = MODELS.map((id) => manifest.models.find((entry) => entry.id === id)!);
  const chosen = COPIES.map((copies) =>
    passages.find((passage) => passage.condition === 'exact' && passage.copies === copies)!
  );
  const texts: PromptRecord['texts'] = chosen.map(({ id }) => ({ passage: id, tried: {} }));
  for (const entry of entries) {
    const model = await openModel(entry);
    for (const [i, { id, token_ids: ids }] of chosen.entries()) {
      const before = ids.slice(0, GIVEN);
      const text = ids.slice(GIVEN, GIVEN + ASKED);
      const wanted = { before, text, pool: [...new Set(ids)], steps: STEPS, seed: SEED };
      const matched: number[] = [];
      await prune(model, wanted, (tried) => matched.unshift(tried.matched), RUN);
      const known = matched.indexOf(ASKED) + 1 || null;
      let [steps, bits] = [0, 0];
      const shorter = await searchPrompt(
        model,
        wanted,
        known,
        (state) => ({ step: steps, bits } = state),
        RUN
      );
      const found = shorter ?? (known === null ? null : before.slice(-known));
      texts[i]!.tried[entry.id] = { matched, found, steps, bits: Number(bits.toFixed(2)) };
      say(`shortest prompt: ${entry.id}, ${id}: own words ${known}, found ${found?.length}, ${steps} steps`);
    }
    await model.close();
  }
  return {
    release: manifest.release,
    runtime: RUNTIME,
    models: entries.map((entry) => ({
      id: entry.id,
      dtype: entry.dtypes[0]!,
      sha256: weightsOf(entry).sha256
    })),
    given: GIVEN,
    asked: ASKED,
    steps: STEPS,
    seed: SEED,
    texts
  };
}
