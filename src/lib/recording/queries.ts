import { CUT, TEMPERATURES } from '#lib/demos/queries/drawings.ts';
import type { QueriesRecord } from '#lib/demos/queries/record.ts';
import { kept } from '#lib/demos/queries/start.ts';
import { chances } from '#lib/lm/many.ts';
import { ASKED, GIVEN } from '#lib/release/given.ts';
import { withAllCopies } from '#lib/release/models.ts';
import { openModel, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** Passages that the model reads at once. */
const BATCH = 16;

/**
 * How likely the next to the largest model is to write each passage of exact copies in one try, at each temperature of the
 * demo, from as many of the likeliest tokens as the published results: at temperature 1 these are those results again.
 */
export async function recordQueries({ manifest, passages }: OnDisk, say: Say): Promise<QueriesRecord> {
  const entry = withAllCopies(manifest.models).at(-2)!;
  const model = await openModel(entry);
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const found: QueriesRecord['passages'] = {};
  const ways = {
    from: GIVEN,
    drawings: TEMPERATURES.map((temperature) => ({ temperature, topK: CUT }))
  };
  for (let at = 0; at < exact.length; at += BATCH) {
    const some = exact.slice(at, at + BATCH);
    const texts = some.map(({ token_ids }) => token_ids.slice(0, GIVEN + ASKED));
    for (const [i, logprobs] of (await chances(model, texts, ways, RUN))!.entries())
      found[some[i]!.id] = logprobs.map((logprob) => (logprob === -Infinity ? null : kept(logprob)));
  }
  say(`queries: ${entry.id} was asked about ${exact.length} passages at ${TEMPERATURES.length} temperatures`);
  return {
    release: manifest.release,
    runtime: RUNTIME,
    model: { id: entry.id, sha256: weightsOf(entry).sha256 },
    given: GIVEN,
    asked: ASKED,
    topK: CUT,
    temperatures: [...TEMPERATURES],
    passages: found
  };
}
