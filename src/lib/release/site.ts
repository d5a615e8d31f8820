import { asset } from '$app/paths';
import type { RemoteFile } from '#lib/worker/download.ts';
import { parseManifest, type FileEntry, type Manifest } from './manifest.ts';

/** The address of a published file, given its path in the manifest. Right under any base path. */
export function labUrl(path: string): string {
  return asset(`lab/${path}` as Parameters<typeof asset>[0]);
}

/** A published file, as it is downloaded. */
export function labFile({ path, bytes, sha256 }: FileEntry): RemoteFile {
  return { url: labUrl(path), bytes, sha256 };
}

/** Fetches and checks the manifest of the published experiment. */
export async function loadManifest(fetchFn: typeof fetch = fetch): Promise<Manifest> {
  const response = await fetchFn(labUrl('manifest.json'));
  if (!response.ok) throw new Error(`The list of models could not be loaded (${response.status}).`);
  return parseManifest(await response.json());
}
