import { CAUSES } from './causes.ts';
import { CodedError } from './coded-error.ts';

/** How the browsers say that they are out of memory. */
const MEMORY =
  /out of memory|(could not|cannot) allocate|allocation (failed|size overflow)|invalid (typed )?array length|grow(ing)? (instance )?memory|maximum memory size/i;

/** What works in a worker, and what it was at. */
interface Work {
  /** In a reader's words: "the language model". */
  what: string;
  /** Whether it was being opened. */
  opening: boolean;
  /** The words where nothing else is known. */
  failed: string;
}

/** An error of the engine's workers as the page sees it: its code, and words for readers where it has none of its own. */
export function explain(error: Error, { what, opening, failed }: Work): { code: string; message?: string } {
  if (error instanceof CodedError) return { code: (error as CodedError<string>).code };
  // Anything else was not foreseen: the worker's state cannot be trusted, and the page replaces this worker.
  if (MEMORY.test(error.message)) return { code: 'memory', message: CAUSES.memory.words(what, {}) };
  if (opening) {
    const lack = 'its WebAssembly does not take it';
    return { code: 'unsupported', message: CAUSES.unsupported.words(what, { lack }) };
  }
  return { code: 'worker', message: failed };
}
