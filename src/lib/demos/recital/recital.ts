import type { Continuation } from '#lib/completion/continuation.ts';
import type { Size } from '#lib/release/models.ts';

/** What two models of each size make of the first words of one passage, and how many of its group each recites. */
export interface Rung {
  /** Copies of the passage in the training data with all copies. */
  copies: number;
  /** The passage's id. */
  passage: string;
  /** What is given, as tokens after BOS and as text. */
  ids: number[];
  given: string;
  /** The tokens that follow in the passage. */
  truth: number[];
  /** By model. */
  told: Record<string, Continuation>;
  /** Passages of so many copies, and how many of them each model recites. */
  passages: number;
  recited: Record<string, number>;
}

/** What a model writes when it is given nothing. */
export interface Unprompted {
  told: Continuation;
  /** The planted secret that this begins like: how often it occurs in the model's data, and its tokens. Null where none. */
  secret: { copies: number; truth: number[] } | null;
}

/** All that the demo shows without a model. */
export interface Recital {
  /** Tokens asked for. */
  asked: number;
  /** Tokens given where passages of a group are counted. */
  counted: number;
  /** From small to large. Each has a twin. */
  sizes: Size[];
  /** From no copy to the most. */
  rungs: Rung[];
  /** By model. */
  unprompted: Record<string, Unprompted>;
}
