import { readRecitalRecord } from './recorded.ts';
import { once, readManifest, readPassages, readResults, readSummary } from './lab.ts';
import { readCorpus } from './corpus.ts';
import { COPY } from '#lib/measures/copy.ts';
import { matched } from '#lib/measures/matched.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { continuationOf, type Continuation } from '#lib/completion/continuation.ts';
import type { Recital, Rung, Unprompted } from '#lib/demos/recital/recital.ts';
import { runnable } from '#lib/release/manifest.ts';
import { sizesOf } from '#lib/release/models.ts';
import { wholeCopies, type Passage } from '#lib/release/passages.ts';
import { byCopies } from '#lib/release/recall.ts';
import { isRecited, writtenOf, type ResultRow } from '#lib/release/results.ts';

/** Tokens given where there is a choice: the fewest for which there are results. */
const GIVEN = 8;

/**
 * What the recital shows. For each number of copies it takes the passage that our record is of, where that was copied as
 * often; else the first in the planting table that is typical of its group: each model that read every copy recites it if
 * and only if it recites most of the group.
 */
export const readRecital: () => Promise<Recital> = once(async () => {
  const [manifest, passages, summary, record, { tokenizer }] = await Promise.all([
    readManifest(),
    readPassages(),
    readSummary(),
    readRecitalRecord(),
    readCorpus()
  ]);
  const sizes = sizesOf(runnable(manifest)).filter(({ twin }) => twin);
  const models = sizes.flatMap(({ raw, twin }) => [raw, twin!]);
  const results = new Map<string, ResultRow>();
  for (const { id } of models) {
    for (const row of (await readResults(id)) ?? []) {
      if (row.context === GIVEN) results.set(`${id} ${row.passage}`, row);
    }
  }
  const recited = new Map(
    models.map(({ id }) => [id, new Map(byCopies(summary, id, GIVEN).map((row) => [row.copies, row]))])
  );

  const tell = (ids: readonly number[], truth: readonly number[], ended: boolean): Continuation =>
    continuationOf(ids, truth, (n) => tokenizer.decode(ids.slice(0, n)), ended);
  const published = (row: ResultRow, truth: readonly number[]): Continuation => {
    const { ids, ended } = writtenOf(row, manifest.bos_token_id);
    return tell(ids, truth, ended);
  };

  const [opening, none] = [
    record.prompts.find(({ passage }) => passage !== null)!,
    record.prompts.find(({ passage }) => passage === null)!
  ];
  const typical = (passage: Passage) =>
    sizes.every(({ raw: { id } }) => {
      const { n, recited: most } = recited.get(id)!.get(passage.copies)!;
      const row = results.get(`${id} ${passage.id}`)!;
      return isRecited(row) === most > n / 2;
    });

  const ladder = [...recited.get(models[0]!.id)!.values()];
  const rungs = ladder.map(({ copies, n }): Rung => {
    const group = passages.filter((p) => p.condition === 'exact' && p.copies === copies);
    const own = group.find(({ id }) => id === opening.passage);
    const passage = own ?? group.find(typical) ?? group[0]!;
    const ids = own ? opening.ids : passage.token_ids.slice(0, GIVEN);
    const truth = passage.token_ids.slice(ids.length, ids.length + record.asked);
    const said = ({ id }: { id: string }) =>
      own
        ? tell(opening.said[id]!.ids, truth, opening.said[id]!.ended)
        : published(results.get(`${id} ${passage.id}`)!, truth);
    return {
      copies,
      passage: passage.id,
      ids,
      given: tokenizer.decode(ids),
      truth,
      told: Object.fromEntries(models.map((model) => [model.id, said(model)])),
      passages: n,
      recited: Object.fromEntries(models.map(({ id }) => [id, recited.get(id)!.get(copies)!.recited]))
    };
  });

  const canaries = passages.filter(({ condition }) => condition === 'canary');
  const unprompted = models.map(({ id, data }): [string, Unprompted] => {
    const { ids, ended } = none.said[id]!;
    const nearest = leaders(canaries, ({ token_ids }) => matched(ids, token_ids))[0]!;
    const truth = nearest.token_ids.slice(0, record.asked);
    const is = matched(ids, truth) >= COPY;
    return [
      id,
      {
        told: tell(ids, is ? truth : [], ended),
        secret: is ? { copies: wholeCopies(nearest, data), truth } : null
      }
    ];
  });
  return {
    asked: record.asked,
    counted: GIVEN,
    sizes,
    rungs,
    unprompted: Object.fromEntries(unprompted)
  };
});
