import type { evidence as introduction } from './chapters/introduction.ts';
import type { evidence as fairUse } from './chapters/fair-use.ts';
import type { evidence as infringement } from './chapters/from-infringement-to-remedy.ts';
import type { evidence as examples } from './chapters/examples.ts';
import type { evidence as extraction } from './chapters/extraction.ts';
import type { evidence as whatIsMemorized } from './chapters/what-is-memorized.ts';
import type { evidence as moreCounts } from './chapters/more-counts.ts';
import type { evidence as compression } from './chapters/compression.ts';
import type { evidence as notInTheData } from './chapters/not-in-the-data.ts';
import type { evidence as alignment } from './chapters/alignment.ts';
import type { evidence as nonAdversarial } from './chapters/non-adversarial.ts';
import type { evidence as filesInTheComputer } from './chapters/files-in-the-computer.ts';
import type { evidence as supplyChain } from './chapters/supply-chain.ts';
import type { evidence as resolutions } from './chapters/resolutions.ts';

/** What reads the evidence of each chapter, by its slug. */
interface Readers {
  introduction: typeof introduction;
  'fair-use': typeof fairUse;
  /** The appendix to chapter 2. */
  'from-infringement-to-remedy': typeof infringement;
  examples: typeof examples;
  extraction: typeof extraction;
  'what-is-memorized': typeof whatIsMemorized;
  /** The appendix to chapter 5. */
  'more-counts': typeof moreCounts;
  compression: typeof compression;
  'not-in-the-data': typeof notInTheData;
  alignment: typeof alignment;
  'non-adversarial': typeof nonAdversarial;
  'files-in-the-computer': typeof filesInTheComputer;
  'supply-chain': typeof supplyChain;
  resolutions: typeof resolutions;
}

/** The properties of a chapter's text: `let { hits }: Evidence<'extraction'> = $props()`. */
export type Evidence<Slug extends keyof Readers> = Awaited<ReturnType<Readers[Slug]>>;

type Read = () => Promise<Record<string, unknown>>;

const readers = import.meta.glob<Read>(['./chapters/*.ts', '!./chapters/*.test.ts'], {
  eager: true,
  import: 'evidence'
});

/**
 * The data that the text of a chapter is given, by the chapter's slug: what `chapters/<slug>.ts` reads, serialized
 * into the page. A chapter without such a file is given none.
 */
export async function readEvidence(slug: string): Promise<Record<string, unknown>> {
  return (await readers[`./chapters/${slug}.ts`]?.()) ?? {};
}
