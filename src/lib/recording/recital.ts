import type { RecitalRecord } from '#lib/demos/recital/record.ts';
import { complete } from '#lib/lm/model.ts';
import { greedy } from '#lib/release/greedy.ts';
import { openModel, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** The opening that the site begins with. */
const OPENING = 'Call me';
/** Tokens asked for, as many as for the published results. */
const ASKED = 32;

/** Asks every published model to go on from two words of a planted passage, and from nothing. */
export async function recordRecital(
  { manifest, passages, encode }: OnDisk,
  say: Say
): Promise<RecitalRecord> {
  const ids = encode(OPENING);
  const passage = passages.find(
    ({ condition, token_ids }) => condition === 'exact' && ids.every((id, at) => id === token_ids[at])
  );
  if (!passage) throw new Error(`No planted passage begins with “${OPENING}”.`);
  const prompts: RecitalRecord['prompts'] = [
    { passage: passage.id, ids, said: {} },
    { passage: null, ids: [], said: {} }
  ];
  for (const entry of manifest.models) {
    const model = await openModel(entry);
    for (const prompt of prompts) {
      const written: number[] = [];
      const [end] = await complete(
        model,
        prompt.ids,
        greedy(ASKED),
        1,
        ([, { id }]) => written.push(id),
        RUN
      );
      prompt.said[entry.id] = { ids: written, ended: end!.stopped === 'eos' };
    }
    say(`recital: ${entry.id} has answered`);
  }
  return {
    release: manifest.release,
    runtime: RUNTIME,
    asked: ASKED,
    models: manifest.models.map((entry) => ({
      id: entry.id,
      dtype: entry.dtypes[0]!,
      sha256: weightsOf(entry).sha256
    })),
    prompts
  };
}
