// The published files as a build serves them: what pages fetch is packed, and kept once.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from '@sveltejs/kit';
import { PACKED, packedOnce } from '#lib/deployment/pack.ts';
import {
  filesToPack,
  parseManifest,
  runnableModels,
  withPacked,
  type FileEntry,
  type Manifest
} from '#lib/release/manifest.ts';

const LAB = join('static', 'lab');

/** Of each file that is packed, by its SHA-256: its path and its packed length. */
export function packedLab(manifest: Manifest): Map<string, Required<Pick<FileEntry, 'path' | 'packed'>>> {
  return new Map(
    filesToPack(manifest).map(({ path, sha256 }) => [
      sha256,
      { path, packed: packedOnce(join(LAB, path), sha256).length }
    ])
  );
}

/** Writes the packed files into a build, takes the plain ones out of it, and says so in its manifest. */
export function packLab(folder: string): void {
  const lab = join(folder, 'lab');
  const text = readFileSync(join(lab, 'manifest.json'), 'utf8');
  const json: unknown = JSON.parse(text);
  const manifest = parseManifest(json);
  const packed = packedLab(manifest);
  for (const [sha256, { path }] of packed)
    writeFileSync(join(lab, path + PACKED), packedOnce(join(LAB, path), sha256));
  const plain = [...filesToPack(manifest), ...runnableModels(manifest).flatMap(({ files }) => files)];
  for (const { path, sha256 } of plain) {
    if (packed.has(sha256) && existsSync(join(lab, path))) rmSync(join(lab, path));
  }
  writeFileSync(join(lab, 'manifest.json'), `${JSON.stringify(withPacked(json, packed), null, 1)}\n`);
}

/** An adapter in whose build the published files are packed. */
export const withPackedLab = (inner: Adapter, folder: string): Adapter => ({
  ...inner,
  async adapt(builder) {
    await inner.adapt(builder);
    packLab(folder);
  }
});
