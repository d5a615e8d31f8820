// What a reader has asked and drawn, kept in the browser while the page is left.
import * as v from 'valibot';
import { keeper } from '#lib/demos/keep.ts';

const Kept = v.object({
  version: v.literal(1),
  /** By model and copies: of each passage, by way of drawing. */
  asked: v.record(v.string(), v.array(v.array(v.number()))),
  /** By model, passage and way of drawing. */
  drawn: v.record(
    v.string(),
    v.object({ drawn: v.number(), hits: v.number(), furthest: v.number(), best: v.array(v.string()) })
  )
});

export type Kept = v.InferOutput<typeof Kept>;

export const browserKeeper = keeper('verbatim-queries', Kept);
