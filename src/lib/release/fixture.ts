// For tests in the browser: the manifest, which pages have from their build.
import { parseManifest, type Manifest } from './manifest.ts';
import { labUrl } from './site.ts';

export async function loadManifest(): Promise<Manifest> {
  const response = await fetch(labUrl('manifest.json'));
  return parseManifest(await response.json());
}
