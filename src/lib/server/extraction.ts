import { piecesOf } from '#lib/completion/pieces.ts';
import { hitsOf, openedOf, ORDERS, plotOf, samplesOf, type Sample } from '#lib/demos/extraction/attack.ts';
import type { ExtractionStart, Shown } from '#lib/demos/extraction/start.ts';
import { parseAttack, type Attack } from '#lib/release/extraction.ts';
import { GIVEN } from '#lib/release/given.ts';
import { fetched, filesToRun, type ModelEntry } from '#lib/release/manifest.ts';
import { isRecited } from '#lib/release/results.ts';
import type { Tokenizer } from '#lib/release/tokenizer.ts';
import { readCorpus } from './corpus.ts';
import { labJson, once, readManifest, readPassages, readRows } from './lab.ts';

/** Samples of the first ranking that stand in the page. */
const SHOWN = 5;

/** The recorded attack with its samples; null where none is published. Throws where it is of other weights. */
export const readAttack: () => Promise<{ attack: Attack; samples: Sample[] } | null> = once(async () => {
  const { extraction, models, release } = await readManifest();
  if (!extraction) return null;
  const attack = parseAttack(await labJson(extraction.path));
  const known = new Set(models.flatMap(({ id, files }) => files.map(({ sha256 }) => `${id} ${sha256}`)));
  const strange = Object.values(attack.models).filter(({ id, sha256 }) => !known.has(`${id} ${sha256}`));
  if (attack.release !== release || strange.length > 0)
    throw new Error(`${extraction.path} was made with other weights: run training.extraction.`);
  const { tokenizer } = await readCorpus();
  return { attack, samples: samplesOf(attack, (ids) => tokenizer.decode(ids)) };
});

/** The passages of the ladder by copies, from never. */
export async function readLadder(): Promise<ExtractionStart['ladder']> {
  const exact = (await readPassages()).filter(({ condition }) => condition === 'exact');
  const levels = [...new Set(exact.map(({ copies }) => copies))].sort((a, b) => a - b);
  return levels.map((copies) => ({
    copies,
    ids: exact.filter((passage) => passage.copies === copies).map(({ id }) => id)
  }));
}

/** The passages of the ladder that a model recites, given `GIVEN` tokens. */
async function recitedBy(model: string, ladder: ReadonlySet<string>): Promise<string[]> {
  const rows = await readRows(model, GIVEN);
  return [...rows.values()]
    .filter((row) => isRecited(row) && ladder.has(row.passage))
    .map(({ passage }) => passage);
}

const shownOf = ({ ids, copy }: Sample, tokenizer: Tokenizer): Shown => ({
  pieces: piecesOf(ids!, tokenizer),
  spans: copy?.spans ?? [],
  documents: copy?.documents ?? 0,
  from: copy?.from ?? []
});

/** What the demo shows before a reader has asked anything; null where no attack is published. */
export const readExtraction: () => Promise<ExtractionStart | null> = once(async () => {
  const [read, manifest, ladder, { tokenizer }] = await Promise.all([
    readAttack(),
    readManifest(),
    readLadder(),
    readCorpus()
  ]);
  if (!read) return null;
  const { attack, samples } = read;
  const ids = new Set(ladder.flatMap((rung) => rung.ids));
  const all = manifest.models
    .map((model): ModelEntry => ({ ...model, dtypes: model.dtypes.slice(0, 1), files: filesToRun(model) }))
    .toSorted((a, b) => a.parameters - b.parameters);
  const models = all.filter((model) =>
    all.some((other) => other.data === model.data && other.parameters < model.parameters)
  );
  const state = {
    model: attack.model,
    strategy: 'top',
    samples: 256,
    seed: 1,
    x: 'own',
    y: 'zlib',
    rank: 'zlib'
  } as const;
  return {
    release: manifest.release,
    models,
    all,
    state,
    recorded: {
      model: attack.model,
      strategy: attack.decoding.strategy,
      samples: samples.length,
      tokens: attack.decoding.tokens,
      topK: attack.decoding.top_k,
      plot: plotOf(samples, state.x, state.y, true),
      opened: openedOf(samples, ladder),
      hits: ORDERS.map((order) => hitsOf(samples, order, attack.inspected[order] ?? [])),
      shown: attack.inspected[state.rank]!.slice(0, SHOWN).map((at) => shownOf(samples[at]!, tokenizer))
    },
    ladder,
    recited: Object.fromEntries(
      await Promise.all(
        models.map(async ({ id }): Promise<[string, string[]]> => [id, await recitedBy(id, ids)])
      )
    ),
    given: GIVEN,
    files: {
      attack: fetched(manifest.extraction!),
      tokenizer: fetched(manifest.tokenizer),
      tokens: fetched(manifest.corpus.tokens),
      documents: fetched(manifest.corpus.documents)
    }
  };
});
