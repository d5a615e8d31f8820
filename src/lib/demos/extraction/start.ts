import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';
import type { Hits, Opened, Plot } from './attack.ts';
import type { State, Strategy } from './state.ts';

/** A sample as readers see it, and which of its tokens stand in the training data. */
export interface Shown {
  pieces: string[];
  spans: [start: number, length: number][];
  documents: number;
  from: string[];
}

/** The passages of one number of copies, and which of them a model recites when it is given their beginnings. */
export interface Rung {
  copies: number;
  ids: string[];
}

/** What is in the page before a reader has asked anything. */
export interface ExtractionStart {
  release: string;
  /** What can be attacked: each has a smaller one of the same data beside it. */
  models: ModelEntry[];
  /** All models, from small to large: those that attacked ones are compared with. */
  all: ModelEntry[];
  state: State;
  recorded: {
    model: string;
    strategy: Strategy;
    /** Samples drawn, tokens of each at most, and how many of the likeliest tokens could be drawn. */
    samples: number;
    tokens: number;
    topK: number;
    plot: Plot;
    opened: Opened;
    hits: Hits[];
    /** The first of the usual ranking. */
    shown: Shown[];
  };
  ladder: Rung[];
  /** Of the ladder what each model recites, given `given` tokens. */
  recited: Record<string, string[]>;
  given: number;
  /** What a reader's samples are made with. */
  files: { attack: FileEntry; tokenizer: FileEntry; tokens: FileEntry; documents: FileEntry };
}
