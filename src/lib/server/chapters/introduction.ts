import { experimentNumbers } from '#lib/article/experiment.ts';
import { readPublished, readSummary } from '../published.ts';

/** Tokens of a passage that are given where the text counts what is recited. */
const GIVEN = 32;

/** What the text of the chapter is given. */
export async function evidence() {
  const published = await readPublished();
  return { published, numbers: experimentNumbers(published.manifest, await readSummary(), GIVEN) };
}
