// What a reader has sampled, kept in the browser while the page is left: a batch at most is lost.
import * as v from 'valibot';
import { keeper } from '#lib/demos/keep.ts';

const Kept = v.object({
  version: v.literal(1),
  samples: v.array(
    v.object({
      ids: v.instance(Uint16Array),
      surprise: v.object({
        own: v.number(),
        small: v.number(),
        medium: v.number(),
        lowercase: v.number(),
        window: v.number(),
        zlib: v.number()
      })
    })
  ),
  accused: v.array(v.number())
});

export type Kept = v.InferOutput<typeof Kept>;

export const browserKeeper = keeper('verbatim-extraction', Kept);
