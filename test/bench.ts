// `npm run bench`: how fast and how heavy it all is, as medians and ratios. Compare ratios, not machines.
// `npm run bench -- d6-raw` benches that model alone, `npm run bench -- attack` the attack of chapter 4 alone.
//
// What runs in workers is measured as Vite's development server gives it, alone on an empty page; what a reader waits for,
// in the built site, which is built first. All in the Chromium of the tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, createServer, preview } from 'vite';
import { parseManifest } from '#lib/release/manifest.ts';
import { benchAlone } from './bench/alone.ts';
import { benchAttack } from './bench/attack.ts';
import type { Row } from './bench/rows.ts';
import { benchSite } from './bench/site.ts';
import { launchOptions } from './chromium.mjs';

const root = join(import.meta.dirname, '..');
const lab = (path: string): unknown => JSON.parse(readFileSync(join(root, 'static/lab', path), 'utf8'));
const manifest = parseManifest(lab('manifest.json'));
const { passages } = lab(manifest.passages.path) as {
  passages: { copies: number; text: string; token_ids: number[] }[];
};

/** Those with most copies first. */
const byCopies = passages.toSorted((a, b) => b.copies - a.copies);
const copied = byCopies[0]!;
const openings = byCopies.slice(0, 20).map(({ token_ids }) => token_ids.slice(0, 24));
const opening = openings[0]!;

const only = process.argv.slice(2);
const models = manifest.models.filter(({ id, data }) => (only.length ? only.includes(id) : data === 'raw'));

const browser = await chromium.launch(launchOptions());
try {
  if (models.length > 0) await benchWorkers();
  await build({ root, logLevel: 'error' });
  const server = await preview({ root, preview: { port: 0 } });
  const url = server.resolvedUrls!.local[0]!;
  if (models.length > 0) {
    print(
      await benchSite(
        browser,
        url,
        models.map(({ id }) => id),
        copied.text.slice(0, 100)
      )
    );
    print(await benchAlone(browser, url, join(root, 'build'), ['d4-raw', 'd2-raw'], opening));
  }
  if (only.length === 0 || only.includes('attack')) print(await benchAttack(browser, url));
  await server.close();
} finally {
  await browser.close();
}

async function benchWorkers(): Promise<void> {
  const server = await createServer({
    root,
    server: { port: 0, hmr: false, fs: { allow: [root] } },
    logLevel: 'error'
  });
  await server.listen();
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  // An empty page of that origin: nothing else runs beside what is measured.
  await page.route('**/bench-page', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
  );
  await page.goto(new URL('bench-page', server.resolvedUrls!.local[0]!).href);

  const run = (module: string, name: string, ...args: unknown[]) =>
    page.evaluate(
      async ([module, name, args]) => {
        const exports = (await import(/* @vite-ignore */ module)) as Record<
          string,
          (...args: unknown[]) => Promise<Row[]>
        >;
        return exports[name]!(...args);
      },
      [module, name, args] as const
    );
  for (const model of models) {
    const file = model.dtypes[0] === 'q8' ? 'model_quantized.onnx' : `model_${model.dtypes[0]}.onnx`;
    const weights = `/lab/${model.path}/onnx/${file}`;
    print(await run('/test/bench/language-model.ts', 'benchLanguageModel', model, weights, openings));
    print(await run('/test/bench/wllama.ts', 'benchWllama', model, weights, copied.text.slice(0, 100)));
    print(await run('/test/bench/engine.ts', 'benchShares', model, weights, opening));
    print(await run('/test/bench/engine.ts', 'benchLessons', model, weights, opening));
  }
  const texts = passages.map(({ token_ids }) => token_ids);
  print(await run('/test/bench/corpus.ts', 'benchCorpus', manifest, texts));
  await page.close();
  await server.close();
}

function print(rows: Row[]): void {
  for (const { name, value, unit, ratio, aim, most } of rows) {
    const compared = ratio === undefined ? '' : `  x ${ratio.toFixed(2)}${aim ? ` (aim: ${aim})` : ''}`;
    const limit = most === undefined ? '' : `  (aim: under ${most})`;
    console.log(
      `${name.padEnd(52)} ${value.toFixed(value < 10 ? 1 : 0).padStart(6)} ${unit}${compared}${limit}`
    );
  }
}
