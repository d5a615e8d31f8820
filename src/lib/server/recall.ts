import { runnable } from '#lib/release/manifest.ts';
import { offersOf, packOutcomes, type Outcomes } from '#lib/demos/recall/outcomes.ts';
import type { RecallStart } from '#lib/demos/recall/start.ts';
import { defaultState } from '#lib/demos/recall/state.ts';
import { viewOf } from '#lib/demos/recall/view.ts';
import { once, readManifest, readPassages, readResultsOf } from './lab.ts';
import { made } from './made.ts';

/** What the recall explorer loads when the reader asks something: the outcomes of all models that the page runs. */
export const readRecallOutcomes: () => Promise<Outcomes> = once(async () => {
  const { release, models } = await readManifest();
  return packOutcomes(release, await readPassages(), await readResultsOf(models));
});

/** The same as the file that the page loads. */
export const readOutcomesFile: () => Promise<string> = once(async () =>
  JSON.stringify(await readRecallOutcomes())
);

/** What it shows before that. */
export async function readRecallStart(): Promise<RecallStart> {
  const [manifest, packed] = await Promise.all([readManifest(), readRecallOutcomes()]);
  const offers = offersOf(packed);
  return {
    manifest: runnable(manifest),
    outcomes: made('demos/recall/outcomes.json', await readOutcomesFile()),
    offers,
    view: viewOf(packed, manifest.models, defaultState(offers)),
    results: Object.fromEntries(
      manifest.results.flatMap(({ model, path, bytes, sha256 }) =>
        model !== undefined && packed.models[model] ? [[model, { path, bytes, sha256 }]] : []
      )
    )
  };
}
