// Slides of the lesson plans, one file each, and beside them what they run on.
import { error } from '@sveltejs/kit';
import { deckOf, REVEAL_FILES, revealFile } from '#lib/server/deck.ts';
import { readLabels, readTeachingGuides, readTeachingPlans } from '#lib/server/teaching.ts';
import { deckName } from '#lib/teaching/address.ts';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;

export const entries: EntryGenerator = async () => [
  ...(await readTeachingPlans()).map(({ id }) => ({ file: deckName(id) })),
  ...REVEAL_FILES.map((file) => ({ file }))
];

const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

export const GET: RequestHandler = async ({ params: { file } }) => {
  const plan = (await readTeachingPlans()).find(({ id }) => deckName(id) === file);
  const known = REVEAL_FILES.find((name) => name === file);
  if (!plan && !known) error(404, 'Not Found');
  const text = plan
    ? await deckOf(plan, { guides: await readTeachingGuides(), labels: await readLabels() })
    : await revealFile(known!);
  return new Response(text, {
    headers: { 'content-type': `${TYPES[file.split('.').at(-1)!]}; charset=utf-8` }
  });
};
