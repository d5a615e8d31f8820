// What every model made of every passage: the published results, reduced to what the explorer's measures need.
import * as v from 'valibot';
import { Condition, type Passage } from '#lib/release/passages.ts';
import type { ResultRow } from '#lib/release/results.ts';
import { editDistance } from '#lib/measures/edit-distance.ts';
import { longestRun } from '#lib/measures/longest-run.ts';

const Planted = v.object({
  id: v.string(),
  condition: Condition,
  copies: v.number(),
  /** Per cent of the tokens replaced in each near copy, or tokens of each fragment. */
  level: v.nullable(v.number())
});

/** A passage and how it was planted. */
export type Planted = v.InferOutput<typeof Planted>;

const ModelOutcomes = v.object({
  /** First tokens right. */
  matched: v.array(v.number()),
  /** Tokens of the longest run shared with the truth. */
  run: v.array(v.number()),
  /** Edit distance to the truth, in tokens. */
  distance: v.array(v.number()),
  /** Natural log of the probability of the truth. */
  logprob: v.array(v.number()),
  /** The same under top-k 40 at temperature 1; `null` for a probability of zero. Empty where it was not published. */
  logprobTopK: v.array(v.nullable(v.number()))
});

/** One number per output, by passage and then by tokens given. Where nothing was asked, `asked` is 0 and these are too. */
export type ModelOutcomes = v.InferOutput<typeof ModelOutcomes>;

/** What the page loads to count anew. */
export const Outcomes = v.object({
  release: v.string(),
  /** Tokens given. */
  contexts: v.array(v.number()),
  passages: v.array(Planted),
  /** Tokens asked for, by passage and then by tokens given. */
  asked: v.array(v.number()),
  models: v.record(v.string(), ModelOutcomes)
});

export type Outcomes = v.InferOutput<typeof Outcomes>;

/**
 * Packs the results, by model id. Passages of a condition are kept with the contexts in which each of them was asked;
 * a condition whose passages share none (canaries, which are asked for their code alone) is left out.
 *
 * Throws when a model has no row for a question that others have.
 */
export function packOutcomes(
  release: string,
  passages: readonly Passage[],
  results: ReadonlyMap<string, readonly ResultRow[]>
): Outcomes {
  const key = (passage: string, context: number) => `${passage} ${context}`;
  const byModel = [...results].map(
    ([model, rows]) => [model, new Map(rows.map((row) => [key(row.passage, row.context), row]))] as const
  );
  const first = byModel[0]?.[1] ?? new Map<string, ResultRow>();
  const all = [...new Set([...first.values()].map((row) => row.context))].toSorted((a, b) => a - b);
  const shared = new Map(
    [...new Set(passages.map((p) => p.condition))].map((condition) => {
      const members = passages.filter((p) => p.condition === condition);
      return [condition, all.filter((context) => members.every((p) => first.has(key(p.id, context))))];
    })
  );
  const contexts = all.filter((context) => [...shared.values()].some((each) => each.includes(context)));
  const kept = passages.filter((p) => shared.get(p.condition)!.length > 0);
  const questions = kept.flatMap((passage) =>
    contexts.map((context) => ({ passage, context, put: shared.get(passage.condition)!.includes(context) }))
  );
  return {
    release,
    contexts,
    passages: kept.map(({ id, condition, copies, level }) => ({
      id,
      condition,
      copies,
      level: level ?? null
    })),
    asked: questions.map(({ passage, context, put }) =>
      put ? first.get(key(passage.id, context))!.greedy.length : 0
    ),
    models: Object.fromEntries(
      byModel.map(([model, rows]) => {
        const outcomes: ModelOutcomes = { matched: [], run: [], distance: [], logprob: [], logprobTopK: [] };
        const topK = [...rows.values()].every((row) => row.logprob_top_k !== undefined);
        for (const { passage, context, put } of questions) {
          const row = put ? rows.get(key(passage.id, context)) : null;
          if (row === undefined)
            throw new Error(
              `The results of ${model} lack the passage ${passage.id} with ${context} tokens given.`
            );
          const truth = row ? passage.token_ids.slice(context, context + row.greedy.length) : [];
          outcomes.matched.push(row?.matched ?? 0);
          outcomes.run.push(row ? longestRun(row.greedy, truth).length : 0);
          outcomes.distance.push(row ? editDistance(row.greedy, truth) : 0);
          outcomes.logprob.push(row?.logprob ?? 0);
          if (topK) outcomes.logprobTopK.push(row?.logprob_top_k ?? null);
        }
        return [model, outcomes];
      })
    )
  };
}

/** What can be asked of these outcomes. */
export interface Offers {
  /** Ways of planting, each with the tokens that can be given. */
  planted: { condition: Planted['condition']; contexts: number[] }[];
  /** Whether the probabilities under top-k sampling are there. */
  discoverable: boolean;
}

export function offersOf({ passages, contexts, asked, models }: Outcomes): Offers {
  const conditions = [...new Set(passages.map((p) => p.condition))];
  return {
    planted: conditions.map((condition) => {
      const at = passages.findIndex((p) => p.condition === condition);
      return { condition, contexts: contexts.filter((_, c) => asked[at * contexts.length + c]! > 0) };
    }),
    discoverable: Object.values(models).every(({ logprobTopK }) => logprobTopK.length > 0)
  };
}
