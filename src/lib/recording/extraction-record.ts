import * as v from 'valibot';
import { METRICS } from '#lib/measures/suspicion.ts';

const Weights = v.object({ id: v.string(), sha256: v.string() });
/** How many samples were looked at, and how many of them hold a copy. */
const Inspected = v.object({ inspected: v.number(), copies: v.number() });

/** What the attack on our largest model brought, as `npm run record` wrote it down. */
const ExtractionRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  /** The model attacked, and the two that it is compared with. */
  models: v.object({ large: Weights, medium: Weights, small: Weights }),
  decoding: v.object({ topK: v.number(), seed: v.number(), maxTokens: v.number() }),
  /** Tokens in a row from the training data that make a sample a copy. */
  copy: v.number(),
  samples: v.object({ drawn: v.number(), copies: v.number() }),
  /** In the order in which they were drawn, repeats taken out; and ranked. */
  unranked: Inspected,
  ranked: v.array(v.object({ metric: v.picklist(METRICS), ...Inspected.entries })),
  /**
   * The documents copied, in how many samples each; `exact`: a passage of the ladder of copies. `copies` in the training
   * data, null for what was not planted.
   */
  found: v.array(
    v.object({
      document: v.string(),
      exact: v.boolean(),
      copies: v.nullable(v.number()),
      times: v.number()
    })
  )
});

export type ExtractionRecord = v.InferOutput<typeof ExtractionRecord>;

/** Checks what was read as `content/recorded/extraction.json`. Throws a `ValiError` that names the field at fault. */
export function parseExtractionRecord(json: unknown): ExtractionRecord {
  return v.parse(ExtractionRecord, json);
}
