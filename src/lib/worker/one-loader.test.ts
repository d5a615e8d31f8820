import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What fetches by itself, and why it may. */
const MAY = {
  'src/lib/worker/download.ts': 'the loader',
  'src/lib/deployment/version.ts': 'asks which version of the site stands there',
  'src/lib/worker/start.ts': 'refreshes a script that did not come',
  'src/lib/worker/own-host.ts': 'forbids requests to other hosts',
  'src/lib/demos/corpus-search/web-count.ts':
    'a service elsewhere, at a press; no answer of ours depends on it',
  'src/lib/charts/svg-file.ts': 'the font of a drawing that is saved; without it another font is used',
  'src/lib/server/asked.ts': 'reads the chapters while the site is built',
  'src/lib/packages/own-source.ts': 'files of any kind for a package, each checked by the list of the build',
  'src/lib/server/search.ts': 'reads the pages while the site is built',
  'src/inline/missing.ts': 'the list of pages for an address that leads nowhere',
  'src/inline/boot.ts': 'refreshes a script that did not come'
};

test('whatever an answer depends on comes through the loader', () => {
  const fetching = globSync('src/**/*.{ts,svelte}')
    .filter((path) => !/\.test\.ts$|fixture|service-worker/.test(path))
    .filter((path) => /(?<![\w.#'])fetch\(|XMLHttpRequest|importScripts/.test(readFileSync(path, 'utf8')));
  expect(fetching.filter((path) => !(path in MAY))).toEqual([]);
});

/** What imports a script by itself, and who says so where it does not come. */
const IMPORTS = {
  'src/lib/worker/sha256.ts': 'the loader',
  'src/lib/demos/near.ts': 'draws a demo while the site is built'
};

test('a script that is fetched at a press is tried again, and missed in words for readers', () => {
  const importing = globSync('src/**/*.{ts,svelte}')
    .filter((path) => !/\.test\.ts$|fixture/.test(path))
    .filter((path) => /await import\(/.test(readFileSync(path, 'utf8')));
  expect(importing.filter((path) => !(path in IMPORTS))).toEqual([]);
});
