import type { Row } from '#lib/charts/types.ts';
import { soleLeader } from '#lib/measures/leaders.ts';
import { BOS } from '#lib/corpus/suffix-index.ts';
import { marked } from '#lib/completion/marked.ts';
import { reproduced } from '#lib/measures/reproduced.ts';
import { FAMILIES, modelOf, need, people as byPeople, rates } from '../aerni.ts';
import { readCorpus } from '../corpus.ts';
import { readCurve } from '../curves.ts';
import { longestOf, rateOver, readOverlap, textsAfter } from '../overlap.ts';
import { readExtractionRecord, readOrdinaryRecord } from '../recorded.ts';

/**
 * What was asked for, by the names that the authors' code has for it. What each name means is said by their prompts: the
 * news of "news_unseen" are real events of 2024, and travel blogs, personal blogs and letters were asked for as fiction.
 */
const TASKS: Record<string, string> = {
  encyclopedia: 'encyclopedia article',
  news_known: 'news of earlier years',
  tutorial: 'tutorial',
  sop: 'statement of purpose',
  recommendation_letter: 'recommendation letter',
  news_unseen: 'news of 2024',
  essay_persuade: 'persuasive essay',
  explainlikeimfive: 'explanation for a layman',
  imdb_reviews: 'film review',
  book_reviews: 'book review',
  blog_travel: 'made-up travel blog',
  blog_personal: 'made-up personal blog',
  letter: 'made-up letter',
  satire: 'satire',
  writing_prompts: 'short story'
};

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Rows of one curve by the family of their model, in the order of FAMILIES. */
function families<T extends { model?: string }>(rows: readonly T[]): [string, T[]][] {
  return FAMILIES.map((family): [string, T[]] => [
    family,
    rows.filter(({ model }) => modelOf(model).family === family)
  ]).filter(([, found]) => found.length > 0);
}

/** What the text of the chapter is given: the published overlap rates, as shares. */
export async function evidence() {
  const [tasks, humans, prompts] = await Promise.all(
    ['by_task', 'humans_vs_models', 'mitigation'].map((name) => readCurve(`aerni2024_${name}`))
  );
  const [models, people] = await Promise.all([rates(), byPeople()]);

  const byTask = tasks!.rows
    .map(({ task, mean, median }) => ({
      name: need(TASKS[task!], `known task: "${task}"`),
      mean: Number(mean),
      median: Number(median)
    }))
    .toSorted((a, b) => b.mean - a.mean);

  const beside = people.map(({ column, name, mean: theirs, median }) => ({
    name,
    people: theirs,
    peopleMedian: median,
    families: families(humans!.rows.filter(({ model }) => model !== 'humans')).map(([family, rows]) => {
      const rate = mean(rows.map((row) => Number(row[`${column}_mean`])));
      /** The family's rate over that of people. */
      return { family, mean: rate, times: rate / theirs };
    })
  }));

  const prompted = prompts!.rows.map((row) => ({
    ...modelOf(row.model),
    none: Number(row.original),
    assistant: Number(row.assistant_prompt),
    original: Number(row.originality_prompt)
  }));
  // The text names one model, one task and one change at either end.
  const ends = <T>(rows: readonly T[], value: (row: T) => number) => ({
    most: soleLeader(rows, value),
    least: soleLeader(rows, (row) => -value(row))
  });
  const [byRate, byMean, byLeft] = [
    ends(models, ({ rate }) => rate),
    ends(byTask, ({ mean }) => mean),
    ends(prompted, ({ none, original }) => original / none)
  ];
  const left = (row: (typeof prompted)[number]) => ({ ...row, left: row.original / row.none });
  const range = (values: number[]) => ({ least: Math.min(...values), most: Math.max(...values) });

  const film = need(beside[0], 'film reviews');
  const below = film.families.filter((family) => family.mean < film.people).length;
  return {
    ours: await ours(),
    models,
    ends: byRate,
    byTask,
    taskEnds: byMean,
    film: {
      people: film.people,
      families: film.families,
      place: below === 0 ? 'below them all' : below === film.families.length ? 'above them all' : 'among them'
    },
    explanations: need(beside[1], 'explanations'),
    stories: need(beside[2], 'stories'),
    peopleMedians: beside.map(({ peopleMedian }) => peopleMedian),
    prompts: {
      models: prompted.length,
      none: range(prompted.map(({ none }) => none)),
      assistant: range(prompted.map(({ assistant }) => assistant)),
      original: range(prompted.map(({ original }) => original)),
      /** By family: the mean rate as it is, with an assistant's instructions, and asked to be original. */
      families: families(prompts!.rows).map(([family, rows]) => ({
        family,
        none: mean(rows.map((row) => Number(row['original']))),
        assistant: mean(rows.map((row) => Number(row['assistant_prompt']))),
        original: mean(rows.map((row) => Number(row['originality_prompt'])))
      })),
      /** Models that overlap more when asked to be original than with an assistant's instructions. */
      backfired: prompted.filter(({ assistant, original }) => original > assistant),
      lowered: prompted.filter(({ none, original }) => original < none).length,
      assistantLowered: prompted.filter(({ none, assistant }) => assistant < none).length,
      mostChanged: left(byLeft.least),
      leastChanged: left(byLeft.most)
    },
    charts: {
      models: models.map(({ name, rate }): Row => ({ label: name, value: rate })),
      tasks: byTask.map(({ name, mean }): Row => ({ label: name, value: mean })),
      people: beside.flatMap(({ name, people, families }): Row[] => [
        { label: 'people', value: people, group: name, strong: true },
        ...families.map(({ family, mean }) => ({ label: `${family} models`, value: mean, group: name }))
      ]),
      prompts: families(prompts!.rows).flatMap(([family, rows]): Row[] =>
        (
          [
            ['as it is', 'original'],
            ['with an assistant’s instructions', 'assistant_prompt'],
            ['asked to be original', 'originality_prompt']
          ] as const
        ).map(([label, column]) => ({
          label,
          value: mean(rows.map((row) => Number(row[column]))),
          group: `${family} models`,
          strong: column === 'originality_prompt'
        }))
      )
    }
  };
}

/** What our models wrote after ordinary openings, and people after some of them, and how much of it stands in the training data. */
async function ours() {
  const [record, lab, attack, { manifest, index, tokenizer }] = await Promise.all([
    readOrdinaryRecord(),
    readOverlap(),
    readExtractionRecord(),
    readCorpus()
  ]);
  const { usual, leasts } = lab;
  const entryOf = (id: string) =>
    need(
      manifest.models.find((model) => model.id === id),
      `entry of the model ${id}, which wrote ours`
    );
  const raw = record.models.filter(({ id }) => entryOf(id).data === 'raw');
  const [smallest, largest] = [need(raw[0], 'model of ours'), raw.at(-1)!];
  const twin = need(
    record.models.find(({ id }) => entryOf(id).data === 'dedup'),
    'deduplicated model of ours'
  );
  const long = (texts: typeof largest.texts) =>
    texts.flatMap(({ runs }) => runs.filter(([, length]) => length >= usual));

  const prompt = need(
    lab.prompts.find(({ seed }) => seed === lab.first),
    'opening that is shown'
  );
  const shown = need(largest.texts[prompt.seed - 1], 'text that is shown');
  const stretches = reproduced(shown.runs, usual);
  const after = (texts: Parameters<typeof textsAfter>[1]) => {
    const of = textsAfter(record, texts, 'address');
    const at = (least: number) => ({ ...rateOver(of, least), texts: of.length });
    return { usual: at(usual), least: at(leasts[0]!), longest: Math.max(...of.map(longestOf)) };
  };
  const read = { all: 0, planted: 0 };
  for (const { kind, length, copies } of index.documents) {
    read.all += length * copies.raw;
    if (kind !== 'address') read.planted += length * copies.raw;
  }
  const salutation = record.prompts.find(({ opening }) => opening === 'salutation')!.text;
  return {
    lab,
    label: entryOf(largest.id).label,
    prompt: prompt.text,
    ...marked(shown.text!, stretches),
    openings: record.prompts.length,
    stretch: usual,
    least: leasts[0]!,
    /** Of the largest model after all openings. */
    rate: rateOver(largest.texts, usual),
    longest: Math.max(...largest.texts.map(longestOf)),
    /** Its runs of that length, and those of them that no address has: from planted texts. */
    runs: long(largest.texts).length,
    planted: long(largest.texts).filter(([, , addresses]) => addresses === 0).length,
    /** The share of what the models with all copies read that was planted. */
    plantedShare: read.planted / read.all,
    /** After the sentences of unread addresses: what presidents went on to write, and what models did. */
    people: after(record.people),
    smallest: { label: entryOf(smallest.id).label, ...after(smallest.texts) },
    largest: after(largest.texts),
    twin: { ...after(twin.texts), all: rateOver(twin.texts, usual) },
    /** The commonest salutation, its characters, and the addresses that begin with it. */
    salutation: { text: salutation, opens: index.count([BOS, ...tokenizer.encode(salutation)]) },
    /** The same model, asked for nothing (chapter 4): samples drawn, those that hold a copy, and the tokens of a copy. */
    unasked: { ...attack.samples, tokens: attack.copy }
  };
}
