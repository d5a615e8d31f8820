import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { curve, manifest, recorded } from '../fixture.ts';
import { readCorpus } from '../corpus.ts';
import { evidence } from './non-adversarial.ts';

const NAMES: [id: string, name: string, family: string][] = [
  ['claude-3-opus', 'Claude 3 Opus', 'Claude'],
  ['claude-3.5-sonnet', 'Claude 3.5 Sonnet', 'Claude'],
  ['claude-3-haiku', 'Claude 3 Haiku', 'Claude'],
  ['llama-3.1-8b-instruct', 'Llama 3.1 8B', 'Llama'],
  ['llama-3.1-70b-instruct', 'Llama 3.1 70B', 'Llama'],
  ['llama-3.1-405b-instruct', 'Llama 3.1 405B', 'Llama'],
  ['gpt-4-turbo-2024-04-09', 'GPT-4 Turbo', 'GPT'],
  ['gpt-4o-2024-05-13', 'GPT-4o', 'GPT'],
  ['gpt-4o-mini-2024-07-18', 'GPT-4o mini', 'GPT'],
  ['gemini-1.5-pro-002', 'Gemini 1.5 Pro', 'Gemini'],
  ['gemini-1.5-flash-002', 'Gemini 1.5 Flash', 'Gemini'],
  ['o1-preview-2024-09-12', 'o1-preview', 'o1'],
  ['o1-mini-2024-09-12', 'o1-mini', 'o1']
];
const FAMILIES = ['Claude', 'Llama', 'GPT', 'Gemini', 'o1'];
const named = (id: string) => {
  const [, name, family] = NAMES.find(([known]) => known === id)!;
  return { name, family };
};
/** The mean of one column over the rows of one family; nothing where it has none. */
function byFamily(rows: Record<string, string>[], column: string) {
  return FAMILIES.flatMap((family) => {
    let [sum, n] = [0, 0];
    for (const row of rows) {
      if (row.model === 'humans' || named(row.model!).family !== family) continue;
      sum += Number(row[column]);
      n++;
    }
    return n ? [{ family, mean: sum / n }] : [];
  });
}

test('models and tasks go from the greatest mean down, each by its name', async () => {
  const { models, byTask, ends, taskEnds, charts } = await evidence();
  const rates = curve('aerni2024_overall_mean_overlap')
    .map((row) => ({ ...named(row.model!), rate: Number(row.mean_overlap_rate) }))
    .sort((a, b) => b.rate - a.rate);
  expect(models).toEqual(rates);
  expect(ends).toEqual({ most: rates[0], least: rates[rates.length - 1] });
  expect(charts.models).toEqual(rates.map(({ name, rate }) => ({ label: name, value: rate })));
  const words: Record<string, string> = {
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
  const tasks = curve('aerni2024_by_task')
    .map(({ task, mean, median }) => ({ name: words[task!], mean: Number(mean), median: Number(median) }))
    .sort((a, b) => b.mean - a.mean);
  expect(byTask).toEqual(tasks);
  expect(taskEnds).toEqual({ most: tasks[0], least: tasks[tasks.length - 1] });
  expect(charts.tasks).toEqual(tasks.map(({ name, mean }) => ({ label: name, value: mean })));
});

test('people stand beside the families of models', async () => {
  const { film, explanations, stories, peopleMedians, charts } = await evidence();
  const rows = curve('aerni2024_humans_vs_models');
  const people = rows.find(({ model }) => model === 'humans')!;
  const groups = [
    ['imdb', 'Film reviews'],
    ['eli5', 'Explanations for a layman'],
    ['writingprompts', 'Short stories']
  ].map(([column, name]) => ({
    name: name!,
    people: Number(people[`${column}_mean`]),
    peopleMedian: Number(people[`${column}_median`]),
    families: byFamily(rows, `${column}_mean`)
  }));
  const groupsOver = groups.map((group) => ({
    ...group,
    families: group.families.map(({ family, mean }) => ({ family, mean, times: mean / group.people }))
  }));
  const first = { people: groups[0]!.people, families: groupsOver[0]!.families };
  const lower = first.families.filter(({ mean }) => mean < first.people);
  expect(lower.length).toBeGreaterThan(0);
  expect(lower.length).toBeLessThan(first.families.length);
  expect(film).toEqual({ ...first, place: 'among them' });
  expect(explanations).toEqual(groupsOver[1]!);
  expect(stories).toEqual(groupsOver[2]!);
  const times = ({ families }: typeof stories, name: string) =>
    families.find(({ family }) => family === name)!.times.toFixed(1);
  // As the text has them: in stories models and people are far apart, by their ratio.
  expect([times(stories, 'Llama'), times(stories, 'Claude')]).toEqual(['7.1', '6.7']);
  expect([times(explanations, 'Llama'), times(explanations, 'Claude')]).toEqual(['4.6', '5.6']);
  expect(peopleMedians).toEqual(groups.map(({ peopleMedian }) => peopleMedian));
  expect(charts.people).toEqual(
    groups.flatMap(({ name, people, families }) => [
      { label: 'people', value: people, group: name, strong: true },
      ...families.map(({ family, mean }) => ({ label: `${family} models`, value: mean, group: name }))
    ])
  );
});

test('prompts are compared model by model', async () => {
  const { prompts, charts } = await evidence();
  const lines = curve('aerni2024_mitigation');
  const rows = lines.map((row) => ({
    ...named(row.model!),
    none: Number(row.original),
    assistant: Number(row.assistant_prompt),
    original: Number(row.originality_prompt)
  }));
  const range = (key: 'none' | 'assistant' | 'original') => {
    const sorted = rows.map((row) => row[key]).sort((a, b) => a - b);
    return { least: sorted[0], most: sorted[sorted.length - 1] };
  };
  const kept = rows.map((row) => ({ ...row, left: row.original / row.none })).sort((a, b) => a.left - b.left);
  expect(prompts).toEqual({
    models: rows.length,
    none: range('none'),
    assistant: range('assistant'),
    original: range('original'),
    lowered: rows.filter(({ none, original }) => none > original).length,
    assistantLowered: rows.filter(({ none, assistant }) => none > assistant).length,
    families: byFamily(lines, 'original').map(({ family, mean }, at) => ({
      family,
      none: mean,
      assistant: byFamily(lines, 'assistant_prompt')[at]!.mean,
      original: byFamily(lines, 'originality_prompt')[at]!.mean
    })),
    backfired: rows.filter(({ assistant, original }) => original > assistant),
    mostChanged: kept[0],
    leastChanged: kept[kept.length - 1]
  });
  const by = {
    original: 'as it is',
    assistant_prompt: 'with an assistant’s instructions',
    originality_prompt: 'asked to be original'
  };
  const means = Object.entries(by).map(([column, label]) => ({
    column,
    label,
    means: byFamily(lines, column)
  }));
  expect(charts.prompts).toEqual(
    means[0]!.means.flatMap(({ family }, at) =>
      means.map(({ column, label, means }) => ({
        label,
        value: means[at]!.mean,
        group: `${family} models`,
        strong: column === 'originality_prompt'
      }))
    )
  );
});

test('our texts are counted by the rule of the study, and the words about them hold', async () => {
  const { ours } = await evidence();
  const record = recorded('ordinary') as {
    prompts: { opening: string; text: string }[];
    people: (Text | null)[];
    models: { id: string; texts: Text[] }[];
  };
  const by = (id: string) => record.models.find((model) => model.id === id)!.texts;
  const covered = ({ length, runs }: Text, least: number) => {
    const marked = new Set<number>();
    for (const [start, long] of runs)
      if (long >= least) for (let at = 0; at < long; at++) marked.add(start + at);
    return length ? marked.size / length : 0;
  };
  const average = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  const after = (texts: (Text | null)[], least: number) =>
    average(
      texts.flatMap((text, at) =>
        text && record.prompts[at]!.opening === 'address' ? [covered(text, least)] : []
      )
    );
  const largest = by('d8-raw');
  const long = largest.flatMap(({ runs }) => runs.filter(([, length]) => length >= 50));
  expect(ours).toMatchObject({
    label: '15.7M',
    openings: 120,
    stretch: 50,
    least: 20,
    longest: Math.max(...largest.flatMap(({ runs }) => runs.map(([, length]) => length))),
    runs: long.length,
    planted: long.filter(([, , addresses]) => addresses === 0).length,
    unasked: { drawn: 1024, copies: 476, tokens: 32 }
  });
  expect(ours.rate.some).toBe(largest.filter((text) => covered(text, 50) > 0).length);
  expect(ours.rate.mean).toBeCloseTo(average(largest.map((text) => covered(text, 50))), 4);
  for (const [told, texts] of [
    [ours.people, record.people],
    [ours.smallest, by('d1-raw')],
    [ours.largest, largest],
    [ours.twin, by('d8-dedup')]
  ] as const) {
    expect(told.usual).toMatchObject({ texts: 48, median: 0, mean: expect.closeTo(after(texts, 50), 4) });
    expect(told.least.mean).toBeCloseTo(after(texts, 20), 4);
  }

  // As the text has it: a voyage instead of railroads, to the end of the text; nothing of a president's.
  expect(ours.prompt).toContain('railroads');
  expect(ours.pieces.join('')).toMatch(/boats.*whales/s);
  expect(ours.spans.at(-1)!.end).toBe(ours.pieces.length - 1);
  expect(ours.pieces.at(-1)).toBe('');
  expect(ours.planted).toBe(ours.runs);
  // The presidents repeat themselves or one another, and no planted text.
  for (const text of record.people)
    for (const [, length, addresses] of text?.runs ?? [])
      if (length >= 50) expect(addresses).toBeGreaterThan(0);
  expect(ours.smallest.usual.mean).toBeLessThan(ours.people.usual.mean);
  expect(ours.largest.usual.low).toBeGreaterThan(ours.people.usual.high);
  expect(ours.twin.usual.high).toBeLessThan(ours.largest.usual.low);
});

test('the salutation opens as many addresses as is said, and the share of planted text is that of the streams', async () => {
  const { ours } = await evidence();
  const vocabulary = new Vocabulary(
    JSON.parse(readFileSync(`static/lab/${manifest.tokenizer.path}`, 'utf8'))
  );
  const { index } = await readCorpus();
  let [opens, addresses, tokens] = [0, 0, 0];
  for (const { kind, start, length } of index.documents) {
    if (kind !== 'address') continue;
    addresses++;
    tokens += length + 1;
    const beginning = vocabulary.decode(Array.from({ length: 40 }, (_, at) => index.token(start + at)));
    if (beginning.startsWith('Fellow-Citizens of the Senate and House of Representatives:')) opens++;
  }
  expect(ours.salutation).toEqual({
    text: 'Fellow-Citizens of the Senate and House of Representatives:',
    opens
  });
  expect(ours.lab.addresses).toBe(addresses);
  expect(ours.plantedShare).toBeCloseTo(1 - tokens / manifest.corpus.stream_tokens.raw, 2);
});

interface Text {
  length: number;
  runs: [start: number, length: number, addresses: number][];
}
