import { isWritten } from '#lib/content/chapters.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { readContents } from '#lib/server/content.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const contents = await readContents();
  return {
    demos: DEMOS.map((demo) => {
      const chapter = contents.find(({ slug }) => slug === demo.chapter)!;
      const { number, slug, title } = chapter;
      return { ...demo, chapter: { number, slug, title, written: isWritten(chapter) } };
    })
  };
};
