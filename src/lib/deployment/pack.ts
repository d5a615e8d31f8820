// Files as they are served packed, whatever the host does: gzip, which every browser that runs our models unpacks. (Brotli
// would be smaller by a tenth, and few unpack it for a page.)
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What has been packed, by the SHA-256 of the original: builds and their parts share it. */
export const PACKED_FOLDER = join('.svelte-kit', 'packed');

/** How the name of a packed file ends: hosts send that as bytes, and claim no encoding for it as they do for `.gz`. */
export const PACKED = '.bin';

export const pack = (plain: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(gzipSync(plain, { level: 9 }));

/** Packs a file. @param sha256 of the file, which the caller knows */
export function packedOnce(path: string, sha256: string): Uint8Array<ArrayBuffer> {
  const at = join(PACKED_FOLDER, sha256 + PACKED);
  if (existsSync(at)) return Uint8Array.from(readFileSync(at));
  const packed = pack(readFileSync(path));
  mkdirSync(PACKED_FOLDER, { recursive: true });
  // Never half written, where another part of the build may read it.
  writeFileSync(`${at}.${process.pid}`, packed);
  renameSync(`${at}.${process.pid}`, at);
  return packed;
}
