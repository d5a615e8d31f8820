import type { PlaygroundState } from './state.ts';

/** What of a state decides the answer, and nothing else: how it is shown does not matter, nor what its method does not use. */
export function question({ model, beside, passage, context, prefix, decoding }: PlaygroundState) {
  const { method, temperature, topK, topP, seed, maxTokens } = decoding;
  return [
    model,
    beside,
    passage === null ? ['text', prefix] : ['passage', passage, context],
    maxTokens,
    method === 'greedy' ? method : [method, temperature, topK, topP, seed]
  ];
}

/** Whether two states ask the same: whether the answer to one is that of the other. */
export const sameQuestion = (a: PlaygroundState, b: PlaygroundState): boolean =>
  JSON.stringify(question(a)) === JSON.stringify(question(b));
