import type { Kind, Price, Surroundings } from '#lib/engine/lesson.ts';
import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';

/** What a model knew after a step, as it is shown. */
export interface Shown {
  /** What the step was; null before the first. */
  kind: Kind | null;
  /** What it wrote after the first words. */
  text: string;
  /** Characters of it, from the first, that are the sentence's own and are marked. */
  marked: number;
  /** Tokens, from the first, that are the sentence's. */
  matched: number;
  /** Code length of the rest of the sentence. */
  bits: number;
  price?: Price | undefined;
}

/** One model's lesson: recorded, or in the reader's browser. */
export interface Lesson {
  sentence: string;
  model: string;
  rate: number;
  /** The first words, which it is given. */
  given: string;
  /** Tokens that it is asked for. */
  asked: number;
  points: readonly Shown[];
  /** Of a recorded one, how it went on: unlearned until the sentence cost what it did at first, and read until it came again. */
  unlearned?: readonly Shown[];
}

/** A model that learns. */
export type Learner = ModelEntry & { tone: number };

/** All that the demo shows without a model, and what it takes to teach one. */
export interface TeachStart {
  /** From small to large. */
  models: Learner[];
  /** Learning rates, the usual one first. */
  rates: number[];
  recorded: Lesson[];
  tokenizer: FileEntry;
  background: { bytes: number; sha256: string; packed: number; window: number };
  around: Omit<Surroundings, 'background'>;
  /** Draws the rivals. */
  seed: number;
}
