// Files that are made when the site is built, and that an answer depends on: a page that loads one can verify it.
import { createHash } from 'node:crypto';
import type { FileEntry } from '#lib/release/manifest.ts';

/** What a page is told of such a file. @param path from the top of the site */
export function made(path: string, text: string): FileEntry {
  const bytes = Buffer.from(text);
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The file itself. */
export const serveJson = (text: string) =>
  new Response(text, { headers: { 'content-type': 'application/json' } });
