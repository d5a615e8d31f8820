// `npm run kernels`: compiles kernels.as, and writes it as text into a module, so that it comes with the worker's script.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const OPTIONS = '-O3 --converge --noAssert --runtime stub --enable simd --importMemory --use abort=';

/** What kernels.as compiles to. @throws Error with what the compiler says */
export async function compile(): Promise<Uint8Array> {
  const source = await readFile(beside('kernels.as'), 'utf8');
  let made: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ['kernels.ts', ...OPTIONS.split(' '), '--outFile', 'kernels.wasm'],
    {
      readFile: (name) => (name === 'kernels.ts' ? source : null),
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') made = contents;
      },
      listFiles: () => []
    }
  );
  if (error || !made) throw new Error(stderr.toString());
  return made;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = Buffer.from(await compile()).toString('base64');
  await writeFile(
    beside('kernels.wasm.ts'),
    `// Made by \`npm run kernels\` of kernels.as.\nexport const KERNELS =\n  '${text}';\n`
  );
}
