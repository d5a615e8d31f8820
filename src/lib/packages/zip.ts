// Zip archives, the same to the byte wherever and whenever they are made.
import { strToU8, zipSync, type Zippable } from 'fflate';

/** A file of an archive: its path, with forward slashes, and what is in it. */
export type Entry = { path: string } & ({ text: string } | { bytes: Uint8Array });

/** What is packed already, and would grow. */
const PACKED = /\.(bin|png|woff2|onnx)$/;

export const bytesOf = (entry: Entry): Uint8Array => ('bytes' in entry ? entry.bytes : strToU8(entry.text));

/** The archive; its files in the order of their paths. Throws where two have one path. */
export function zipOf(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  // The first moment that zip knows, which is told by the clock of whoever packs.
  const mtime = new Date(1980, 0, 1);
  for (const entry of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (Object.hasOwn(files, entry.path))
      throw new Error(`Two files of the archive are called ${entry.path}.`);
    files[entry.path] = [bytesOf(entry), { level: PACKED.test(entry.path) ? 0 : 9, mtime, os: 0 }];
  }
  return zipSync(files);
}
