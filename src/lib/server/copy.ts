import { continuationOf, type Continuation } from '#lib/completion/continuation.ts';
import { DEFAULTS } from '#lib/demos/definition-bench/state.ts';
import { rowsOf } from '#lib/demos/definition-bench/table.ts';
import { tally } from '#lib/demos/definition-bench/tally.ts';
import type { CopyStart } from '#lib/demos/is-it-a-copy/start.ts';
import type { Measured } from '#lib/law/copy.ts';
import { runnable } from '#lib/release/manifest.ts';
import { sizesOf } from '#lib/release/models.ts';
import { isRecited, writtenOf } from '#lib/release/results.ts';
import { readCorpus } from './corpus.ts';
import { readBenchTable } from './definition-bench.ts';
import { once, readManifest, readPassages, readRows } from './lab.ts';
import { readCopies, readLaw } from './law.ts';
import { needed } from './need.ts';

const need = needed((what) => `The published release holds no ${what} to ask whether it is a copy.`);

/** Tokens given of a passage, as where the definition bench counts. */
const GIVEN = DEFAULTS.definition.given;

/**
 * What the demo shows before any model runs. Its two models are the smallest pair of which the one with all copies recites
 * every passage that it read most often; its passage is the first of these in the planting table.
 */
export const readCopyStart: () => Promise<CopyStart> = once(async () => {
  const [manifest, passages, table, { tokenizer }, { law }] = await Promise.all([
    readManifest(),
    readPassages(),
    readBenchTable(),
    readCorpus(),
    readLaw()
  ]);
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const most = Math.max(...exact.map(({ copies }) => copies));
  const often = exact.filter(({ copies }) => copies === most);

  for (const { label, raw, twin } of sizesOf(runnable(manifest))) {
    if (!twin) continue;
    const [of, ofTwin] = [await readRows(raw.id, GIVEN), await readRows(twin.id, GIVEN)];
    const recites = ({ id }: { id: string }) => {
      const row = of.get(id);
      return row !== undefined && isRecited(row);
    };
    if (!often.every(recites)) continue;

    const passage = often[0]!;
    const asked = of.get(passage.id)!.greedy.length;
    const truth = passage.token_ids.slice(GIVEN, GIVEN + asked);
    const said = (rows: typeof of): Continuation => {
      const { ids, ended } = writtenOf(need(rows.get(passage.id), 'row'), manifest.bos_token_id);
      return continuationOf(ids, truth, (n) => tokenizer.decode(ids.slice(0, n)), ended);
    };
    const counted = (model: string): Measured => {
      const { by } = tally(rowsOf(table, model, GIVEN), DEFAULTS.definition);
      return { recited: by.read.counted, passages: by.read.passages };
    };
    const ids = passage.token_ids.slice(0, GIVEN);
    return {
      as_of: law.as_of,
      things: await readCopies({ raw: counted(raw.id), twin: counted(twin.id) }),
      label,
      copies: most,
      passage: passage.id,
      ids,
      given: tokenizer.decode(ids),
      truth,
      models: { raw, twin },
      told: { raw: said(of), twin: said(ofTwin) }
    };
  }
  throw new Error('No published model with a twin recites every passage that it read most often.');
});
