// What the article shows of our models before a reader has loaded any, beyond what the pipeline publishes:
//
//   npm run record                          all of it, some forty minutes
//   npm run record -- name-cloze            one
//
// To be run after every new release; the build ends where a record is of another one.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordCoder } from './coder.ts';
import { recordExtraction } from './extraction.ts';
import { recordFilter } from './filter.ts';
import { recordNameCloze } from './name-cloze.ts';
import { openLab, type OnDisk, type Say } from './on-disk.ts';
import { recordOrdinary } from './ordinary.ts';
import { recordQueries } from './queries.ts';
import { recordRecital } from './recital.ts';
import { recordTeach } from './teach.ts';

const recorded = (name: string) => join('content', 'recorded', `${name}.json`);

/** What is recorded and where it is written. */
const RECORDERS: Record<string, [(lab: OnDisk, say: Say) => Promise<object>, string]> = {
  'name-cloze': [recordNameCloze, recorded('name-cloze')],
  extraction: [recordExtraction, recorded('extraction')],
  filter: [recordFilter, recorded('filter')],
  queries: [recordQueries, recorded('queries')],
  ordinary: [recordOrdinary, recorded('ordinary')],
  recital: [recordRecital, recorded('recital')],
  coder: [recordCoder, recorded('coder')],
  teach: [recordTeach, recorded('teach')]
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
  const [record, path] = RECORDERS[name]!;
  const made = await record(lab, (line) => process.stdout.write(`${line}\n`));
  await writeFile(path, `${JSON.stringify(made)}\n`);
}
