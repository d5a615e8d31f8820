import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { building } from '$app/env';
import { parseManifest, withPacked, type Manifest } from '#lib/release/manifest.ts';
import { parsePassages, type Passage } from '#lib/release/passages.ts';
import { parseResults, type ResultRow } from '#lib/release/results.ts';
import { packedLab } from './packed-lab.ts';
import { parseSummary, type Summary } from '#lib/release/summary.ts';

/** A published file, by the path that the manifest gives it. */
export const labFile = (path: string) => readFile(join('static', 'lab', path));

/** The same as JSON. */
export const labJson = async (path: string): Promise<unknown> => JSON.parse(String(await labFile(path)));

/** A reader that reads once a build, however many pages ask. */
export const once = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let value: Promise<T> | undefined;
  return () => (value ??= read());
};

/** What the page knows of the published release. */
export const readManifest: () => Promise<Manifest> = once(async () => {
  const json = await labJson('manifest.json');
  // During development the files are served as they are.
  return parseManifest(building ? withPacked(json, packedLab(parseManifest(json))) : json);
});

/** The published counts, of every model and condition. */
export const readSummary: () => Promise<Summary> = once(async () =>
  parseSummary(await labJson((await readManifest()).summary.path))
);

/** The planting table. */
export const readPassages: () => Promise<Passage[]> = once(async () =>
  parsePassages(await labJson((await readManifest()).passages.path))
);

const rows = new Map<string, Promise<ResultRow[]>>();

/** What one model made of every passage; undefined where the release holds no results of it. */
export async function readResults(model: string): Promise<ResultRow[] | undefined> {
  const file = (await readManifest()).results.find((results) => results.model === model);
  if (!file) return undefined;
  const read = rows.get(model) ?? labJson(file.path).then(parseResults);
  rows.set(model, read);
  return read;
}

/** The same of one number of tokens given, by passage; none where the release holds no results of the model. */
export async function readRows(model: string, context: number): Promise<Map<string, ResultRow>> {
  const rows = (await readResults(model)) ?? [];
  return new Map(rows.filter((row) => row.context === context).map((row) => [row.passage, row]));
}

/** The results of these models, in their order, of those that have any. */
export async function readResultsOf(models: readonly { id: string }[]): Promise<Map<string, ResultRow[]>> {
  const read = await Promise.all(models.map(async ({ id }) => [id, await readResults(id)] as const));
  return new Map(read.flatMap(([id, results]) => (results ? [[id, results] as const] : [])));
}
