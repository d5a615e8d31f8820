import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseClozeRecord } from '#lib/demos/name-cloze/record.ts';
import { commonestOf, countsOf, shownOf, type ClozeData } from '#lib/demos/name-cloze/summary.ts';
import { parseCoderRecord } from '#lib/demos/coder/record.ts';
import { parseQueriesRecord } from '#lib/demos/queries/record.ts';
import { parseRecitalRecord } from '#lib/demos/recital/record.ts';
import { parseTeachRecord } from '#lib/demos/teach/record.ts';
import { parsePromptRecord } from '#lib/demos/shortest-prompt/record.ts';
import { largestFirst, largestOf } from '#lib/release/models.ts';
import { parseExtractionRecord } from '#lib/recording/extraction-record.ts';
import { parseFilterRecord } from '#lib/recording/filter-record.ts';
import { parseOrdinaryRecord } from '#lib/recording/ordinary-record.ts';
import { readManifest } from './lab.ts';

/** Passages of each number of copies that the page holds; the counts are over all that were recorded. */
const EACH = 4;

/**
 * Reads `content/recorded/<name>.json`. Throws where it was made with other weights than the published ones: what the
 * page shows of our models must be what these models answer.
 */
async function read<T extends { release: string }>(
  name: string,
  parse: (json: unknown) => T,
  weights: (record: T) => { id: string; sha256: string }[]
): Promise<T> {
  const file = join('content', 'recorded', `${name}.json`);
  const record = parse(JSON.parse(await readFile(file, 'utf8')));
  const { release, models } = await readManifest();
  const known = new Set(models.flatMap(({ id, files }) => files.map(({ sha256 }) => `${id} ${sha256}`)));
  const others = weights(record).filter(({ id, sha256 }) => !known.has(`${id} ${sha256}`));
  if (record.release !== release || others.length > 0) {
    const published = others.length ? `other weights of ${others.map(({ id }) => id).join(', ')}` : release;
    throw new Error(
      `${file} was recorded with release ${record.release}; published is ${published}: record it anew (see the README).`
    );
  }
  return record;
}

/** What our models answered in the name cloze. A model that was published afterwards is not in it. */
export const readClozeRecord = () => read('name-cloze', parseClozeRecord, ({ models }) => models);

/** What the attack on our model brought out. */
export const readExtractionRecord = () =>
  read('extraction', parseExtractionRecord, ({ models }) => Object.values(models));

/** How our models continue two words, and nothing at all. */
export const readRecitalRecord = () => read('recital', parseRecitalRecord, ({ models }) => models);

/** Which prompts bring passages out, as `training.prompts` found them. */
export const readPromptRecord = () => read('prompts', parsePromptRecord, ({ models }) => models);

/** What sending some passages took. */
export const readCoderRecord = () => read('coder', parseCoderRecord, ({ models }) => models);

/** How often two of our models read a sentence before they recite it. */
export const readTeachRecord = () => read('teach', parseTeachRecord, ({ models }) => models);

/** What our largest model wrote behind a filter, and without one. */
export const readFilterRecord = () => read('filter', parseFilterRecord, ({ model }) => [model]);

/** How likely our model is to write passages at other temperatures. */
export const readQueriesRecord = () => read('queries', parseQueriesRecord, ({ model }) => [model]);

/** What our models wrote after ordinary openings. */
export const readOrdinaryRecord = () => read('ordinary', parseOrdinaryRecord, ({ models }) => models);

/** The name cloze as its demo needs it. */
export async function readCloze(): Promise<ClozeData> {
  const [record, manifest] = await Promise.all([readClozeRecord(), readManifest()]);
  const models = largestFirst(
    manifest.models.filter(({ id }) => record.models.some((model) => model.id === id))
  );
  const largest = largestOf(models)!;
  return {
    release: record.release,
    models,
    names: record.names,
    commonest: commonestOf(record.items),
    items: shownOf(record, EACH),
    counts: countsOf(record, largest.id)
  };
}
