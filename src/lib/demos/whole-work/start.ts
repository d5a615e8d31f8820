import type { FileEntry, WorkModel } from '#lib/release/manifest.ts';
import type { WorkRun } from '#lib/release/works.ts';
import type { State } from './state.ts';

/** A chapter as the list of them needs it. */
export interface Chapter {
  id: string;
  chapter: number;
  copies: number;
  /** Whether it was drawn at random. */
  drawn: boolean;
  tokens: number;
  words: number;
  /** Its first words. */
  opening: string;
}

/** In the page when it is built; what else is shown comes when a reader asks for it. */
export interface WholeWorkStart {
  release: string;
  /** Positions that a model reads at once. */
  window: number;
  /** Tokens given in recorded runs. */
  contexts: number[];
  /** From small to large, those with all copies before their twins. */
  models: WorkModel[];
  /** Those that are planned and not yet published, in the same order. */
  coming: Pick<WorkModel, 'label' | 'data'>[];
  /** From the most copies to none. */
  chapters: Chapter[];
  /** What is shown first. */
  state: State;
  /** The chapter of that state, and what was recorded of it. */
  shown: { ids: number[]; pieces: string[]; run: WorkRun; rest: string[] };
  /** The probabilities of that model at all places of each chapter (levels.ts). */
  levels: Record<string, string>;
  /** Of each model, by chapter: how many places reach each threshold. */
  reaching: Record<string, Record<string, number[]>>;
  files: { works: FileEntry; tokenizer: FileEntry; results: Record<string, FileEntry> };
}
