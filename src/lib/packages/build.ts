// A build on the disk. Not for the browser.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFile, LIST, readList } from '#lib/deployment/files.ts';
import { openSource, type Source } from './source.ts';

/** Opens the build in a folder. Throws where there is none, or a file of it is not as its list has it. */
export async function openBuild(folder: string): Promise<Source> {
  const list = join(folder, LIST);
  if (!existsSync(list)) throw new Error(`There is no build in ${folder}: run npm run build first.`);
  const { files } = await readList(readFileSync(list, 'utf8'));
  return openSource(files, async (path) => {
    const bytes = new Uint8Array(readFileSync(join(folder, path)));
    if (!(await isFile(bytes.buffer, files[path]!)))
      throw new Error(`${path} in ${folder} is not as its ${LIST} has it.`);
    return bytes;
  });
}
