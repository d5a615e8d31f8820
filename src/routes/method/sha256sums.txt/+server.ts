import { text } from '@sveltejs/kit';
import { filesOf, readRelease } from '#lib/server/release.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

/** Every published file with its SHA-256, as `sha256sum --check` reads it in `static/lab`. */
export const GET: RequestHandler = async () =>
  text(
    filesOf(await readRelease())
      .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
      .join('')
  );
