// The published training text, as the demos take it.
import type { FileEntry } from '#lib/release/manifest.ts';
import { labFile } from '#lib/release/site.ts';
import { wireBytes } from '#lib/worker/download.ts';
import type { Corpus } from './client.svelte.ts';
import type { CorpusSource } from './protocol.ts';

interface Files {
  tokens: FileEntry;
  documents: FileEntry;
}

export const labCorpus = ({ tokens, documents }: Files): CorpusSource => ({
  tokens: labFile(tokens),
  documents: labFile(documents)
});

/** Bytes that a question to it takes from the network now. */
export const corpusCost = ({ status }: Pick<Corpus, 'status'>, { tokens, documents }: Files): number =>
  status === 'ready' ? 0 : wireBytes(tokens) + wireBytes(documents);
