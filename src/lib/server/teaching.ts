// What those who teach get, from `content/teach/`, its numbers filled in.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { namedStates } from '#lib/demos/named.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { fill } from '#lib/teaching/fill.ts';
import { readGuides, type Guide } from '#lib/teaching/guides.ts';
import { readHandout, readPlans, type Handout, type Plan } from '#lib/teaching/plans.ts';
import { readQuestions, type Section } from '#lib/teaching/questions.ts';
import { readConformance, readReview } from '#lib/teaching/review.ts';
import { readChapters } from './content.ts';
import { once } from './lab.ts';
import { readTeachingNumbers } from './teaching-numbers.ts';

const FOLDER = join('content', 'teach');
export const QUESTIONS = join(FOLDER, 'questions.yaml');
export const GUIDES = join(FOLDER, 'guides.yaml');
export const PLANS = join(FOLDER, 'plans.yaml');
export const HANDOUT = join(FOLDER, 'handout.yaml');
const CONFORMANCE = join(FOLDER, 'conformance.yaml');
const REVIEW = join(FOLDER, 'review.yaml');

const filled = async (file: string): Promise<unknown> =>
  fill<unknown>(parse(await readFile(file, 'utf8')), await readTeachingNumbers(), file);

/** The questions by chapter. */
export const readBank: () => Promise<Section[]> = once(async () =>
  readQuestions(
    await filled(QUESTIONS),
    (await readChapters()).map(({ number, slug, title }) => ({ number, slug, title })),
    QUESTIONS
  )
);

/** The guides, one for each chapter. */
export const readTeachingGuides: () => Promise<Guide[]> = once(async () =>
  readGuides(
    await filled(GUIDES),
    (await readChapters()).map(({ slug }) => slug),
    GUIDES
  )
);

/** The lesson plans. */
export const readTeachingPlans: () => Promise<Plan[]> = once(async () =>
  readPlans(await filled(PLANS), PLANS)
);

/** The handout, with its answers. */
export const readTeachingHandout: () => Promise<Handout> = once(async () =>
  readHandout(await filled(HANDOUT), await readTeachingGuides(), await readBank(), HANDOUT)
);

/** What links call the pages to which the teaching files lead: by the path of each. */
export async function readLabels(): Promise<Record<string, string>> {
  const chapters = await readChapters();
  return Object.fromEntries([
    ...DEMOS.flatMap(({ name, title }) => [
      [`demos/${name}/`, title],
      ...namedStates(name).map((state) => [`demos/${name}/${state.slug}/`, `${title}: ${state.title}`])
    ]),
    ...chapters.map(({ slug, number }) => [`${slug}/`, `Chapter ${number}`]),
    ['corpus/', 'Training text'],
    ['method/', 'Method']
  ]);
}

const plain = async (file: string): Promise<unknown> => parse(await readFile(file, 'utf8'));

/** What an institution asks: the accessibility conformance report, and answers on privacy and security. */
export const readInstitution = once(async () => ({
  report: readConformance(await plain(CONFORMANCE), CONFORMANCE),
  review: readReview(await plain(REVIEW), REVIEW)
}));
