import type { FileEntry, Runnable } from './manifest.ts';
import type { Passage } from './passages.ts';
import type { CompletionRecord } from './record.ts';

/** What stands in a page before any download: read from the published files when the page is built. */
export interface Published {
  manifest: Runnable;
  /** Recorded completions, traced. */
  records: CompletionRecord[];
  /** The passages that the records are about. */
  passages: Passage[];
  /** The text of every token that the passages' true continuations need, by id. */
  pieces: Record<number, string>;
  /** What readers call the documents that the records are traced to, by id. */
  titles: Record<string, string>;
  /** The catalogue of all that was recorded: fetched by need. */
  recorded: FileEntry;
}
