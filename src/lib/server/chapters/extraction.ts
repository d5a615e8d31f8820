import type { Row } from '#lib/charts/types.ts';
import type { Metric } from '#lib/measures/suspicion.ts';
import { intervalsApart, leaders, soleLeader } from '#lib/measures/leaders.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { count } from '#lib/words/number.ts';
import { ACCUSATIONS, type Order } from '#lib/demos/extraction/attack.ts';
import { countWithin } from '#lib/demos/queries/counts.ts';
import { CUT } from '#lib/demos/queries/drawings.ts';
import { odds } from '#lib/words/odds.ts';
import { triesFor } from '#lib/demos/queries/words.ts';
import { readCurve } from '../curves.ts';
import { readAttack, readExtraction } from '../extraction.ts';
import { readManifest } from '../lab.ts';
import { readQueries } from '../queries.ts';
import { needed } from '../need.ts';

/** The rankings in the reader's words, in the order of the text. */
const RANKINGS: Record<Metric, string> = {
  perplexity: 'perplexity',
  small: 'a small model',
  medium: 'a medium model',
  zlib: 'zlib',
  lowercase: 'lowercase',
  window: 'a window of 50 tokens'
};

const SAMPLINGS = [
  { column: 'top_n', name: 'No prompt' },
  { column: 'temperature', name: 'No prompt, falling temperature' },
  { column: 'internet', name: 'Web text as prompt' }
] as const;

const metrics = Object.keys(RANKINGS) as Metric[];

const need = needed((what) => `The text of chapter 4 speaks of ${what}, which is not there.`);

/** Table 2 of Carlini et al. 2021 as rows of a chart. */
async function published(): Promise<{ rows: Row[]; best: Row; worst: number }> {
  const { rows: table } = await readCurve('carlini2021_hits');
  const rows = SAMPLINGS.flatMap(({ column, name }) =>
    metrics.map((metric): Row => {
      const row = need(
        table.find((line) => line['metric'] === metric),
        `the ranking by ${metric}`
      );
      const value = Number(row[column]);
      const strong = value === Math.max(...table.map((line) => Number(line[column])));
      return { group: name, label: RANKINGS[metric], value, strong };
    })
  );
  const best = soleLeader(rows, ({ value }) => value!);
  return { rows, best, worst: need(rows[0], 'perplexity').value! };
}

/** How far tries go where greedy decoding gives nothing, and the demo of it. */
async function queries() {
  const start = await readQueries();
  const [missed, given] = start.examples.map(({ state }) => state);
  const { model, copies } = need(missed, 'a passage that is missed');
  const rows = start.rows[model]!;
  const rungOf = (copies: number) => start.rungs.findIndex((rung) => rung.copies === copies);
  const at = ({ copies, passage }: { copies: number; passage: string }) => {
    const rung = rungOf(copies);
    const place = start.rungs[rung]!.passages.indexOf(passage);
    return { matched: rows.matched[rung]![place]!, logprob: rows.cut[rung]![place]! };
  };
  const [one, other] = [at(missed!), at(need(given, 'a passage that is recited'))];
  const group = rungOf(copies);
  const within = (rung: number, n: number) => countWithin(rows.cut[rung]!, n, 0.5);
  const [few, many] = [1000, 1_000_000];
  if (within(rungOf(0), many) > 0) throw new Error('Chapter 4 says that what was never read does not come.');
  return {
    start,
    label: need(
      start.models.find(({ id }) => id === model),
      `the model ${model}`
    ).label,
    topK: CUT,
    asked: start.asked,
    copies,
    /** The token at which greedy decoding goes wrong, and how likely a try is. */
    wrong: one.matched + 1,
    odds: odds(one.logprob),
    half: triesFor(one.logprob, 0.5),
    ninety: triesFor(one.logprob, 0.9),
    passages: start.rungs[group]!.passages.length,
    recited: rows.matched[group]!.filter((matched) => matched === start.asked).length,
    few,
    many,
    inFew: within(group, few),
    inMany: within(group, many),
    never: start.rungs[rungOf(0)]!.passages.length,
    /** A passage that greedy decoding gives, and a single draw seldom. */
    other: { copies: given!.copies, odds: odds(other.logprob) }
  };
}

/** What the text of the chapter is given. */
export async function evidence() {
  const [read, shown, manifest, hits, tries] = await Promise.all([
    readAttack(),
    readExtraction(),
    readManifest(),
    published(),
    queries()
  ]);
  const { attack } = need(read ?? undefined, 'an attack of our own');
  const start = need(shown ?? undefined, 'an attack of our own');
  const label = ({ id }: { id: string }) =>
    need(
      manifest.models.find((model) => model.id === id),
      `the model ${id}`
    ).label;

  const found = (order: Order) => {
    const { copies, inspected } = need(
      start.recorded.hits.find((row) => row.order === order),
      `the ranking by ${order}`
    );
    return { value: copies, ...wilson(copies, inspected) };
  };
  const ranked = metrics.map((metric) => ({ label: RANKINGS[metric], ...found(metric) }));
  const best = leaders(ranked, ({ value }) => value, intervalsApart);
  const most = Math.max(...best.map(({ value }) => value));
  const unranked = found('unranked');
  if (most <= unranked.value)
    throw new Error('Chapter 4 says that ranking helps, and in the record it does not.');
  const guesses = [unranked.value, Math.round((unranked.value + most) / 2), most];
  const useless = ranked.filter(({ value }) => value <= unranked.value);

  // What came out unprompted, beside what a prompt brings out, among the exact passages of the ladder.
  const { samples, opened, model } = start.recorded;
  const recited = new Set(start.recited[model]);
  const out = new Set(opened.found);
  const levels = start.ladder.map(({ copies, ids }) => ({
    copies,
    n: ids.length,
    recited: ids.filter((id) => recited.has(id)).length,
    found: ids.filter((id) => out.has(id)).length
  }));
  const told = levels.slice(levels.findIndex((level) => level.recited > 0 || level.found > 0));
  if (out.size >= recited.size) throw new Error('Chapter 4 says that samples show less than prompts.');
  const { finds, once } = opened.seen;
  const last = need(told.at(-1), 'a paragraph that is recited');

  return {
    hits: { best: hits.best, worst: hits.worst },
    attack: {
      release: start.release,
      label: label(attack.models.large),
      small: label(attack.models.small),
      medium: label(attack.models.medium),
      drawn: samples,
      length: start.recorded.tokens,
      topK: start.recorded.topK,
      copy: attack.copy,
      unranked: unranked.value,
      /** What the best ranking found; and the rankings that cannot be told apart from it, with what they found. */
      most,
      best: best.map(({ label, value }) => ({ label, value })),
      choices: [...new Set(guesses)].map(String),
      /** Rankings that find fewer than none does, by more than chance; and those that find no more. */
      worse: useless.filter((row) => intervalsApart(row, unranked)).map(({ label }) => label),
      idle: useless.filter((row) => !intervalsApart(row, unranked)).map(({ label }) => label)
    },
    lower: {
      title: `${count(samples)} samples showed ${out.size} paragraphs; the model can recite ${recited.size}`,
      context: start.given,
      each: last.n,
      found: out.size,
      recited: recited.size,
      missed: recited.difference(out).size,
      hits: finds,
      once,
      newOneIn: Math.round(finds / Math.max(1, once)),
      alternative: `At ${last.copies} copies ${last.found} of ${last.n} came out, and ${last.recited} are recited.`
    },
    /** The demo, and what its text says of it. */
    demo: { start, accusations: ACCUSATIONS },
    queries: tries,
    charts: {
      hits: hits.rows,
      ours: [
        { label: 'as they come', value: unranked.value },
        ...ranked.map((row) => ({
          label: `ranked by ${row.label}`,
          value: row.value,
          strong: best.includes(row)
        }))
      ],
      lower: told.flatMap(({ copies, n, found, recited }): Row[] => [
        {
          group: `${copies} copies`,
          label: 'came out of the samples',
          value: found / n,
          ...wilson(found, n),
          strong: true
        },
        {
          group: `${copies} copies`,
          label: 'recited when prompted',
          value: recited / n,
          ...wilson(recited, n)
        }
      ])
    }
  };
}
