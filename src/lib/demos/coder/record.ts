import * as v from 'valibot';

/** What sending some planted passages takes, by every published model and by three packers. */
const CoderRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  /** The file of each model that sent. */
  models: v.array(v.object({ id: v.string(), dtype: v.string(), sha256: v.string() })),
  texts: v.array(
    v.object({
      /** The planted passage that is sent whole. */
      passage: v.string(),
      /** Bytes that it takes otherwise, each at its strongest setting. */
      packed: v.object({ gzip: v.number(), brotli: v.number(), zstd: v.number() }),
      /** By model: the message in hexadecimal, which it read back itself, and the bits that each token took. */
      sent: v.record(v.string(), v.object({ message: v.string(), bits: v.array(v.number()) }))
    })
  )
});

export type CoderRecord = v.InferOutput<typeof CoderRecord>;

/** Checks what was read as `content/recorded/coder.json`. Throws a `ValiError` that names the field at fault. */
export function parseCoderRecord(json: unknown): CoderRecord {
  return v.parse(CoderRecord, json);
}
