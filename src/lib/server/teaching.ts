// What those who teach get, from `content/teach/`, its numbers filled in.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fill } from '#lib/teaching/fill.ts';
import { readGuides, type Guide } from '#lib/teaching/guides.ts';
import { readQuestions, type Section } from '#lib/teaching/questions.ts';
import { readChapters } from './content.ts';
import { once } from './lab.ts';
import { readTeachingNumbers } from './teaching-numbers.ts';

const FOLDER = join('content', 'teach');
export const QUESTIONS = join(FOLDER, 'questions.yaml');
export const GUIDES = join(FOLDER, 'guides.yaml');

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
