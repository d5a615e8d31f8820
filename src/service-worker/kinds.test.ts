import { expect, test } from 'vitest';
import { isHeavy, kindOf, pageOf, sameFile } from './kinds.ts';

test.each(['https://x.org/', 'https://x.org/some/folder/'])('kinds of address, under %s', (scope) => {
  const kind = (path: string) => kindOf(scope + path, scope);
  expect(kind('_app/immutable/chunks/a.js')).toBe('immutable');
  expect(kind('_app/version.json')).toBe('other');
  expect(kind('lab/2026-11/models/d2-raw/config.json')).toBe('lab');
  expect(kind('lab/manifest.json')).toBe('other');
  expect(kind('introduction/__data.json?x-sveltekit-invalidated=01')).toBe('data');
  expect(kind('introduction/')).toBe('other');
});

test('a page is kept under one address', () => {
  for (const end of ['', '?q=a', '#b', '__data.json?c=1', 'index.html']) {
    expect(pageOf(`https://x.org/f/introduction/${end}`)).toBe('https://x.org/f/introduction/');
  }
});

test('what runs models is told from the rest, in any version', () => {
  expect(isHeavy('https://x.org/_app/immutable/assets/ort.CeybzJkx.wasm')).toBe(true);
  expect(isHeavy('https://x.org/_app/immutable/workers/worker-BtNBlcGV.js')).toBe(true);
  expect(isHeavy('https://x.org/_app/immutable/nodes/2.BtNBlcGV.js')).toBe(false);
  expect(sameFile('a/worker-BtNBlcGV.js', 'b/worker-C_p-Fw1x.js')).toBe(true);
  expect(sameFile('a/ort.CeybzJkx.wasm', 'a/other.CeybzJkx.wasm')).toBe(false);
});
