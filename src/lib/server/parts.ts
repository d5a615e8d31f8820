// What packages have besides files of the site, as one file of it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestEvent } from '@sveltejs/kit';
import { build, type Rollup } from 'vite';
import type { Parts } from '#lib/packages/source.ts';
import { readAsked } from './asked.ts';

const FOLDER = join('src', 'lib', 'packages');

/** The script of a SCORM package's pages, as one. */
async function bundled(): Promise<string> {
  const made = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(FOLDER, 'sco', 'page.ts'), formats: ['iife'], name: 'sco' },
      minify: true
    }
  })) as Rollup.RollupOutput[];
  return made[0]!.output[0].code;
}

/** The parts, and the predictions as the chapters ask for them. */
export async function readParts(fetch: RequestEvent['fetch']): Promise<Parts> {
  const text = (...path: string[]) => readFile(join(...path), 'utf8');
  return {
    script: await bundled(),
    style: await text(FOLDER, 'package.css'),
    elsewhere: await text(FOLDER, 'elsewhere.js'),
    licences: {
      'LICENSE.txt': await text('LICENSE'),
      'LICENSES/CC-BY-4.0.txt': await text('LICENSES', 'CC-BY-4.0.txt'),
      'LICENSES/CC0-1.0.txt': await text('LICENSES', 'CC0-1.0.txt')
    },
    predictions: Object.fromEntries(
      (await readAsked(fetch)).map(({ chapter, asked }) => [chapter.slug, asked])
    )
  };
}
