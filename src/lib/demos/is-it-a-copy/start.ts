import type { Continuation } from '#lib/completion/continuation.ts';
import type { Thing } from '#lib/law/copy.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';

/** Which of the two models. */
export type Which = NonNullable<Thing['model']>;

/** All that the demo shows without running a model. */
export interface CopyStart {
  /** The day as of which the law is stated. */
  as_of: string;
  things: Thing[];
  /** The size of the two models. */
  label: string;
  /** Copies of the passage in the training data of the model that read all of them. */
  copies: number;
  /** The passage's id. */
  passage: string;
  /** What is given, as tokens after BOS and as text. */
  ids: number[];
  given: string;
  /** The tokens that follow in the passage: as many as are asked for. */
  truth: number[];
  models: Record<Which, ModelEntry>;
  /** What each model wrote when it was evaluated. */
  told: Record<Which, Continuation>;
}
