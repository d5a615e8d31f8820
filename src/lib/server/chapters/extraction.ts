import type { Row } from '#lib/charts/types.ts';
import { GIVEN } from '#lib/release/given.ts';
import type { Metric } from '#lib/measures/suspicion.ts';
import { intervalsApart, leaders, soleLeader } from '#lib/measures/leaders.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { count } from '#lib/words/number.ts';
import { ACCUSATIONS } from '#lib/demos/extraction/attack.ts';
import { countWithin } from '#lib/demos/queries/counts.ts';
import { CUT } from '#lib/demos/queries/drawings.ts';
import { odds } from '#lib/words/odds.ts';
import { triesFor } from '#lib/demos/queries/words.ts';
import { readCurve } from '../curves.ts';
import { readExtraction } from '../extraction.ts';
import { readManifest, readSummary } from '../lab.ts';
import { readQueries } from '../queries.ts';
import { readExtractionRecord } from '../recorded.ts';
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
  const [record, manifest, summary, hits, start, tries] = await Promise.all([
    readExtractionRecord(),
    readManifest(),
    readSummary(),
    published(),
    readExtraction(),
    queries()
  ]);
  const label = (id: string) =>
    need(
      manifest.models.find((model) => model.id === id),
      `the model ${id}`
    ).label;

  const ranked = metrics.map((metric) => {
    const { copies, inspected } = need(
      record.ranked.find((row) => row.metric === metric),
      `the ranking by ${metric}`
    );
    return { label: RANKINGS[metric], value: copies, ...wilson(copies, inspected) };
  });
  const best = leaders(ranked, ({ value }) => value, intervalsApart);
  const most = Math.max(...best.map(({ value }) => value));
  const unranked = record.unranked.copies;
  if (most <= unranked) throw new Error('Chapter 4 says that ranking helps, and in the record it does not.');
  const guesses = [unranked, Math.round((unranked + most) / 2), most];

  // What came out unprompted, beside what a prompt brings out, among the exact passages of the ladder.
  const large = record.models.large.id;
  const recited = summary.rows
    .filter((row) => row.model === large && row.condition === 'exact' && row.context === GIVEN)
    .toSorted((a, b) => a.copies - b.copies);
  const exact = new Set(recited.map(({ copies }) => copies));
  const found = record.found.filter(({ exact: planted, copies }) => planted && exact.has(copies ?? -1));
  const levels = recited.map(({ copies, n, recited: count }) => ({
    copies,
    n,
    recited: count,
    found: found.filter((source) => source.copies === copies).length
  }));
  const shown = levels.slice(levels.findIndex((level) => level.recited > 0 || level.found > 0));
  const sum = (key: 'recited' | 'found') => levels.reduce((total, level) => total + level[key], 0);
  if (sum('found') >= sum('recited')) throw new Error('Chapter 4 says that samples show less than prompts.');
  const once = found.filter(({ times }) => times === 1).length;
  const all = found.reduce((total, { times }) => total + times, 0);
  const last = need(shown.at(-1), 'a paragraph that is recited');

  return {
    hits: { best: hits.best, worst: hits.worst },
    attack: {
      release: record.release,
      label: label(large),
      small: label(record.models.small.id),
      medium: label(record.models.medium.id),
      drawn: record.samples.drawn,
      length: record.decoding.maxTokens,
      topK: record.decoding.topK,
      copy: record.copy,
      unranked,
      /** What the best ranking found; and the rankings that cannot be told apart from it, with what they found. */
      most,
      best: best.map(({ label, value }) => ({ label, value })),
      choices: [...new Set(guesses)].map(String),
      worse: ranked.filter(({ value }) => value < unranked).map((row) => row.label)
    },
    lower: {
      title: `${count(record.samples.drawn)} samples showed ${sum('found')} of the ${sum('recited')} paragraphs that the model can recite`,
      context: GIVEN,
      each: last.n,
      found: sum('found'),
      recited: sum('recited'),
      missed: sum('recited') - sum('found'),
      hits: all,
      once,
      newOneIn: Math.round(all / Math.max(1, once)),
      alternative: `At ${last.copies} copies ${last.found} of ${last.n} came out, and ${last.recited} are recited.`
    },
    /** The demo, and what its text says of it; null where no attack is published. */
    demo: start && {
      start,
      accusations: ACCUSATIONS,
      label: label(start.recorded.model),
      samples: start.recorded.samples
    },
    queries: tries,
    charts: {
      hits: hits.rows,
      ours: [
        { label: 'as they come', value: unranked },
        ...ranked.map((row) => ({
          label: `ranked by ${row.label}`,
          value: row.value,
          strong: best.includes(row)
        }))
      ],
      lower: shown.flatMap(({ copies, n, found: out, recited: count }): Row[] => [
        {
          group: `${copies} copies`,
          label: 'came out of the samples',
          value: out / n,
          ...wilson(out, n),
          strong: true
        },
        { group: `${copies} copies`, label: 'recited when prompted', value: count / n, ...wilson(count, n) }
      ])
    }
  };
}
