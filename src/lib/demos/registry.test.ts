import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import heights from './heights.json' with { type: 'json' };
import { CARD_PICTURE, cardOf, cardPicture, PICTURE, pictureOf, THEMES } from './pictures.ts';
import { aboutDemo } from './about.ts';
import { DEMOS } from './registry.ts';

test('the list names every demo that has a page, and no other', () => {
  const names = DEMOS.map(({ name }) => name);
  const pages = globSync('src/routes/[[]frame=frame]/*/+page.svelte');
  expect(names.toSorted()).toEqual(pages.map((file) => file.split(/[\\/]/).at(-2)!).sort());
  expect(new Set(names).size).toBe(names.length);
});

test('of each something is said, and only pages that are built read it', () => {
  for (const { name } of DEMOS)
    expect(
      Object.values(aboutDemo(name)).map((said: string) => /[.?]$/.test(said)),
      name
    ).toEqual([true, true]);
  const readers = globSync('src/**/*.{ts,svelte}', { exclude: ['**/*.test.ts', '**/*.fixture.ts'] }).filter(
    (file) => readFileSync(file, 'utf8').includes('demos/about.ts')
  );
  expect(readers.filter((file) => !/^src.lib.server.|\+(page|layout)?\.?server\.ts$/.test(file))).toEqual([]);
});

test('each belongs to a chapter that there is or will be', () => {
  const planned = JSON.parse(readFileSync(join('content', 'planned.json'), 'utf8')) as { slug: string }[];
  const slugs = globSync('content/chapters/*').map((folder) => folder.replace(/^.*[\\/]\d\d-/, ''));
  for (const { chapter } of DEMOS) expect([...slugs, ...planned.map(({ slug }) => slug)]).toContain(chapter);
});

test('the height of each in a frame was measured, and of no other', () => {
  expect(Object.keys(heights).toSorted()).toEqual(DEMOS.map(({ name }) => name).toSorted());
});

test('each has a picture, light and dark, that a list can afford, and no other is kept', () => {
  const expected = DEMOS.flatMap(({ name }) => THEMES.map((theme) => pictureOf(name, theme)));
  const kept = globSync('pictures/*', { cwd: 'static' }).map((path) => path.replaceAll('\\', '/'));
  expect(kept.toSorted()).toEqual(expected.toSorted());
  for (const path of kept) {
    const file = join('static', path);
    expect(statSync(file).size, path).toBeLessThanOrEqual(PICTURE.most);
    expect(readFileSync(file).subarray(8, 12).toString(), path).toBe('WEBP');
  }
});

test('each, and each chapter, has a picture for its card, and no other is kept: `npm run pictures <name>` takes it', () => {
  const slugs = globSync('content/chapters/*').map((folder) => folder.replace(/^.*[\\/]\d\d-/, ''));
  const expected = [...DEMOS.map(({ name }) => cardOf(name)), ...slugs].map(cardPicture);
  const kept = globSync('content/cards/*').map((path) => path.replaceAll('\\', '/'));
  expect(kept.toSorted()).toEqual(expected.toSorted());
  for (const path of kept) {
    const png = readFileSync(path);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)], path).toEqual([
      CARD_PICTURE.size,
      CARD_PICTURE.size
    ]);
    expect(png.length, path).toBeLessThanOrEqual(CARD_PICTURE.most);
  }
});
