import type { Row } from '#lib/charts/types.ts';
import { soleLeader } from '#lib/measures/leaders.ts';
import { overlapRate, type Stretch } from '#lib/measures/reproduced.ts';
import type { Span } from '#lib/release/record.ts';
import { readCurve } from '../curves.ts';
import { readManifest } from '../lab.ts';
import { needed } from '../need.ts';
import { readExtractionRecord, readOrdinaryRecord } from '../recorded.ts';

/** The models of Aerni et al. 2025, by what readers call them; families are those of their makers. */
const MODELS: Record<string, { name: string; family: string }> = {
  'claude-3-opus': { name: 'Claude 3 Opus', family: 'Claude' },
  'claude-3.5-sonnet': { name: 'Claude 3.5 Sonnet', family: 'Claude' },
  'claude-3-haiku': { name: 'Claude 3 Haiku', family: 'Claude' },
  'llama-3.1-8b-instruct': { name: 'Llama 3.1 8B', family: 'Llama' },
  'llama-3.1-70b-instruct': { name: 'Llama 3.1 70B', family: 'Llama' },
  'llama-3.1-405b-instruct': { name: 'Llama 3.1 405B', family: 'Llama' },
  'gpt-4-turbo-2024-04-09': { name: 'GPT-4 Turbo', family: 'GPT' },
  'gpt-4o-2024-05-13': { name: 'GPT-4o', family: 'GPT' },
  'gpt-4o-mini-2024-07-18': { name: 'GPT-4o mini', family: 'GPT' },
  'gemini-1.5-pro-002': { name: 'Gemini 1.5 Pro', family: 'Gemini' },
  'gemini-1.5-flash-002': { name: 'Gemini 1.5 Flash', family: 'Gemini' },
  'o1-preview-2024-09-12': { name: 'o1-preview', family: 'o1' },
  'o1-mini-2024-09-12': { name: 'o1-mini', family: 'o1' }
};

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

const HUMAN_TASKS = [
  { column: 'imdb', name: 'Film reviews' },
  { column: 'eli5', name: 'Explanations for a layman' },
  { column: 'writingprompts', name: 'Short stories' }
] as const;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const need = needed((what) => `The curves of Aerni et al. hold no ${what}, of which the text speaks.`);

const modelOf = (id: string | undefined) => need(MODELS[id ?? ''], `known model: "${id}"`);

/** Rows of one curve by the family of their model, in the order of MODELS. */
function families<T extends { model?: string }>(rows: readonly T[]): [string, T[]][] {
  const names = [...new Set(Object.values(MODELS).map(({ family }) => family))];
  return names
    .map((family): [string, T[]] => [family, rows.filter(({ model }) => modelOf(model).family === family)])
    .filter(([, found]) => found.length > 0);
}

/** What the text of the chapter is given: the published overlap rates, as shares. */
export async function evidence() {
  const [overall, tasks, humans, prompts] = await Promise.all(
    ['overall_mean_overlap', 'by_task', 'humans_vs_models', 'mitigation'].map((name) =>
      readCurve(`aerni2024_${name}`)
    )
  );

  const models = overall!.rows
    .map(({ model, mean_overlap_rate }) => ({ ...modelOf(model), rate: Number(mean_overlap_rate) }))
    .toSorted((a, b) => b.rate - a.rate);
  const byTask = tasks!.rows
    .map(({ task, mean, median }) => ({
      name: need(TASKS[task!], `known task: "${task}"`),
      mean: Number(mean),
      median: Number(median)
    }))
    .toSorted((a, b) => b.mean - a.mean);

  const people = need(
    humans!.rows.find(({ model }) => model === 'humans'),
    'row of humans'
  );
  const beside = HUMAN_TASKS.map(({ column, name }) => ({
    name,
    people: Number(people[`${column}_mean`]),
    peopleMedian: Number(people[`${column}_median`]),
    families: families(humans!.rows.filter(({ model }) => model !== 'humans')).map(([family, rows]) => {
      const rate = mean(rows.map((row) => Number(row[`${column}_mean`])));
      /** The family's rate over that of people. */
      return { family, mean: rate, times: rate / Number(people[`${column}_mean`]) };
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

/** What our largest model wrote after an ordinary opening, and how much of it stands in its training data. */
async function ours() {
  const [record, attack, manifest] = await Promise.all([
    readOrdinaryRecord(),
    readExtractionRecord(),
    readManifest()
  ]);
  const { samples } = record;
  const shown = samples.findIndex(({ reproduced }) => reproduced.length > 0);
  const { text, reproduced } = need(samples[shown], 'sample of ours with a reproduced stretch');
  const lengths = samples.flatMap((sample) => sample.reproduced.map(({ start, end }) => end - start));
  const { id } = record.model;
  return {
    label: need(
      manifest.models.find((model) => model.id === id),
      'entry of the model that wrote ours'
    ).label,
    prompt: record.prompt,
    /** Which of the samples is shown, counted from 1: the first that holds such a stretch. */
    shown: shown + 1,
    ...asPieces(text, reproduced),
    samples: samples.length,
    holding: samples.filter((sample) => sample.reproduced.length > 0).length,
    mean: mean(samples.map((sample) => overlapRate(sample.text, sample.reproduced))),
    longest: Math.max(...lengths),
    /** The same model, asked for nothing (chapter 4): samples drawn, those that hold a copy, and the tokens of a copy. */
    unasked: { ...attack.samples, tokens: attack.copy }
  };
}

/** A text cut where a stretch begins or ends, and which pieces are stretches, as marks of a completion. */
function asPieces(text: string, stretches: readonly Stretch[]) {
  const cuts = [0, ...stretches.flatMap(({ start, end }) => [start, end]), text.length];
  const pieces = cuts.slice(1).map((cut, at) => text.slice(cuts[at], cut));
  const spans = stretches.map((_, at): Span => ({
    start: 2 * at + 1,
    end: 2 * at + 2,
    kind: 'verbatim',
    copies: 0,
    sources: []
  }));
  return { pieces, spans };
}
