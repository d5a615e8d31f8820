import type { Decoding } from './record.ts';

/** The likeliest token each time; the other settings, which do nothing then, are as everywhere in what is recorded. */
export const greedy = (maxTokens: number) =>
  ({ method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 1, maxTokens }) as const satisfies Decoding;
