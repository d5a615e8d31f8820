import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The addresses that no model read, which are not published: the pipeline writes them beside the corpus. */
export async function heldOut(release: string): Promise<string[]> {
  const file = join('training', 'out', release, 'corpus', 'held_out.json');
  if (!existsSync(file)) throw new Error(`${file} is missing: run training.corpus, as the README says.`);
  const { texts } = JSON.parse(await readFile(file, 'utf8')) as { texts: { text: string }[] };
  return texts.map(({ text }) => text);
}
