import * as v from 'valibot';
import { OPENINGS } from '#lib/demos/overlap/start.ts';

const Text = v.object({
  /** Its characters. */
  length: v.number(),
  /**
   * Its runs of `least` characters or more that stand in the training data: where they begin, their length, and how many
   * of the addresses read hold them (none where only planted texts do).
   */
  runs: v.array(v.tuple([v.number(), v.number(), v.number()])),
  /** The text itself, of the prompts that are shown. */
  text: v.optional(v.string())
});

/** What our models wrote after ordinary openings, and people after some of them, as `npm run record` wrote it down. */
const OrdinaryRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  decoding: v.object({ temperature: v.number(), maxTokens: v.number() }),
  /** Characters of the shortest runs that are noted. */
  least: v.number(),
  /** The openings. Each was written on from with its place here, counted from 1, as the seed. */
  prompts: v.array(v.object({ opening: v.picklist(OPENINGS), text: v.string() })),
  /** By prompt; what the president went on to write after his own sentence, as many tokens of it, else null. */
  people: v.array(v.nullable(Text)),
  models: v.array(v.object({ id: v.string(), sha256: v.string(), texts: v.array(Text) }))
});

export type OrdinaryRecord = v.InferOutput<typeof OrdinaryRecord>;
export type OrdinaryText = v.InferOutput<typeof Text>;

/** Checks what was read as `content/recorded/ordinary.json`. Throws a `ValiError` that names the field at fault. */
export function parseOrdinaryRecord(json: unknown): OrdinaryRecord {
  return v.parse(OrdinaryRecord, json);
}
