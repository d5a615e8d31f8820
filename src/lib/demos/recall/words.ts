// What the explorer says: names of measures and of ways of planting, the finding as a sentence, axes.
import { formatInterval, formatValue } from '#lib/charts/format.ts';
import type { Axis } from '#lib/charts/types.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { modelName, shortName } from '#lib/release/models.ts';
import type { Planted } from './outcomes.ts';
import type { Cell, Column, Measure, PassageOutcome, Question, View } from './view.ts';
import { capital } from '#lib/words/list.ts';
import { hundredths, percent, probability } from '#lib/words/percent.ts';
import { times } from '#lib/words/number.ts';

export const MEASURE_NAMES: Record<Measure, string> = {
  exact: 'exact match',
  near: 'near-verbatim',
  run: 'longest run',
  probability: 'probability',
  discoverable: 'one of many samples'
};

/** What a measure counts, for readers. */
export function explanation({ measure, n, p }: Question, asked: number): string {
  switch (measure) {
    case 'exact':
      return `A passage counts when the model, taking the likeliest token each time, writes its next ${asked} tokens without a mistake.`;
    case 'near':
      return `A passage counts when at most a tenth of the ${asked} tokens would have to be changed, added or removed to make the model’s greedy continuation the true one (normalized edit distance of 0.1 or less).`;
    case 'run':
      return `The longest run of tokens that the greedy continuation shares with the true one, at any place, on average over the passages; ${asked} is the most.`;
    case 'probability':
      return `How likely the model is to write the ${asked} true tokens when each is drawn by its probability, on average over the passages.`;
    case 'discoverable':
      return `A passage counts when ${n === 1 ? 'one continuation' : `at least one of ${formatValue(n, 'count')} continuations`}, drawn among the 40 likeliest tokens at temperature 1, is the true one with a probability of ${percent(p)} or more.`;
  }
}

export const PLANTED_NAMES: Record<Planted['condition'], string> = {
  exact: 'exact copies',
  near: 'near copies',
  fragments: 'fragments only',
  canary: 'made-up secrets',
  pattern: 'members of a pattern'
};

/** Which models are compared, by what they were trained on. */
export const DATA_NAMES: Record<Question['data'], string> = {
  raw: 'with all copies',
  dedup: 'deduplicated',
  both: 'both, side by side'
};

/** The head of a column. */
export const columnName = (condition: Planted['condition'], { copies, level }: Column) =>
  level === null ? formatValue(copies, 'count') : condition === 'near' ? percent(level / 100) : `${level}`;

/** What the heads of the columns count. */
export const columnsName = (condition: Planted['condition'], data: Question['data']) =>
  condition === 'near'
    ? 'tokens replaced in each copy'
    : condition === 'fragments'
      ? 'tokens in each fragment'
      : data === 'dedup'
        ? 'copies before deduplication'
        : 'copies in the training data';

/** The same over a control. */
export const capitalName = ({ planted, data }: Question) => capital(columnsName(planted, data));

/** Which passages a column holds: "passages that it read 16 times". */
export function readPhrase(condition: Planted['condition'], { copies, level }: Column, data: string): string {
  if (condition === 'near')
    return `that it read in ${copies} near copies, each with ${percent(level! / 100)} of the tokens replaced`;
  if (condition === 'fragments') return `that it read only in overlapping pieces of ${level} tokens`;
  if (data === 'dedup' && copies > 1)
    return `that it read once in each pass (${copies} copies before deduplication)`;
  return copies === 0 ? 'that it never read' : `that it read ${times(copies)}`;
}

/** The value of a cell, as text: "48 %" or "12.3 tokens". */
export function valueText(measure: Measure, value: number): string {
  if (measure === 'run') return `${value.toFixed(1)} tokens`;
  return measure === 'probability' ? probability(value) : percent(value);
}

/** The value of a cell where there is room for three digits: per cent, or tokens. */
export function shortValue(measure: Measure, value: number): string {
  if (measure === 'run') return value.toFixed(value < 9.95 ? 1 : 0);
  if (value > 0 && value < 0.005) return '<1';
  if (value < 1 && value > 0.995) return '>99';
  return String(hundredths(value));
}

const axisNames: Record<Measure, string> = {
  exact: 'passages recited word for word',
  near: 'passages recited near-verbatim',
  run: 'tokens in the longest verbatim run',
  probability: 'probability of the true continuation',
  discoverable: 'passages that can be discovered'
};

export const valueAxis = (measure: Measure, asked: number): Axis =>
  measure === 'run'
    ? { label: axisNames.run, domain: [0, asked], format: 'number' }
    : { label: axisNames[measure], domain: [0, 1], format: 'percent' };

/** The axis of the columns, and the place of each on it. */
export function columnAxis(
  condition: Planted['condition'],
  data: Question['data'],
  columns: readonly Column[]
): { axis: Axis; at: (column: Column) => number } {
  const at = ({ copies, level }: Column) =>
    level === null ? copies : condition === 'near' ? level / 100 : level;
  const ticks = columns.map(at).filter((value) => value > 0);
  return {
    at,
    axis: {
      label: columnsName(condition, data),
      scale: condition === 'near' ? 'linear' : 'log2',
      ticks,
      format: condition === 'near' ? 'percent' : 'count'
    }
  };
}

/** The interval of a cell after its value: " (35 % to 61 %)", " (8.1 to 12.4)"; empty where there is none. */
const intervalText = (measure: Measure, { low, high }: Cell) =>
  measure !== 'run'
    ? formatInterval({ low, high }, 'percent')
    : low === undefined || high === undefined
      ? ''
      : ` (${low.toFixed(1)} to ${high.toFixed(1)})`;

/** A cell in words. */
export function cellText(question: Question, model: ModelEntry, column: Column, cell: Cell): string {
  const { measure, planted } = question;
  const count = cell.hits === null ? '' : `${cell.hits} of ${cell.passages} passages, `;
  return `${modelName(model)}, passages ${readPhrase(planted, column, model.data)}: ${count}${valueText(measure, cell.value)}${intervalText(measure, cell)}`;
}

/** The numbers of one cell as a sentence. */
export function cellFinding(question: Question, model: ModelEntry, column: Column, cell: Cell): string {
  const { measure, planted, context, n, p } = question;
  const passages = `the ${cell.passages} passages ${readPhrase(planted, column, model.data)}`;
  const counted = `${cell.hits} of ${passages}`;
  const told = {
    exact: `recites ${counted}`,
    near: `recites, near-verbatim or better, ${counted}`,
    run: `has its longest run in ${passages}, on average`,
    probability: `writes the true words of ${passages} with a probability that is, on average`,
    discoverable: `can be brought to recite ${counted} (${formatValue(n, 'count')} samples, probability ${percent(p)})`
  }[measure];
  return `Given ${context} tokens, the ${shortName(model)} model ${told}: ${valueText(measure, cell.value)}${intervalText(measure, cell)}.`;
}

/** What the largest model does at the two ends of the ladder: the finding. */
export function finding(question: Question, view: View, models: readonly ModelEntry[]): string {
  const row = view.rows[0];
  const entry = (id: string | undefined) => models.find((model) => model.id === id);
  const model = entry(row?.model);
  if (!row || !model) return 'No model was trained this way.';
  const { measure, planted, context, n, p } = question;
  const [first, last] = [view.columns[0]!, view.columns.at(-1)!];
  const told = (column: Column, cell: Cell, again: boolean, data = model.data) => {
    const text = valueText(measure, cell.value);
    const passages = `${again ? 'those' : 'the passages'} ${readPhrase(planted, column, data)}`;
    switch (measure) {
      case 'exact':
        return `${again ? '' : 'recites '}${text} of ${passages}`;
      case 'near':
        return `${again ? '' : 'recites, near-verbatim or better, '}${text} of ${passages}`;
      case 'run':
        return `${again ? '' : 'has a longest run of '}${text}, on average, in ${passages}`;
      case 'probability':
        return `${again ? '' : 'writes the true words with a probability of '}${text}, on average, in ${passages}`;
      case 'discoverable':
        return `${again ? '' : 'can be brought to recite '}${text} of ${passages}${again ? '' : ` (${formatValue(n, 'count')} samples, probability ${percent(p)})`}`;
    }
  };
  const size = view.rows.length > 1 ? `largest model (${modelName(model)})` : `${shortName(model)} model`;
  const begin = `Given ${context} tokens, the ${size} ${told(last, row.cells.at(-1)!, false)}`;
  if (view.columns.length < 2) return `${begin}.`;
  const sentence = `${begin}, and ${told(first, row.cells[0]!, true)}.`;
  // What was never read should not come out: where a smaller model recites more of it, that is said too.
  const most = view.rows.reduce((a, b) => (b.cells[0]!.value > a.cells[0]!.value ? b : a));
  const other = entry(most.model);
  if (most === row || !other || first.copies > 0 || most.cells[0]!.hits === null) return sentence;
  return `${sentence} The ${shortName(other)} model ${told(first, most.cells[0]!, false, other.data)}.`;
}

/** What a model made of one passage. */
export function outcomeText(
  { measure }: Question,
  { value, matched, run, asked, distance, logprob }: PassageOutcome
): string {
  switch (measure) {
    case 'exact':
      return value === 1 ? 'recited' : `${matched} of ${asked} tokens right, then a mistake`;
    case 'near':
      return matched === asked
        ? 'recited'
        : `${value === 1 ? 'near-verbatim' : 'not'}: ${distance} ${distance === 1 ? 'token' : 'tokens'} to change`;
    case 'run':
      return `${run} of ${asked} tokens in a row`;
    case 'probability':
      return probabilityText(logprob);
    case 'discoverable':
      return value === 1 ? 'discoverable' : 'not discoverable';
  }
}

/** A probability that may be far too small for a percentage. */
export function probabilityText(logprob: number): string {
  const power = Math.round(logprob / Math.LN10);
  return power >= -4 ? percent(Math.exp(logprob)) : `about 1 in 10${superscript(-power)}`;
}

const superscript = (n: number) => [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
