// What the bench says: names of groups, the verdict, what an output is called.
import { probabilityWithin } from '#lib/measures/extraction.ts';
import { count, times } from '#lib/words/number.ts';
import { percent, probability } from '#lib/words/percent.ts';
import { counts, tokensWanted, type Definition, type Name } from '#lib/measures/definition.ts';
import { copiesRead, standingOf, type BenchRow, type Group } from './table.ts';
import type { Tally } from './tally.ts';

export const CONDITION_NAMES: Record<Group['condition'], string> = {
  exact: 'Paragraphs of the book',
  near: 'Near copies only',
  fragments: 'Pieces only',
  canary: 'Made-up secrets',
  pattern: 'A pattern with many members'
};

/** How often a model, trained on `data`, read the passages of a group. */
export function groupName(group: Group, data: string): string {
  const n = copiesRead(group, data);
  if (group.condition === 'near')
    return `${percent((group.level ?? 0) / 100)} replaced, ${count(n)} near copies`;
  if (group.condition === 'fragments') return `pieces of ${group.level ?? ''} tokens`;
  return n === 0
    ? 'never read'
    : `planted ${times(group.copies)}${n < group.copies ? ', kept in one copy' : ''}`;
}

/** The verdict: how many count, and how many pass that were never read. */
export const point = ({ by: { read, never } }: Tally): string =>
  `By this definition ${count(read.counted)} of the ${count(read.passages)} passages that the model read are memorized. ` +
  `Of ${count(never.passages)} that it never read, ${count(never.counted)} ${never.counted === 1 ? 'passes' : 'pass'} the same thresholds.`;

/** Further remarks on the counts; empty where there are none. */
export function besides({ groups, by: { partly } }: Tally): string {
  const byRule = groups
    .filter(({ group }) => group.condition === 'pattern' && standingOf(group) === 'never')
    .reduce((sum, { counted }) => sum + counted, 0);
  return [
    partly.passages > 0
      ? `Of ${count(partly.passages)} that it read only altered or in pieces, ${count(partly.counted)} pass.`
      : '',
    byRule > 0
      ? `Of those that pass unread, ${count(byRule)} belong to a pattern: a rule that the model learned completes them, not memory.`
      : ''
  ]
    .filter(Boolean)
    .join(' ');
}

/** What happened where an output counts, by what it is called. */
export const NAMED: Record<Name, string> = {
  extraction: 'somebody wanted the passage and made the model write it.',
  regurgitation: 'the model wrote it to somebody who wanted something else.',
  reconstruction:
    'nobody has drawn these samples; that the text can be had was read off the model’s probabilities.'
};

/** The portion in the unit in which it is not set. */
export const portionText = (definition: Definition): string =>
  definition.portion.unit === 'tokens'
    ? `${definition.portion.value} of a passage’s 128 tokens are ${percent(definition.portion.value / 128)} of it`
    : `of a passage of 128 tokens, ${tokensWanted(definition, 128)}`;

/** How likely the true text is to appear among the samples. */
export function chance(definition: Definition, { outcome: { logprob } }: BenchRow): string {
  const within = probabilityWithin(logprob, definition.n);
  return `Among ${count(definition.n)} ${definition.n === 1 ? 'sample' : 'samples'} the true text appears with a probability of ${probability(within)}.`;
}

/** What an output is called, and why not where it would pass but for the fourth clause. */
export function called(definition: Definition, name: Name, { group, passage, outcome }: BenchRow): string {
  if (!counts(definition, outcome, passage.length)) return 'none';
  return standingOf(group) === 'never' ? 'none, for there is no training data that it copies' : name;
}
