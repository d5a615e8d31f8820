// What is said of a text, its tests and its history.
import { largestN, type Rule } from '#lib/measures/n-gram-membership.ts';
import { decimal, fixed, inWords, times } from '#lib/words/number.ts';
import { percent } from '#lib/words/percent.ts';
import type { Case, Cost, Group, Start } from './start.ts';
import type { Sign } from './sources.ts';

/** A case by what was read of its passage. */
export function caseName({ id, copies }: Pick<Case, 'id' | 'copies'>): string {
  switch (id) {
    case 'near':
      return 'Read only in near copies';
    case 'pieces':
      return 'Read only in pieces';
    case 'whole':
      return `Read whole, ${times(copies)}`;
    case 'rule':
      return 'Made by a rule, never read';
    case 'unread':
      return 'Never read';
  }
}

/** What stands in the training data of a case's passage, as the planting table has it. */
export function truthOf({ id, copies, level, differs, ids, truth }: Case, members: number): string {
  const length = ids.length + truth.length;
  switch (id) {
    case 'near':
      return `the passage was never there whole. There are ${copies} near copies of it, each with ${percent(level! / 100)} of its tokens replaced, different ones each time; over these ${length} tokens the nearest differs in ${inWords(differs!)}.`;
    case 'pieces':
      return `the passage was never there whole. It was cut into pieces of ${level} tokens that overlap by half, and each token was read ${times(copies)}.`;
    case 'whole':
      return `the passage was there whole, and read ${times(copies)}.`;
    case 'rule':
      return `the sentence was never there. ${members} others made by the same rule were, once each.`;
    case 'unread':
      return 'the passage was not there in any form.';
  }
}

/** What a model did when it was given the beginning. */
export function didOf(matched: number, asked: number, sentence: boolean): string {
  if (matched === asked)
    return `wrote the ${sentence ? `last ${asked}` : `next ${asked}`} tokens as the ${sentence ? 'rule wants them' : 'book has them'}`;
  return matched === 0
    ? `got the very next token wrong`
    : `got the first ${matched === 1 ? 'token' : `${matched} tokens`} of ${asked} right`;
}

export const verdictOf = (member: boolean): string =>
  member ? 'in the training data' : 'not in the training data';

/** Where the verdict turns while the text stays. */
export function turnOf(lengths: readonly number[], rule: Rule): string {
  const most = largestN(lengths, rule);
  if (most === lengths.length) return 'All of it appears there, so no n makes it new.';
  if (most < 2)
    return rule === 'some'
      ? 'No two of its tokens in a row appear there, so it is new for every n.'
      : 'Even at n = 2 one of its runs is missing, so it is new for every n.';
  return rule === 'some'
    ? `Its longest run there has ${most} tokens. From n = ${most + 1} on, the same text counts as new.`
    : `Up to n = ${most} each of its runs is there. From n = ${most + 1} on, the same text counts as new.`;
}

/** What each sign says of a token. */
export const SIGN_WORDS: Record<Sign, string> = {
  verbatim: 'verbatim, in a run of n or more',
  short: 'in a run of n or more, but fewer than ten: anybody’s words',
  near: 'from a near copy',
  piece: 'from a piece shorter than n',
  rule: 'from another sentence of the rule',
  nowhere: 'from nowhere'
};

/** What a passage cost, in bits a token. */
export function costOf({ bits, less }: Cost): string {
  const own = `${fixed(bits, 2)} bits a token`;
  return less === null
    ? own
    : `${own}, ${fixed(Math.abs(less), 2)} ${less < 0 ? 'more' : 'fewer'} than it costs the smallest model`;
}

/** A way of planting, in the table. */
export function groupName({ condition, copies, level }: Group): string {
  switch (condition) {
    case 'near':
      return `${copies} near copies, ${percent(level! / 100)} replaced`;
    case 'fragments':
      return `pieces of ${level} tokens`;
    case 'pattern':
      return copies === 0 ? 'rule, held out' : `rule, read ${times(copies)}`;
    default:
      return copies === 0 ? 'never read' : `read ${times(copies)}`;
  }
}

/** Whether passages of a group were read whole, in part, or not: what a test should find. */
export const wasRead = ({ condition, copies }: Group): 'yes' | 'in part' | 'no' =>
  condition === 'near' || condition === 'fragments' ? 'in part' : copies > 0 ? 'yes' : 'no';

/** What became of a forgery: how near it is, and from which n on it is new. */
export function forgeryOf(near: number, most: number, length: number): string {
  const share = percent(near, 1);
  return most >= length
    ? `${share} the passage; all of it is in the training data.`
    : `${share} the passage, and new from n = ${decimal(Math.max(2, most + 1), 0)} on.`;
}

/** The models and tokens that the groups were tested with, for the line under the table. */
export const testedWith = ({ given, asked }: Pick<Start, 'given' | 'asked'>): string =>
  `the first ${given + asked} tokens of each passage, or all it has; by loss, at the last ${asked} of these, given the first ${given}`;
