import { DownloadError } from '#lib/worker/causes.ts';
import { SharedFile } from '#lib/worker/shared-file.svelte.ts';
import { RUNTIME } from './runtime-source.ts';

/** The runtime that runs the models of a page: fetched and compiled once, however many workers there are. */
export const runtimeFile = new SharedFile(RUNTIME, 'the models’ runtime', compile);

async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    const lack = 'its WebAssembly does not take it';
    throw DownloadError.of('unsupported', 'the language model', { lack }, { cause });
  }
}
