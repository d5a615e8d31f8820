import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';
import { auc, thresholdFor } from '#lib/measures/auc.ts';
import type { Rule } from '#lib/measures/n-gram-membership.ts';
import type { Stretch } from './sources.ts';

/** A text that was tested: its tokens as readers see them, and where they appear in the training data. */
export interface Tested {
  pieces: readonly string[];
  stretches: readonly Stretch[];
}

/** What a model wrote after the tokens given, and the whole traced. */
export interface Written extends Tested {
  /** Tokens written, of them right from the first on. */
  asked: number;
  matched: number;
}

/** How many bits a token of the true continuation costs a model. */
export interface Cost {
  bits: number;
  /** How many more it costs the smallest model; null for that one. */
  less: number | null;
}

/** A way of planting, of which one passage is shown. */
export interface Case {
  id: 'near' | 'pieces' | 'whole' | 'rule' | 'unread';
  passage: string;
  /** The model that shows it best. */
  model: string;
  copies: number;
  level: number | null;
  /** Tokens given, after BOS. */
  ids: number[];
  /** The tokens that follow in the passage, as many as were asked for. */
  truth: number[];
  /** Tokens in which the nearest document differs from the passage here; null where there are no near copies. */
  differs: number | null;
  written: Record<string, Written>;
  /** By model. */
  costs: Record<string, Cost>;
  /** By model: what an unread passage has to cost less than to be called read, with as much given; of `bits` and of `less`. */
  bars: Record<string, Bars>;
}

export interface Bars {
  bits: number;
  less: number | null;
}

/** A forged text that was tested when the site was built. */
export interface Forged extends Tested {
  text: string;
}

/** The passages planted in one way: what each test says of them. */
export interface Group {
  condition: string;
  copies: number;
  level: number | null;
  n: number;
  /** By rule, of each passage the largest n for which it is a member; where all of it appears, the largest that is asked. */
  largest: Record<Rule, number[]>;
  /** Of each passage the bits a token, by model. */
  bits: Record<string, number[]>;
}

/** All that the demo shows without a model. */
export interface Start {
  /** With all copies, from small to large. */
  models: ModelEntry[];
  files: { tokens: FileEntry; documents: FileEntry; tokenizer: FileEntry };
  cases: Case[];
  /** Sentences made by the rule that are in the training data. */
  members: number;
  /** The passage that is to be forged, and how often it was read. */
  base: { text: string; copies: number };
  forged: Forged[];
  groups: Group[];
  /** Tokens given and asked for where passages of a group are tested. */
  given: number;
  asked: number;
}

/** Unread passages that a test by loss may call read, of those there are: about one in twenty. */
export const ALARMS = 2;

/** What the three tests say of the passages of a group: how many they call members. */
export interface Called {
  group: Group;
  byRuns: number;
  byLoss: number;
  /** Null for the smallest model, which calibrates the others. */
  byLess: number | null;
}

const unread = (groups: readonly Group[]) =>
  groups.find(({ condition, copies }) => condition === 'exact' && copies === 0)!;

/** By how many bits a token a model does better than the smallest one, of each passage. */
const saved = ({ bits }: Group, model: string, smallest: string) =>
  bits[model]!.map((value, i) => bits[smallest]![i]! - value);

/** What each passage of a group costs a model. */
const costsOf = (group: Group, model: string, smallest: string): Cost[] =>
  saved(group, model, smallest).map((less, i) => ({
    bits: group.bits[model]![i]!,
    less: model === smallest ? null : less
  }));

/** The bars of a model, by what passages that it did not read cost it. */
export const barsOver = (costs: readonly Cost[]): Bars => ({
  bits: -thresholdFor(
    costs.map(({ bits }) => -bits),
    ALARMS
  ),
  less: costs.some(({ less }) => less === null)
    ? null
    : thresholdFor(
        costs.map(({ less }) => less!),
        ALARMS
      )
});

export const barsOf = (groups: readonly Group[], model: string, smallest: string): Bars =>
  barsOver(costsOf(unread(groups), model, smallest));

/** Whether a text that costs so much is called read, by its cost alone and calibrated. */
export const calledBy = ({ bits, less }: Cost, bars: Bars) => ({
  byLoss: bits < bars.bits,
  byLess: less === null || bars.less === null ? null : less > bars.less
});

/** @param smallest the model that calibrates the others */
export function calledOf(
  groups: readonly Group[],
  { n, rule, model, smallest }: { n: number; rule: Rule; model: string; smallest: string }
): Called[] {
  const bars = barsOf(groups, model, smallest);
  return groups.map((group) => {
    const calls = costsOf(group, model, smallest).map((cost) => calledBy(cost, bars));
    return {
      group,
      byRuns: group.largest[rule].filter((most) => n <= most).length,
      byLoss: calls.filter(({ byLoss }) => byLoss).length,
      byLess: bars.less === null ? null : calls.filter(({ byLess }) => byLess).length
    };
  });
}

/** How often a passage of a group is told from one that was not read, by cost and calibrated (see auc.ts). */
export function areasOf(groups: readonly Group[], group: Group, model: string, smallest: string) {
  const none = unread(groups);
  const cheap = ({ bits }: Group) => bits[model]!.map((value) => -value);
  return {
    bits: auc(cheap(group), cheap(none)),
    less: auc(saved(group, model, smallest), saved(none, model, smallest))
  };
}
