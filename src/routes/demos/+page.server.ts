import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isWritten } from '#lib/content/chapters.ts';
import { aboutDemo } from '#lib/demos/about.ts';
import { namedStates } from '#lib/demos/named.ts';
import { pictureOf, THEMES } from '#lib/demos/pictures.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { readContents } from '#lib/server/content.ts';
import { readEmbeds } from '#lib/server/embeds.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const contents = await readContents();
  const embeds = await readEmbeds();
  return {
    demos: DEMOS.map((demo) => {
      const chapter = contents.find(({ slug }) => slug === demo.chapter)!;
      const { number, slug, title } = chapter;
      const { height } = embeds.find(({ name }) => name === demo.name)!;
      return {
        ...demo,
        says: aboutDemo(demo.name).says,
        height: height['700'],
        states: namedStates(demo.name).map(({ slug, title }) => ({ slug, title })),
        // A new demo has none until it is built; a test makes sure that this is not for long.
        pictured: THEMES.every((theme) => existsSync(join('static', pictureOf(demo.name, theme)))),
        chapter: { number, slug, title, written: isWritten(chapter) }
      };
    })
  };
};
