import { hex, sha256 as bySubtle } from '#lib/deployment/files.ts';

/** SHA-256 in lower-case hex. On plain http, where the browser keeps its own from us, by a small library. */
export async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  return globalThis.crypto?.subtle
    ? bySubtle(data)
    : hex((await import('@noble/hashes/sha2.js')).sha256(data));
}
