import type { Coder } from '#lib/demos/coder/coder.ts';
import { piecesOf } from '#lib/completion/pieces.ts';
import { runnable } from '#lib/release/manifest.ts';
import { largestFirst } from '#lib/release/models.ts';
import { readCorpus } from './corpus.ts';
import { once, readManifest, readPassages } from './lab.ts';
import { readCoderRecord } from './recorded.ts';

/** What the coder shows: the published models, and the passages that they sent. */
export const readCoder: () => Promise<Coder> = once(async () => {
  const [manifest, passages, record, { tokenizer }] = await Promise.all([
    readManifest(),
    readPassages(),
    readCoderRecord(),
    readCorpus()
  ]);
  const models = largestFirst(runnable(manifest).models);
  const texts = record.texts.map(({ passage, packed, sent }) => {
    const { copies, text, token_ids: ids } = passages.find(({ id }) => id === passage)!;
    return { passage, copies, text, pieces: piecesOf(ids, tokenizer), packed, sent };
  });
  return { models, texts };
});
