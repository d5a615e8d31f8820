/** A demo, as every page that shows one knows it; what is said of it is in about.ts. */
export interface Demo {
  /** Its folder here, and the last part of its addresses: `/demos/<name>/`, `/embed/<name>/`. */
  name: string;
  title: string;
  /** The slug of the chapter that it belongs to. */
  chapter: string;
  /** It runs published models in the reader's browser: any of them, those that read whole works, or those that can be taught. */
  runsModels?: true | 'works' | 'taught';
}

/** Every demo that has a page of its own, in the order of the chapters. */
export const DEMOS: readonly Demo[] = [
  {
    name: 'recital',
    title: 'See it happen',
    chapter: 'introduction',
    runsModels: true
  },
  {
    name: 'playground',
    title: 'Completion playground',
    chapter: 'introduction',
    runsModels: true
  },
  {
    name: 'factor-balance',
    title: 'Factor balance',
    chapter: 'fair-use'
  },
  {
    name: 'case-timeline',
    title: 'Case timeline',
    chapter: 'fair-use'
  },
  {
    name: 'name-cloze',
    title: 'Name cloze',
    chapter: 'examples',
    runsModels: true
  },
  {
    name: 'extraction',
    title: 'Be the attacker',
    chapter: 'extraction',
    runsModels: true
  },
  {
    name: 'queries',
    title: 'How often do you ask?',
    chapter: 'extraction',
    runsModels: true
  },
  {
    name: 'recall',
    title: 'Recall explorer',
    chapter: 'what-is-memorized',
    runsModels: true
  },
  {
    name: 'deduplication-lab',
    title: 'Deduplication lab',
    chapter: 'what-is-memorized'
  },
  {
    name: 'whole-work',
    title: 'The whole work',
    chapter: 'what-is-memorized',
    runsModels: 'works'
  },
  {
    name: 'coder',
    title: 'Send a paragraph',
    chapter: 'compression',
    runsModels: true
  },
  {
    name: 'shortest-prompt',
    title: 'Shorten the prompt',
    chapter: 'compression',
    runsModels: true
  },
  {
    name: 'teach',
    title: 'Teach it a sentence',
    chapter: 'compression',
    runsModels: 'taught'
  },
  {
    name: 'membership',
    title: 'The n-gram dial',
    chapter: 'not-in-the-data',
    runsModels: true
  },
  {
    name: 'alignment',
    title: 'Hidden or gone?',
    chapter: 'alignment',
    runsModels: true
  },
  {
    name: 'filter',
    title: 'Filter lab',
    chapter: 'alignment',
    runsModels: true
  },
  {
    name: 'overlap',
    title: 'Overlap meter',
    chapter: 'non-adversarial',
    runsModels: true
  },
  {
    name: 'definition-bench',
    title: 'Definition bench',
    chapter: 'files-in-the-computer'
  },
  {
    name: 'is-it-a-copy',
    title: 'Is it a copy?',
    chapter: 'files-in-the-computer',
    runsModels: true
  },
  {
    name: 'supply-chain-map',
    title: 'Supply-chain map',
    chapter: 'supply-chain'
  }
];
