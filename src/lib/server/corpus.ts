import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { type CorpusDocument } from '#lib/corpus/suffix-index.ts';
import type { Manifest } from '#lib/release/manifest.ts';
import { Tokenizer } from '#lib/release/bpe.ts';
import { labFile, labJson, once, readManifest } from './lab.ts';

/** The manifest, the training text, indexed, and the tokenizer. */
interface Corpus {
  manifest: Manifest;
  /** The stream that `index` is of. */
  tokens: Uint16Array;
  index: CorpusIndex;
  tokenizer: Tokenizer;
}

/** The training text of the published experiment: read and indexed once a build. */
export const readCorpus: () => Promise<Corpus> = once(async () => {
  const manifest = await readManifest();
  const bytes = await labFile(manifest.corpus.tokens.path);
  const tokens = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const { documents } = (await labJson(manifest.corpus.documents.path)) as { documents: CorpusDocument[] };
  const tokenizer = await labJson(manifest.tokenizer.path);
  return {
    manifest,
    tokens,
    index: new CorpusIndex(tokens, documents),
    tokenizer: new Tokenizer(tokenizer as ConstructorParameters<typeof Tokenizer>[0])
  };
});
