// What Aerni et al. 2025 (arXiv:2411.10242) published, as the chapter and the demo on overlap take it.
import type { Row } from '#lib/charts/types.ts';
import { soleLeader } from '#lib/measures/leaders.ts';
import { inWords } from '#lib/words/number.ts';
import { readCurve } from './curves.ts';
import { needed } from './need.ts';

/** What the text speaks of, from their curves. */
export const need = needed((what) => `The curves of Aerni et al. hold no ${what}, of which the text speaks.`);

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

/** A model of the study by its id: its name and its family. */
export const modelOf = (id: string | undefined) => need(MODELS[id ?? ''], `known model: "${id}"`);

/** The names of the families, in the order of their makers' models. */
export const FAMILIES = [...new Set(Object.values(MODELS).map(({ family }) => family))];

/** The tasks for which the study has texts by people. */
const HUMAN_TASKS = [
  { column: 'imdb', name: 'Film reviews' },
  { column: 'eli5', name: 'Explanations for a layman' },
  { column: 'writingprompts', name: 'Short stories' }
] as const;

/** Mean overlap rates of the nine models, the most first. */
export async function rates() {
  const { rows } = await readCurve('aerni2024_overall_mean_overlap');
  return rows
    .map(({ model, mean_overlap_rate }) => ({ ...modelOf(model), rate: Number(mean_overlap_rate) }))
    .toSorted((a, b) => b.rate - a.rate);
}

/** The mean and median overlap rates of the texts that people wrote, by task. */
export async function people() {
  const { rows } = await readCurve('aerni2024_humans_vs_models');
  const row = need(
    rows.find(({ model }) => model === 'humans'),
    'row of humans'
  );
  return HUMAN_TASKS.map(({ column, name }) => ({
    column,
    name,
    mean: Number(row[`${column}_mean`]),
    median: Number(row[`${column}_median`])
  }));
}

/** The ends of what was published, as rows of a chart: the models of the most and of the least overlap, and people. */
export async function published(): Promise<Row[]> {
  const [models, humans] = await Promise.all([rates(), people()]);
  const most = soleLeader(models, ({ rate }) => rate);
  const least = soleLeader(models, ({ rate }) => -rate);
  return [
    { label: `${most.name}, the most of ${inWords(models.length)} models`, value: most.rate },
    { label: `${least.name}, the least`, value: least.rate },
    ...humans.map(({ name, mean }) => ({
      label: `people, ${name[0]!.toLowerCase()}${name.slice(1)}`,
      value: mean,
      strong: true
    }))
  ];
}
