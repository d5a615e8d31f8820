// What packages for course systems are made of, as one file of the site.
import { aboutDemo } from '#lib/demos/about.ts';
import { namedStates } from '#lib/demos/named.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import type { Course } from '#lib/packages/course.ts';
import sizes from '#lib/packages/sizes.json' with { type: 'json' };
import { NAME, SITE_URL } from '#lib/site/site.ts';
import { readEmbeds } from './embeds.ts';
import { once, readManifest } from './lab.ts';
import {
  readBank,
  readLabels,
  readTeachingGuides,
  readTeachingHandout,
  readTeachingPlans
} from './teaching.ts';

/** The file's text. */
export const readCourse = once(async (): Promise<string> => {
  const heights = new Map((await readEmbeds()).map(({ name, height }) => [name, height['700']]));
  const course: Course = {
    name: NAME,
    site: SITE_URL,
    day: import.meta.env.BUILD_DAY,
    release: (await readManifest()).release,
    bank: await readBank(),
    guides: await readTeachingGuides(),
    plans: await readTeachingPlans(),
    handout: await readTeachingHandout(),
    demos: DEMOS.map(({ name, title, chapter }) => ({
      name,
      title,
      chapter,
      says: aboutDemo(name).says,
      states: namedStates(name).map(({ slug, title, says }) => ({ slug, title, says })),
      height: heights.get(name)!
    })),
    labels: await readLabels()
  };
  return JSON.stringify(course);
});

/** Bytes of the smallest and the largest SCORM package of one demo, and of that of all; by `npm run package -- sizes`. */
export function readPackageSizes(): { least: number; most: number; all: number } {
  const { all, ...each } = sizes;
  const ordered = Object.values(each).sort((a, b) => a - b);
  return { least: ordered[0]!, most: ordered.at(-1)!, all };
}
