// Where the definitions of the literature come from.
import type { Preset } from '#lib/measures/definition.ts';

interface Source {
  /** What it takes over, and where ours differs. */
  about: string;
  /** Keys of `content/references.bib`; none for our own. */
  cite: readonly string[];
  /** Whether we know it only from what others say of these. */
  told?: true;
}

/** By the id of the definition. */
export const SOURCES: Readonly<Record<Preset['id'], Source>> = {
  exact: {
    about:
      'Given 32 tokens, the next 32 must be right. This is the test of Biderman and others; Carlini and others ask for 50 after 50 to 450.',
    cite: ['biderman2023', 'carlini2023']
  },
  near: {
    about:
      'The same, with one token in ten wrong, missing or added. The reports on the Gemma models call this approximate memorization; they ask for 50 tokens.',
    cite: ['gemma2025'],
    told: true
  },
  similar: {
    about:
      'Edit similarity of 0.8 or more, which Lee and others use both to find near-duplicates and to judge continuations.',
    cite: ['lee2022'],
    told: true
  },
  books: {
    about:
      'A single sample is the true text with a probability of 0.1 % or more: the bar that Cooper and others set for books.',
    cite: ['cooper2025books'],
    told: true
  },
  discoverable: {
    about:
      'Among 10,000 samples the true text appears with a probability of 0.999 or more: one of the settings of Hayes and others.',
    cite: ['hayes2025'],
    told: true
  },
  loose: {
    about:
      'Two tokens in a row, one of them wrong if need be, after 96 that were given. Nobody proposes this. It shows what thresholds are for.',
    cite: []
  }
};
