import { explain as explained } from '#lib/worker/explain.ts';
import type { Call } from './protocol.ts';

/** An error of the worker as the page sees it. */
export const explain = (error: Error, call: Call['type']) =>
  explained(error, {
    what: 'the language model',
    opening: call === 'load',
    failed: 'The language model failed at its work. It starts anew with the next try.'
  });
