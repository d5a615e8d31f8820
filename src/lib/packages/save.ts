// Packages as a page hands them out: made in the page, of files of its own site, so that none of them takes room on its host.
import { saveFile } from '#lib/charts/save-file.ts';
import { cartridgeOf } from './cartridge.ts';
import { fileName, folderOf, scormOf } from './make.ts';
import { openOwn } from './own-source.ts';
import { zipOf, type Entry } from './zip.ts';

/** What can be made. */
export type Kind = 'cartridge' | 'scorm' | 'folder';

export interface Making {
  kind: Kind;
  /** The demo; a cartridge has all. */
  demo: string;
  /** Where this site is, with a slash at the end, and where it says that it stands, which is where links lead. */
  top: string;
  site: string;
  signal: AbortSignal;
  /** How far it is, in bytes; the total is null until it is known. */
  onProgress: (loaded: number, total: number | null) => void;
}

/**
 * Makes a package and has the browser save it.
 *
 * @returns what the file is called, and its length in bytes
 * @throws Error for readers; an AbortError where it was called off
 */
export async function savePackage(making: Making): Promise<{ name: string; bytes: number }> {
  const { kind, demo, top, site, signal, onProgress } = making;
  let loaded = 0;
  let total: number | null = null;
  const source = await openOwn(top, {
    signal,
    onBytes: (length) => onProgress((loaded += length), total)
  });
  const save = (name: string, entries: readonly Entry[]) => {
    signal.throwIfAborted();
    const zip = zipOf(entries);
    saveFile(new Blob([zip], { type: 'application/zip' }), name);
    return { name, bytes: zip.length };
  };
  if (kind === 'cartridge') return save('verbatim.imscc', cartridgeOf(source.course, site));
  const before = loaded;
  const files = await source.filesOf([demo]);
  // What was loaded to know which they are is partly of them.
  total = Math.max(loaded, before + files.reduce((sum, path) => sum + source.size(path), 0));
  onProgress(loaded, total);
  const wanted = { demos: [demo], site };
  return save(fileName(demo, kind), await (kind === 'scorm' ? scormOf : folderOf)(source, wanted));
}
