import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { CoderRecord } from '#lib/demos/coder/record.ts';
import { receive, send } from '#lib/lm/transmit.ts';
import { openModel, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** Copies of the passages that are sent; of each number the first in the planting table, which chance put there. */
const COPIES = [128, 32, 8, 0];

/** Has every published model send passages that it read more and less often, and read its own bytes again. */
export async function recordCoder({ manifest, passages, encode }: OnDisk, say: Say): Promise<CoderRecord> {
  const chosen = COPIES.map((copies) =>
    passages.find((passage) => passage.condition === 'exact' && passage.copies === copies)!
  );
  const texts = chosen.map(({ id, text }): CoderRecord['texts'][number] => ({
    passage: id,
    packed: {
      gzip: gzipSync(text, { level: 9 }).length,
      brotli: brotliCompressSync(text).length,
      zstd: zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 22 } }).length
    },
    sent: {}
  }));
  for (const entry of manifest.models) {
    const model = await openModel(entry);
    for (const [i, { text }] of chosen.entries()) {
      const bits: number[] = [];
      const message = await send(
        model,
        encode(text),
        (token) => bits.push(Number(token.bits.toFixed(2))),
        RUN
      );
      const back = model.vocabulary.decode(await receive(model, message, () => {}, RUN));
      if (back !== text) throw new Error(`${entry.id} did not read back what it sent of ${chosen[i]!.id}.`);
      texts[i]!.sent[entry.id] = { message: Buffer.from(message).toString('hex'), bits };
    }
    say(
      `coder: ${entry.id} has sent ${texts.map(({ sent }) => sent[entry.id]!.message.length / 2).join(', ')} bytes`
    );
  }
  return {
    release: manifest.release,
    runtime: RUNTIME,
    models: manifest.models.map((entry) => ({
      id: entry.id,
      dtype: entry.dtypes[0]!,
      sha256: weightsOf(entry).sha256
    })),
    texts
  };
}
