import { experimentNumbers } from '#lib/release/experiment.ts';
import { readManifest, readSummary } from '../lab.ts';
import { readPairs, readPlayground } from '../published.ts';

/** Tokens of a passage that are given where the text counts what is recited. */
const GIVEN = 32;

/** What the text of the chapter is given. */
export async function evidence() {
  return {
    pairs: await readPairs(),
    playground: await readPlayground(),
    numbers: experimentNumbers(await readManifest(), await readSummary(), GIVEN)
  };
}
