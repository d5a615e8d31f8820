import { PAPER, type NearSettings } from '#lib/corpus/dedup/near.ts';

export interface Rule {
  id: 'quick' | 'paper' | 'loose';
  label: string;
  /** What it is, in a sentence. */
  about: string;
  settings: NearSettings;
}

/** Rules for near duplicates that a press sets; the first is the usual one. */
export const RULES: readonly [Rule, ...Rule[]] = [
  {
    id: 'quick',
    label: 'Quick',
    about:
      'The thresholds of Lee et al. with fewer hashes: much the same pairs are compared, and those near the threshold are missed more often.',
    settings: { ...PAPER, bands: 20, rows: 10 }
  },
  {
    id: 'paper',
    label: 'As in the paper',
    about: 'The settings of Lee et al.: a pair is compared where all 20 hashes of one of 450 bands agree.',
    settings: PAPER
  },
  {
    id: 'loose',
    label: 'Loose',
    about: 'Ours, set so low that copies with a fifth of their tokens replaced are found.',
    settings: { k: 3, bands: 40, rows: 2, jaccard: 0.1, edit: 0.6 }
  }
];

export const QUICK = RULES[0].settings;
export const LOOSE = RULES[2]!.settings;

/** The rule whose settings these are, if any. */
export const ruleOf = (settings: NearSettings): Rule | undefined =>
  RULES.find((rule) =>
    (Object.keys(settings) as (keyof NearSettings)[]).every((key) => rule.settings[key] === settings[key])
  );

/** Nanoseconds that one hash of one shingle takes on one core of a laptop: measured, not guaranteed. */
const HASH = 1.2;

/** Seconds that hashing so many shingles takes on a laptop, about. */
export const secondsToHash = ({ bands, rows }: NearSettings, shingles: number): number =>
  (bands * rows * shingles * HASH) / 1e9;
