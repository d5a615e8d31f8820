import { clozeOf, fill, NAMES } from '#lib/demos/name-cloze/cloze.ts';
import type { ClozeItem, ClozeRecord } from '#lib/demos/name-cloze/record.ts';
import { score, type Model } from '#lib/lm/model.ts';
import { openModel, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** Log-probability of a whole text after BOS, in nats. */
async function logprobOf(model: Model, ids: number[]): Promise<number> {
  const tokens = await score(model, ids, RUN);
  return tokens.reduce((sum, token) => sum + token.logprob, 0);
}

/** Asks every published model which of the names it finds likeliest in every passage that has a gap to offer. */
export async function recordNameCloze(
  { manifest, passages, encode }: OnDisk,
  say: Say
): Promise<ClozeRecord> {
  const items: ClozeItem[] = passages
    .filter(({ condition }) => condition === 'exact')
    .flatMap(({ id, copies, text }) => {
      const cloze = clozeOf(text);
      return cloze ? [{ passage: id, copies, ...cloze, logprobs: {} }] : [];
    });
  for (const entry of manifest.models) {
    const model = await openModel(entry);
    for (const item of items) {
      const logprobs: number[] = [];
      for (const name of NAMES) logprobs.push(await logprobOf(model, encode(fill(item, name))));
      item.logprobs[entry.id] = logprobs.map((logprob) => Number(logprob.toFixed(2)));
    }
    say(`name cloze: ${entry.id} has answered ${items.length} passages`);
  }
  return {
    release: manifest.release,
    runtime: RUNTIME,
    names: [...NAMES],
    models: manifest.models.map((entry) => ({
      id: entry.id,
      dtype: entry.dtypes[0]!,
      sha256: weightsOf(entry).sha256
    })),
    items
  };
}
