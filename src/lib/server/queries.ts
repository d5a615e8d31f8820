import { piecesOf } from '#lib/completion/pieces.ts';
import type { Series } from '#lib/charts/types.ts';
import { CUT } from '#lib/demos/queries/drawings.ts';
import type { QueriesRecord } from '#lib/demos/queries/record.ts';
import {
  kept,
  type Example,
  type Recorded,
  type Rows,
  type Start,
  type Text
} from '#lib/demos/queries/start.ts';
import { PROBABILITIES, type State } from '#lib/demos/queries/state.ts';
import { ASKED, GIVEN } from '#lib/release/given.ts';
import { fetched, runnable } from '#lib/release/manifest.ts';
import { withAllCopies } from '#lib/release/models.ts';
import type { Passage } from '#lib/release/passages.ts';
import { readCorpus } from './corpus.ts';
import { readCurve } from './curves.ts';
import { once, readPassages, readRows } from './lab.ts';
import { needed } from './need.ts';
import { readQueriesRecord } from './recorded.ts';

const need = needed((what) => `The demo of queries needs ${what}, which is not published.`);

/** A passage of a rung by where it stands, and what is published of it. */
interface Place {
  rung: number;
  at: number;
  logprob: number;
  recited: boolean;
}

/** What the demo shows: the published rows of the ladder of exact copies, and published curves of others. */
export const readQueries: () => Promise<Start> = once(async () => {
  const [{ manifest, tokenizer }, passages, record] = await Promise.all([
    readCorpus(),
    readPassages(),
    readQueriesRecord()
  ]);
  const { models } = runnable(manifest);
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const levels = [...new Set(exact.map(({ copies }) => copies))].toSorted((a, b) => a - b);
  const ladder = levels.map((copies) => exact.filter((passage) => passage.copies === copies));

  const rows: Record<string, Rows> = {};
  for (const { id } of models) {
    const found = await readRows(id, GIVEN);
    const by = (of: (row: NonNullable<ReturnType<typeof found.get>>) => number) =>
      ladder.map((rung) => rung.map((passage) => of(need(found.get(passage.id), `a row of ${id}`))));
    rows[id] = {
      matched: by(({ matched }) => matched),
      all: by(({ logprob }) => kept(logprob)),
      cut: by(({ logprob_top_k: cut }) => {
        if (cut === undefined) throw new Error(`The results of ${id} lack probabilities under top-k.`);
        return cut === null ? -Infinity : kept(cut);
      })
    };
  }

  /** The model that the demo begins with: the next to the largest, which loads faster. */
  const sizes = withAllCopies(models);
  const model = need(sizes.at(-2) ?? sizes.at(-1), 'a model');
  const placed = ladder.map((group, rung) =>
    group.map((_, at): Place => {
      const { matched, cut } = rows[model.id]!;
      return { rung, at, logprob: cut[rung]![at]!, recited: matched[rung]![at] === ASKED };
    })
  );
  /** Of these the likeliest that greedy decoding misses; where it misses none, the least likely. */
  const telling = (places: readonly Place[]): Place => {
    const missed = places.filter(({ recited }) => !recited);
    const order = (missed.length ? missed : places).toSorted((a, b) => b.logprob - a.logprob);
    return need(missed.length ? order[0] : order.at(-1), 'a passage');
  };
  const first = placed.map(telling);
  const idOf = ({ rung, at }: Place) => ladder[rung]![at]!.id;

  const state = (place: Place, change: Partial<State> = {}): State => ({
    model: model.id,
    copies: levels[place.rung]!,
    passage: idOf(place),
    n: 1000,
    p: 0.5,
    temperature: 1,
    topK: CUT,
    ...change
  });
  const read = placed.flat().filter(({ rung }) => levels[rung]! > 0);
  const lucky = need(
    read.filter(({ recited }) => recited).toSorted((a, b) => a.logprob - b.logprob)[0],
    'a passage that is recited'
  );
  const examples: Example[] = [
    { label: 'Missed by greedy decoding', state: state(telling(read)) },
    { label: 'Given by it, seldom by chance', state: state(lucky) },
    { label: 'Never read', state: state(first[levels.indexOf(0)]!, { n: 1_000_000 }) }
  ];

  const shown = [...first.map(idOf), ...examples.map(({ state: { passage } }) => passage)];
  const texts = [...new Set(shown)].map((id): Text => {
    const { token_ids: all } = exact.find((passage) => passage.id === id)!;
    const [ids, truth] = [all.slice(0, GIVEN), all.slice(GIVEN, GIVEN + ASKED)];
    return { id, ids, truth, given: tokenizer.decode(ids), pieces: piecesOf(truth, tokenizer) };
  });

  return {
    release: manifest.release,
    models,
    files: { passages: fetched(manifest.passages), tokenizer: fetched(manifest.tokenizer) },
    given: GIVEN,
    asked: ASKED,
    rungs: ladder.map((group, at) => ({ copies: levels[at]!, passages: group.map(({ id }) => id) })),
    rows,
    recorded: recordedOf(record, ladder),
    first: first.map(idOf),
    texts,
    examples,
    published: await publishedCurves()
  };
});

/** What was recorded of the ladder at temperatures that the published results lack. */
function recordedOf(record: QueriesRecord, ladder: readonly (readonly Passage[])[]): Recorded {
  const ways = record.temperatures.flatMap((temperature, at) =>
    temperature === 1 ? [] : [{ temperature, at }]
  );
  return {
    model: record.model.id,
    drawings: ways.map(({ temperature }) => ({ temperature, topK: record.topK })),
    rungs: ladder.map((rung) =>
      rung.map(({ id }) => {
        const logprobs = need(record.passages[id], `a record of ${id}`);
        return ways.map(({ at }) => logprobs[at] ?? -Infinity);
      })
    )
  };
}

/** The curves of Hayes et al. 2025, by the probability that they ask for. */
async function publishedCurves(): Promise<Start['published']> {
  const { rows } = await readCurve('hayes2024_topk40_np_extraction');
  const models = [...new Set(rows.map((row) => row['model']!))];
  return PROBABILITIES.map((p) => ({
    p,
    series: models.map((model): Series => ({
      id: model,
      label: `${model}, published`,
      points: rows
        .filter((row) => row['model'] === model)
        .map((row) => ({ x: Number(row['n_queries']), y: Number(row[`p=${p}`]) / 100 }))
    }))
  }));
}
