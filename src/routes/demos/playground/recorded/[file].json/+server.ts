import { error } from '@sveltejs/kit';
import { serveJson } from '#lib/server/made.ts';
import { readRecordedFiles } from '#lib/server/recorded-states.ts';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;

export const entries: EntryGenerator = async () =>
  [...(await readRecordedFiles()).keys()].map((name) => ({ file: name.replace(/\.json$/, '') }));

/** What every model of the page made of every passage: a catalogue, the openings, and the answers in bundles. */
export const GET: RequestHandler = async ({ params }) => {
  const text = (await readRecordedFiles()).get(`${params.file}.json`);
  return text === undefined ? error(404, 'Not Found') : serveJson(text);
};
