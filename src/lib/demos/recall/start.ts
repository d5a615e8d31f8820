import type { FileEntry, Runnable } from '#lib/release/manifest.ts';
import type { Offers } from './outcomes.ts';
import type { View } from './view.ts';

/** What is in the page before any download: the usual view. */
export interface RecallStart {
  manifest: Runnable;
  /** The outcomes, which are loaded when the reader asks something else. */
  outcomes: FileEntry;
  offers: Offers;
  view: View;
  /** The published outputs, by model. */
  results: Record<string, FileEntry>;
}
