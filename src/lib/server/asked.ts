import type { RequestEvent } from '@sveltejs/kit';
import type { Chapter } from '#lib/content/chapters.ts';
import { predictionsOf, type Asked } from '#lib/content/predictions.ts';
import { readChapters } from './content.ts';

/** A chapter, with what it has its readers predict. */
interface Asking {
  chapter: Chapter;
  asked: Asked[];
}

/** The predictions of all chapters, from their pages as they are prerendered. Throws where one of these does not come. */
export async function readAsked(fetch: RequestEvent['fetch']): Promise<Asking[]> {
  return Promise.all(
    (await readChapters()).map(async (chapter) => {
      const response = await fetch(`/${chapter.slug}/`);
      if (!response.ok) throw new Error(`/${chapter.slug}/ cannot be read: ${response.status}`);
      return { chapter, asked: predictionsOf(await response.text()) };
    })
  );
}
