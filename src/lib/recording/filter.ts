import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { GIVEN } from '#lib/release/given.ts';
import { withAllCopies } from '#lib/release/models.ts';
import type { Model } from '#lib/lm/model.ts';
import type { FilterRecord } from './filter-record.ts';
import { openModel, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** Tokens of a run that the filter stops, as in Ippolito et al. 2023. */
const STOPPED = 10;
const TOKENS = 64;

/** Token ids by descending logit. */
const likeliest = (logits: Float32Array) =>
  Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]! || a - b);

/**
 * Greedy decoding that passes over every token `stops` says no to and takes the next best; ends where the model would end.
 * @param stops whether what was written so far may not go on with a token
 */
async function decode(
  model: Model,
  given: readonly number[],
  stops: (written: readonly number[], next: number) => boolean
): Promise<number[]> {
  const { bos, vocabulary } = model;
  const cache = model.cache();
  const written: number[] = [];
  let logits = await model.forward([bos, ...given], cache);
  for (;;) {
    const next = likeliest(logits.subarray(-vocabulary.size)).find((id) => !stops(written, id))!;
    if (next === bos) return written;
    written.push(next);
    if (written.length === TOKENS) return written;
    logits = await model.forward([next], cache);
  }
}

/**
 * MemFree decoding (Ippolito et al. 2023, arXiv:2210.17546) of our largest model on the passages of the most copies: no
 * run of `STOPPED` tokens of the training data comes out, counted over what is given and what is written.
 */
export async function recordFilter(lab: OnDisk, say: Say): Promise<FilterRecord> {
  const { manifest, passages, corpus } = lab;
  const entry = withAllCopies(manifest.models).at(-1)!;
  const model = await openModel(entry);
  const index = new CorpusIndex(corpus.tokens, corpus.documents);
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const most = Math.max(...exact.map(({ copies }) => copies));

  const asked: FilterRecord['passages'] = [];
  for (const { id, copies, token_ids } of exact) {
    if (copies < most) continue;
    const given = token_ids.slice(0, GIVEN);
    const stops = (written: readonly number[], next: number) => {
      const run = [...given, ...written, next].slice(-STOPPED);
      return next !== model.bos && index.count(run) > 0;
    };
    asked.push({
      id,
      plain: await decode(model, given, () => false),
      filtered: await decode(model, given, stops)
    });
  }
  say(`filter: ${entry.id} has written ${asked.length} passages twice`);
  return {
    release: manifest.release,
    runtime: RUNTIME,
    model: { id: entry.id, sha256: weightsOf(entry).sha256 },
    run: STOPPED,
    given: GIVEN,
    passages: asked
  };
}
