import { expect, test } from 'vitest';
import { addressOf, isHeavy, kindOf, pathOf, sameFile, typeOf } from './kinds.ts';

test('kinds of file', () => {
  expect(kindOf('index.html')).toBe('page');
  expect(kindOf('embed/recall/index.html')).toBe('page');
  expect(kindOf('_app/immutable/chunks/a.js')).toBe('code');
  expect(kindOf('_app/immutable/workers/worker-BtNBlcGV.js')).toBe('code');
  expect(kindOf('_app/immutable/assets/a.woff2')).toBe('code');
  expect(kindOf('_app/immutable/assets/background.CeybzJkx.bin')).toBe('data');
  expect(kindOf('lab/2026-11/models/d2-raw/config.json')).toBe('data');
  expect(kindOf('lab/manifest.json')).toBe('other');
  expect(kindOf('_app/version.json')).toBe('other');
  expect(kindOf('404.html')).toBe('other');
});

test.each(['https://x.org/', 'https://x.org/some/folder/'])('a page has one path, under %s', (scope) => {
  for (const end of ['', '?q=a', '#b', 'index.html', 'index.html?a#b']) {
    expect(pathOf(`${scope}introduction/${end}`, scope)).toBe('introduction/index.html');
  }
  expect(pathOf(scope, scope)).toBe('index.html');
  expect(pathOf(`${scope}feed.xml?a`, scope)).toBe('feed.xml');
  expect(addressOf('introduction/index.html', scope)).toBe(`${scope}introduction/`);
  expect(addressOf('index.html', scope)).toBe(scope);
  expect(addressOf('files.json', scope)).toBe(`${scope}files.json`);
});

test('what runs models is told from the rest, in any version', () => {
  expect(isHeavy('_app/immutable/assets/background.CeybzJkx.bin')).toBe(true);
  expect(isHeavy('_app/immutable/workers/worker-BtNBlcGV.js')).toBe(true);
  expect(isHeavy('_app/immutable/nodes/2.BtNBlcGV.js')).toBe(false);
  expect(sameFile('a/worker-BtNBlcGV.js', 'a/worker-C_p-Fw1x.js')).toBe(true);
  expect(sameFile('a/worker-BtNBlcGV.js', 'a/other-BtNBlcGV.js')).toBe(false);
});

test('a script is a script, whatever the host says', () => {
  expect(typeOf('_app/immutable/nodes/2.BtNBlcGV.js')).toBe('text/javascript');
  expect(typeOf('lab/2026-11/corpus/tokens.bin.bin')).toBeUndefined();
});
