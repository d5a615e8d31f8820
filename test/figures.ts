// Writes every chart of the chapters and of what is beside them as files for slides: `npm run figures`, after a build;
// `npm run figures extraction` writes those of this page alone. Each is the file that the page itself gives ("Download as SVG"),
// with title, source and licence, as figures/<page>/<id>.svg; and the same as a PNG, drawn by the browser.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Locator, type Page } from 'playwright';
import { launchOptions } from './chromium.mjs';
import { chapters } from './new-demo/plan.ts';
import { StaticServer } from './static-server.ts';

/** Pixels of a PNG for each unit of a drawing, so that it fills a slide. */
const SCALE = 2;

const root = join(import.meta.dirname, '..');
const out = join(root, 'figures');
const known = [...chapters(), ...readdirSync(join(root, 'content', 'appendices'))];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((slug) => !known.includes(slug));
if (unknown.length > 0)
  throw new Error(`No such chapter: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);

const server = new StaticServer();
const site = await server.open();
const browser = await chromium.launch(launchOptions());

/** Presses the button of a chart that gives its SVG file, wherever it is folded away. */
async function svgOf(page: Page, chart: Locator): Promise<string> {
  const given = page.waitForEvent('download');
  await chart
    .locator('button', { hasText: 'Download as SVG' })
    .evaluate((button: HTMLButtonElement) => button.click());
  const svg = readFileSync(await (await given).path(), 'utf8');
  // Without SITE_URL a page knows no address but the one that it has here.
  return svg.replaceAll(site, '');
}

/** An SVG file as the browser draws it. */
async function pngOf(file: string): Promise<Buffer> {
  const [, width, height] = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(readFileSync(file, 'utf8'))!;
  const page = await browser.newPage({
    viewport: { width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) },
    deviceScaleFactor: SCALE
  });
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  const png = await page.screenshot();
  await page.close();
  return png;
}

for (const slug of wanted.length > 0 ? wanted : known) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(120_000);
  await page.goto(`${site}${slug}/`);
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  const folder = join(out, slug);
  for (const figure of await page.locator('figure:has(.chart)').all()) {
    const id = await figure.getAttribute('id');
    if (!id) throw new Error(`A figure of ${slug} has no id to be named by: ${await figure.innerText()}`);
    const charts = await figure.locator('.chart').all();
    for (const [at, chart] of charts.entries()) {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `${id.replace(/^fig-/, '')}${charts.length > 1 ? `-${at + 1}` : ''}`);
      writeFileSync(`${file}.svg`, await svgOf(page, chart));
      writeFileSync(`${file}.png`, await pngOf(`${file}.svg`));
      console.log(`${file}.svg`);
    }
  }
  await page.close();
}
await browser.close();
await server.close();
