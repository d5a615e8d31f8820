// `files.json`: what a build is made of. It is written when the build is whole, and by it the service worker tells a file
// of ours from whatever else may come under its address.

/** Length in bytes, and SHA-256 in lower-case hex. */
export type Sum = readonly [bytes: number, sha256: string];

export interface FileList {
  /** The version of the build, as `_app/version.json` has it. */
  version: string;
  /** SHA-256 of the rest of the list; see `sumOf`. */
  sha256: string;
  /** Every file that a host serves by its path from the top of the site, such as "search/index.html". */
  files: Record<string, Sum>;
  /** Those of them that an earlier build left, and when they were last of the current one (ISO 8601). */
  carried: Record<string, string>;
}

/** The list's own path. */
export const LIST = 'files.json';

/** Bytes in lower-case hex. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 in lower-case hex, where the browser computes it. */
export const sha256 = async (bytes: BufferSource): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));

/** Whether these bytes are the file. */
export const isFile = async (bytes: ArrayBuffer, [length, sum]: Sum): Promise<boolean> =>
  bytes.byteLength === length && (await sha256(bytes)) === sum;

const sumOf = ({ version, files, carried }: Omit<FileList, 'sha256'>) =>
  sha256(new TextEncoder().encode(JSON.stringify({ version, files, carried })));

/** The list with its sum. */
export async function seal(list: Omit<FileList, 'sha256'>): Promise<FileList> {
  return { version: list.version, sha256: await sumOf(list), files: list.files, carried: list.carried };
}

/**
 * Reads the text of a list.
 *
 * @throws Error if it is not a list, or was altered
 */
export async function readList(text: string): Promise<FileList> {
  const list = JSON.parse(text) as FileList | null;
  if (typeof list?.version !== 'string' || !list.files || list.sha256 !== (await sumOf(list))) {
    throw new Error('The list of the files of this site arrived damaged.');
  }
  return list;
}
