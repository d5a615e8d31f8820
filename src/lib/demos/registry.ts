/** A demo as the list of demos names it. */
export interface Demo {
  /** Its folder here, and the last part of its addresses: `/demos/<name>/`, `/embed/<name>/`. */
  name: string;
  title: string;
  /** What one can do there, in a sentence. */
  says: string;
  /** The slug of the chapter that it belongs to. */
  chapter: string;
  /** Height of a frame that shows it on another site, in pixels. */
  height: number;
}

/** Every demo that has a page of its own, in the order of the chapters. */
export const DEMOS: readonly Demo[] = [
  {
    name: 'playground',
    title: 'Completion playground',
    says: 'Give a small language model the first words of a text, and see what of its completion stands in its training data.',
    chapter: 'introduction',
    height: 900
  },
  {
    name: 'factor-balance',
    title: 'Factor balance',
    says: 'Change the facts of a fair-use case, and see which arguments courts drew from such facts in real ones, factor by factor.',
    chapter: 'fair-use',
    height: 900
  },
  {
    name: 'case-timeline',
    title: 'Case timeline',
    says: 'Follow the cases on machine learning and copyright along a true axis of time, by court and by topic.',
    chapter: 'fair-use',
    height: 800
  },
  {
    name: 'name-cloze',
    title: 'Name cloze',
    says: 'Guess the one name that was taken out of a passage, then see whether models that read it knew.',
    chapter: 'examples',
    height: 800
  },
  {
    name: 'recall',
    title: 'Recall explorer',
    says: 'Move copies, model size and length of the prompt, see how many passages are recited, and check any of them with the very model.',
    chapter: 'what-is-memorized',
    height: 900
  },
  {
    name: 'deduplication-lab',
    title: 'Deduplication lab',
    says: 'Deduplicate the training corpus or a text of yours, by repeated runs and by MinHash, and see what goes, what stays, and what else goes with it.',
    chapter: 'what-is-memorized',
    height: 900
  },
  {
    name: 'definition-bench',
    title: 'Definition bench',
    says: 'Set what near-exact, substantial and reconstructed shall mean, and see which real outputs then count as memorized.',
    chapter: 'files-in-the-computer',
    height: 900
  },
  {
    name: 'supply-chain-map',
    title: 'Supply-chain map',
    says: 'Choose one of the eight stages from a work to an output: who acts, what is copied, which right is in play.',
    chapter: 'supply-chain',
    height: 800
  }
];
