import * as v from 'valibot';
import { DownloadError } from '#lib/worker/causes.ts';
import { SharedFile } from '#lib/worker/shared-file.svelte.ts';
import type { FileEntry } from './manifest.ts';
import { labFile } from './site.ts';

const WHAT = 'the tokenizer';

/** What of the file is looked at before it is trusted; the rest is the library's. */
const Json = v.looseObject({
  model: v.looseObject({ vocab: v.record(v.string(), v.number()) }),
  added_tokens: v.array(v.looseObject({ id: v.number() }))
});

/** The parsed `tokenizer.json`. */
export type TokenizerJson = v.InferOutput<typeof Json>;

/** By content: it is one for all models of a release. */
const files = new Map<string, SharedFile<TokenizerJson>>();

/** The tokenizer's file, which a page and its models share. */
export function tokenizerFile(entry: FileEntry): SharedFile<TokenizerJson> {
  const file = files.get(entry.sha256) ?? new SharedFile(labFile(entry), WHAT, parse);
  files.set(entry.sha256, file);
  return file;
}

function parse(bytes: Uint8Array): TokenizerJson {
  try {
    return v.parse(Json, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw DownloadError.of('damaged', WHAT, {}, { cause });
  }
}
