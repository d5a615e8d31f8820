// A model without a page: the worker of the build, on an empty page of its own.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { filesToRun, isTokenizer, parseManifest, type ModelEntry } from '#lib/release/manifest.ts';
import { median, type Row } from './rows.ts';

/** The script of the worker that runs models, in a build: the one that recites. */
function workerIn(build: string): string {
  const folder = join('_app', 'immutable', 'workers');
  const name = readdirSync(join(build, folder)).find(
    (name) =>
      name.endsWith('.js') &&
      readFileSync(join(build, folder, name), 'utf8').includes('There is nothing to go on from')
  );
  if (!name) throw new Error('The build has no worker that runs models.');
  return `${folder}/${name}`;
}

/** What the worker is told of a model, with the addresses of the build. */
function filesOf(model: ModelEntry, url: string) {
  const files = filesToRun(model).map(({ path, bytes, sha256, packed }) => ({
    path,
    name: path.replace(/^.*\//, ''),
    url: `${url}lab/${path}${packed === undefined ? '' : '.bin'}`,
    ...{ bytes, sha256, packed }
  }));
  return {
    own: files.filter(({ path }) => !isTokenizer(path)),
    tokenizer: files.find(({ path }) => isTokenizer(path))!
  };
}

/** From the start of the worker to the first token of the first model, and from asking for the second to its own. */
export async function benchAlone(
  browser: Browser,
  url: string,
  build: string,
  [first, second]: [string, string],
  ids: number[]
): Promise<Row[]> {
  const manifest = parseManifest(JSON.parse(readFileSync(join(build, 'lab', 'manifest.json'), 'utf8')));
  const files = [first, second].map((id) =>
    filesOf(
      manifest.models.find((model) => model.id === id)!,
      url
    )
  );
  const times: number[][] = [];
  for (let i = 0; i < 5; i++) {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.route('**/bench-page', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
    );
    await page.goto(`${url}bench-page`);
    times.push(
      await page.evaluate(
        async ({ script, files, ids }) => {
          const found: number[] = [];
          let last = performance.now();
          const worker = new Worker(script, { type: 'module' });
          const { sha256, url } = files[0]!.tokenizer;
          const decoding = { method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 1, maxTokens: 8 };
          let id = 0;
          const ask = ({ own }: (typeof files)[number]) => {
            worker.postMessage({ id: ++id, type: 'load', files: own, tokenizer: sha256, fresh: false });
            worker.postMessage({ id: ++id, type: 'complete', ids, decoding, n: 1 });
          };
          ask(files[0]!);
          const body = (await fetch(url)).body!;
          const plain = url.endsWith('.bin') ? body.pipeThrough(new DecompressionStream('gzip')) : body;
          const json: unknown = await new Response(plain).json();
          worker.postMessage({ type: 'tokenizer', sha256, json });
          return new Promise<number[]>((resolve, reject) => {
            worker.onmessage = ({ data }: MessageEvent<{ type: string; id: number; message?: string }>) => {
              if (data.type === 'error') return reject(new Error(data.message));
              // The first part of each completion, which is the second question about its model.
              if (data.type !== 'part' || data.id !== 2 * (found.length + 1)) return;
              found.push(performance.now() - last);
              if (found.length === files.length) return resolve(found);
              last = performance.now();
              ask(files[found.length]!);
            };
          }).finally(() => worker.terminate());
        },
        { script: `${url}${workerIn(build)}`, files, ids }
      )
    );
    await context.close();
  }
  const row = (name: string, at: number, most?: number): Row => ({
    name,
    value: median(times.map((each) => each[at]!)),
    unit: 'ms',
    ...(most && { most })
  });
  return [
    row(`${first} without a page: from its worker to the first token`, 0, 1000),
    row(`${second} after it, in that worker: to the first token`, 1, 300)
  ];
}
