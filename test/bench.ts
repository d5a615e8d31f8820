// `npm run bench`: how fast the runtime is, as medians and ratios. Compare ratios, not machines.
// Runs the sources as Vite's development server gives them, in the Chromium of the tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { launchOptions } from './chromium.mjs';
import type { Row } from './bench/rows.ts';

const root = join(import.meta.dirname, '..');
const lab = (path: string) => JSON.parse(readFileSync(join(root, 'static/lab', path), 'utf8'));
const manifest = lab('manifest.json');

/** The opening of the passage with most copies: every published model can go on from it. */
const passages: { copies: number; token_ids: number[] }[] = lab(manifest.passages.path).passages;
const opening = passages.toSorted((a, b) => b.copies - a.copies)[0]!.token_ids.slice(0, 24);

const only = process.argv.slice(2);
const models = (manifest.models as { id: string; data: string; path: string; dtypes: string[] }[]).filter(
  ({ id, data }) => (only.length ? only.includes(id) : data === 'raw')
);

const server = await createServer({
  root,
  server: { port: 0, hmr: false, fs: { allow: [root] } },
  logLevel: 'error'
});
await server.listen();
const browser = await chromium.launch(launchOptions());
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  // An empty page of that origin: nothing else runs beside what is measured.
  await page.route('**/bench-page', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
  );
  await page.goto(new URL('bench-page', server.resolvedUrls!.local[0]!).href);
  for (const model of models) {
    const weights = `/lab/${model.path}/onnx/model_${model.dtypes[0] === 'q8' ? 'quantized' : model.dtypes[0]}.onnx`;
    print(
      await page.evaluate(
        async ([model, weights, ids]) => {
          const module = '/test/bench/language-model.ts';
          const { benchLanguageModel } = await import(/* @vite-ignore */ module);
          return benchLanguageModel(model, weights, ids) as Promise<Row[]>;
        },
        [model, weights, opening] as const
      )
    );
  }
} finally {
  await browser.close();
  await server.close();
}

function print(rows: Row[]): void {
  for (const { name, value, unit, ratio, aim } of rows) {
    const compared = ratio === undefined ? '' : `  x ${ratio.toFixed(2)}${aim ? ` (aim: ${aim})` : ''}`;
    console.log(`${name.padEnd(52)} ${value.toFixed(value < 10 ? 1 : 0).padStart(6)} ${unit}${compared}`);
  }
}
