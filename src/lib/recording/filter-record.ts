import * as v from 'valibot';
import { WAYS } from '#lib/demos/filter/ways.ts';

/** A filter: off, on runs of tokens, or on runs of folded words. */
export const FORMS = ['off', 'exact', 'folded'] as const;

/** What innocent texts are: people's own writing, how it opens, such writing with a quotation in it, and unread pages of the same book. */
export const INNOCENT = ['address', 'opening', 'quotation', 'unread'] as const;

const Answer = v.object({
  /** The passage's id. */
  id: v.string(),
  /** The tokens that were written. */
  ids: v.array(v.number()),
  /** Whether the model ended the text. */
  ended: v.boolean(),
  /** By place among the steps: the texts of the tokens struck out there. A step past the last token is the end. */
  struck: v.record(v.string(), v.array(v.string())),
  /** Steps of each request, where there were several. */
  requests: v.optional(v.array(v.number())),
  /** Share of the words that would have to be changed to make it the book's. */
  distance: v.number(),
  /** Share of its runs of three words that stand in one document of the training data. */
  likeness: v.number()
});

/** What our largest model wrote behind a filter, and without one, as `npm run record` wrote it down. */
const FilterRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  model: v.object({ id: v.string(), sha256: v.string() }),
  /** Tokens of each passage that the model is given. */
  given: v.number(),
  /** Tokens asked for, of the passage's own spelling. */
  tokens: v.number(),
  /** By way of asking, form of the filter and `n`, tokens or words of a run that it stops: the passages of the most copies. */
  sets: v.array(
    v.object({ way: v.picklist(WAYS), form: v.picklist(FORMS), n: v.number(), answers: v.array(Answer) })
  ),
  /** Texts that copy nothing, as long as the answers, and how alike they are to a training document. */
  innocent: v.array(v.object({ kind: v.picklist(INNOCENT), likeness: v.number() }))
});

export type FilterRecord = v.InferOutput<typeof FilterRecord>;

/** Checks what was read as `content/recorded/filter.json`. Throws a `ValiError` that names the field at fault. */
export function parseFilterRecord(json: unknown): FilterRecord {
  return v.parse(FilterRecord, json);
}
