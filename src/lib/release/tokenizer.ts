import type { DownloadOptions } from '#lib/worker/download.ts';
import { script } from '#lib/worker/script.ts';
import type { Tokenizer } from './bpe.ts';
import type { FileEntry } from './manifest.ts';
import { tokenizerFile } from './tokenizer-file.ts';

export type { Tokenizer };

/** Fetches the tokenizer, file and script, once a page. Throws a `DownloadError` whose message is for readers. */
export async function loadTokenizer(
  file: FileEntry,
  { signal, ...options }: Pick<DownloadOptions, 'signal' | 'pauses'> = {}
): Promise<Tokenizer> {
  const [json, { Tokenizer }] = await Promise.all([
    tokenizerFile(file).load(signal, options),
    script('the tokenizer', () => import('./bpe.ts'))
  ]);
  return new Tokenizer(json);
}
