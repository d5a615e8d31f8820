import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LIST, readList, sha256 } from './files.ts';

/** How long files of an earlier build are kept: by then every open page has been closed or reloaded. */
const DAYS = 30;

/** Of an earlier build: files whose names no other content ever has. */
const IMMUTABLE = '_app/immutable/**/*.*';

export interface Carried {
  bytes: Uint8Array;
  /** When it last belonged to the current build. */
  last: string;
}

/**
 * The files of an earlier build that pages opened then may still ask for, by path, read into memory: the coming build
 * may be in the same folder.
 *
 * @param now when the coming build takes the place of that one
 * @throws Error if there is no build in the folder, or a file of it is not as its list has it
 */
export async function readCarried(folder: string, now: Date): Promise<Map<string, Carried>> {
  if (!existsSync(join(folder, '_app'))) throw new Error(`PREVIOUS_BUILD: there is no build in ${folder}.`);
  // Builds before there were lists have none.
  const file = join(folder, LIST);
  const list = existsSync(file) ? await readList(readFileSync(file, 'utf8')) : undefined;
  const oldest = new Date(now.getTime() - DAYS * 24 * 3600 * 1000).toISOString();
  const carried = new Map<string, Carried>();
  for (const found of globSync(IMMUTABLE, { cwd: folder })) {
    const path = found.split(sep).join('/');
    const last = list?.carried[path] ?? now.toISOString();
    if (last < oldest) continue;
    const bytes = new Uint8Array(readFileSync(join(folder, found)));
    if (list && list.files[path]?.[1] !== (await sha256(bytes))) {
      throw new Error(`PREVIOUS_BUILD: ${path} in ${folder} is not as its ${LIST} has it.`);
    }
    carried.set(path, { bytes, last });
  }
  return carried;
}
