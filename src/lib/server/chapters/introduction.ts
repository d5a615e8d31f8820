import { experimentNumbers } from '#lib/release/experiment.ts';
import { GIVEN } from '#lib/release/given.ts';
import { readManifest, readSummary } from '../lab.ts';
import { readPairs, readPlayground } from '../published.ts';
import { lessonsEvidence, readFirstLessons } from '../teach.ts';

/** What the text of the chapter is given. */
export async function evidence() {
  return {
    pairs: await readPairs(),
    playground: await readPlayground(),
    numbers: experimentNumbers(await readManifest(), await readSummary(), GIVEN),
    teach: await readFirstLessons(),
    lessons: await lessonsEvidence()
  };
}
