import type { Passage } from '#lib/release/passages.ts';
import { readPassages, readResults } from './lab.ts';

/** A planted passage and what one model made of it. */
export interface Outcome {
  passage: Passage & { level: number | null };
  /** Tokens of the passage that were given. */
  context: number;
  /** Tokens that were asked for: 32, or as many as were left. */
  asked: number;
  recited: boolean;
  /** Code length of the true continuation under the model: minus its log-probability, in bits. */
  bits: number;
}

/**
 * Every published outcome of one model at one length of prompt, of all conditions.
 * Throws for a model without results, and with a `ValiError` for a file that is not what it should be.
 */
export async function readOutcomes(model: string, context: number): Promise<Outcome[]> {
  const results = await readResults(model);
  if (!results) throw new Error(`The published release holds no results of the model "${model}".`);
  const passages = new Map((await readPassages()).map((passage) => [passage.id, passage]));
  return results
    .filter((row) => row.context === context)
    .map(({ passage: id, greedy, matched, logprob }) => {
      const passage = passages.get(id);
      if (!passage) throw new Error(`Results of ${model}: no passage "${id}" was planted.`);
      return {
        passage: { ...passage, level: passage.level ?? null },
        context,
        asked: greedy.length,
        recited: matched === greedy.length,
        bits: -logprob / Math.LN2
      };
    });
}
