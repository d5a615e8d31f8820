// What the article shows of our models before a reader has loaded any, besides what the pipeline publishes:
//
//   npm run record                          all of it, some twenty minutes
//   npm run record -- name-cloze            one
//
// To be run after every new release; the build ends where a record is of another one.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordExtraction } from './extraction.ts';
import { recordFilter } from './filter.ts';
import { recordNameCloze } from './name-cloze.ts';
import { openLab, type OnDisk, type Say } from './on-disk.ts';
import { recordOrdinary } from './ordinary.ts';
import { recordRecital } from './recital.ts';

const RECORDERS: Record<string, (lab: OnDisk, say: Say) => Promise<object>> = {
  'name-cloze': recordNameCloze,
  extraction: recordExtraction,
  filter: recordFilter,
  ordinary: recordOrdinary,
  recital: recordRecital
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RECORDERS);
const unknown = wanted.filter((name) => !(name in RECORDERS));
if (unknown.length) {
  throw new Error(
    `There is no record ${unknown.join(', ')}; there are ${Object.keys(RECORDERS).join(', ')}.`
  );
}

const lab = await openLab();
for (const name of wanted) {
  const record = await RECORDERS[name]!(lab, (line) => process.stdout.write(`${line}\n`));
  await writeFile(join('content', 'recorded', `${name}.json`), `${JSON.stringify(record)}\n`);
}
