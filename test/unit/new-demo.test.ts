import { existsSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { compile } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { DEMOS, type Demo } from '#lib/demos/registry.ts';
import { parseState } from '../new-demo/demo/state.ts';
import { chapters, plan, refusal } from '../new-demo/plan.ts';

const NAME = 'no-such-demo';

test.each([
  [undefined, 'introduction', 'A new demo needs a name'],
  ['Try Me', 'introduction', '“Try Me” cannot be the name of a demo'],
  ['try--me', 'introduction', '“try--me” cannot be'],
  ['../try', 'introduction', '“../try” cannot be'],
  ['recall', 'introduction', 'There is a demo “recall” already'],
  ['gallery', 'introduction', 'There is a demo “gallery” already'],
  [NAME, 'nowhere', 'There is no chapter “nowhere”. There are: introduction, fair-use']
])('%s in %s is refused', (name, chapter, says) => {
  expect(refusal(name, chapter)).toContain(says);
});

test('a name that is free is not refused', () => {
  expect(refusal('no-such-demo-2', 'fair-use')).toBeUndefined();
});

test.each(chapters())('the registry keeps its order with a new demo in %s', async (chapter) => {
  const code = stripTypeScriptTypes((await plan(NAME, chapter)).get('src/lib/demos/registry.ts')!);
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  const { DEMOS: demos } = (await import(/* @vite-ignore */ url)) as { DEMOS: Demo[] };
  expect(demos.filter(({ name }) => name !== NAME)).toEqual(DEMOS);
  expect(demos.find(({ name }) => name === NAME)).toMatchObject({ title: 'No such demo', chapter });
  const order = demos.map((demo) => chapters().indexOf(demo.chapter));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('its old links are read without a complaint', async () => {
  const fixture = JSON.parse((await plan(NAME, 'introduction')).get('src/lib/demos/links.fixture.json')!) as {
    [demo: string]: { known: [string[]]; links: { link: string; state: unknown }[] };
  };
  const { known, links } = fixture[NAME]!;
  expect(links).toHaveLength(3);
  for (const { link, state } of links) expect(parseState(link, ...known)).toEqual({ state, complaints: [] });
});

test('its components compile, and import what is there', async () => {
  const files = await plan(NAME, 'introduction');
  for (const [path, text] of files) {
    expect(text).not.toContain('demo-name');
    if (path.endsWith('.svelte')) expect(compile(text, { filename: path, runes: true }).warnings).toEqual([]);
    for (const [, from] of text.matchAll(/(?:from |import\()'((?:\.|#lib)\/[^'$]+)'/g)) {
      const file = from!.startsWith('#lib/') ? `src/${from!.slice(1)}` : join(path, '..', from!);
      expect(files.has(file) || existsSync(file), `${path}: ${from}`).toBe(true);
    }
  }
});
