import type { Row } from '#lib/charts/types.ts';
import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';
import type { Decoding } from '#lib/release/record.ts';

/** Where an opening is from: a sentence of an address that no model read, a salutation, or a subject that one may ask about. */
export const OPENINGS = ['address', 'salutation', 'subject'] as const;
export type Opening = (typeof OPENINGS)[number];

/** Characters of the shortest runs that are noted. */
export const LEAST = 20;

/** How a text is sampled, from the whole vocabulary. */
export interface Sampling {
  temperature: number;
  maxTokens: number;
}

export const decodingOf = (sampling: Sampling, seed: number): Decoding => ({
  method: 'sample',
  topK: 0,
  topP: 1,
  seed,
  ...sampling
});

/** A text and what of it stands in the training text. */
export interface Measured {
  text: string;
  /** Its runs of `LEAST` characters or more: where they begin, and how long they are. */
  runs: [start: number, length: number][];
  /** How many of the addresses hold the longest of them; 0 where planted texts alone do, or there is no run. */
  addresses: number;
}

export interface Prompt {
  /** The seed with which it was written on from, and its name in a link. */
  seed: number;
  opening: Opening;
  text: string;
}

/** Overlap rates of one writer's texts, as shares. */
export interface Rate {
  mean: number;
  low: number;
  high: number;
  median: number;
  /** Texts that have any such run. */
  some: number;
}

/** Who wrote: presidents whose addresses no model read, or a model. */
export interface Writer {
  /** `people`, or the model's id. */
  id: string;
  name: string;
  /** Model size, from 0 to 1; none for people and for a deduplicated twin. */
  tone?: number | undefined;
  /** By prompt. */
  texts: (Measured | null)[];
  /** By opening: how many texts, the longest run, and the rates by `leasts`; null where the writer wrote none. */
  rates: Record<Opening, { texts: number; longest: number; by: Rate[] } | null>;
}

/** All that is shown before anything is loaded. */
export interface OverlapStart {
  corpus: { tokens: FileEntry; documents: FileEntry };
  tokenizer: FileEntry;
  models: ModelEntry[];
  sampling: Sampling;
  /** Characters from which on a run can be counted, and the usual number. */
  leasts: number[];
  usual: number;
  /** The prompts that are shown, and the seed of the one that stands there first. */
  prompts: Prompt[];
  first: number;
  /** People first, then the models from small to large, a deduplicated twin last. */
  writers: Writer[];
  /** Addresses in the training text, and those that no model read, from which the sentences are. */
  addresses: number;
  unread: number;
  /** What Aerni et al. 2025 found at 50 characters, in other texts and against the web. */
  published: Row[];
}

/** The writer's name in a link and here where it is the reader. */
export const OWN = 'own';
export const PEOPLE = 'people';
