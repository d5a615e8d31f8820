import { asset } from '$app/paths';
import type { RemoteFile } from '#lib/worker/download.ts';
import type { FileEntry } from './manifest.ts';

/** The address of a published file, given its path in the manifest. Right under any base path. */
export function labUrl(path: string): string {
  return asset(`lab/${path}` as Parameters<typeof asset>[0]);
}

/** A published file, as it is downloaded. */
export function labFile({ path, bytes, sha256, packed }: FileEntry): RemoteFile {
  return packed === undefined
    ? { url: labUrl(path), bytes, sha256 }
    : { url: labUrl(`${path}.bin`), bytes, sha256, packed };
}

/** A file that was made when the site was built, as it is downloaded; its path is from the top of the site. */
export function siteFile({ path, bytes, sha256 }: FileEntry): RemoteFile {
  return { url: asset(path as Parameters<typeof asset>[0]), bytes, sha256 };
}
