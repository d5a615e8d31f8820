import { CAUSES } from '#lib/worker/causes.ts';
import { CodedError } from '#lib/worker/coded-error.ts';
import type { Call, LmErrorCode } from './protocol.ts';

/** How the browsers say that they are out of memory. */
const MEMORY =
  /out of memory|(could not|cannot) allocate|allocation (failed|size overflow)|invalid (typed )?array length|grow(ing)? (instance )?memory|maximum memory size/i;

/** An error of the worker as the page sees it: its code, and words for readers where it has none of its own. */
export function explain(error: Error, call: Call['type']): { code: LmErrorCode; message?: string } {
  if (error instanceof CodedError) return { code: error.code as LmErrorCode };
  // Anything else was not foreseen: the worker's state cannot be trusted, and the page replaces this worker.
  const what = 'the language model';
  if (MEMORY.test(error.message)) return { code: 'memory', message: CAUSES.memory.words(what, {}) };
  if (call === 'load') {
    const lack = 'its WebAssembly does not take it';
    return { code: 'unsupported', message: CAUSES.unsupported.words(what, { lack }) };
  }
  return {
    code: 'worker',
    message: 'The language model failed at its work. It starts anew with the next try.'
  };
}
