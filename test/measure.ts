// Measures how high each demo is in frames of several widths, at rest and after its main action, and writes it to
// src/lib/demos/heights.json: `npm run measure`, after a build; `npm run measure recall` measures this one alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { format } from 'prettier';
import { launchOptions } from './chromium.mjs';
import { embeds, heightOf, inFrame, isCompact, live, mainAction, WIDTHS } from './embeds.ts';
import { StaticServer } from './static-server.ts';

/** Pixels that a height is rounded up to. */
const STEP = 10;

const file = join(import.meta.dirname, '..', 'src', 'lib', 'demos', 'heights.json');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !embeds().some((embed) => embed.name === name));
if (unknown.length > 0) throw new Error(`No such demo in build/: ${unknown.join(', ')}`);

const server = new StaticServer();
const site = await server.open();
const browser = await chromium.launch(launchOptions());

type Heights = Record<string, Record<string, number>>;
const measured = JSON.parse(readFileSync(file, 'utf8')) as Heights;
const heights: Heights = {};
for (const { name } of embeds()) {
  if (measured[name] && wanted.length > 0 && !wanted.includes(name)) {
    heights[name] = measured[name];
    continue;
  }
  const of: Record<string, number> = (heights[name] = {});
  for (const width of WIDTHS) {
    const page = await browser.newPage();
    // A machine may do other things too.
    page.setDefaultTimeout(120_000);
    // Low, so that what a demo makes of the height of its window counts for nothing.
    const frame = await inFrame(page, `${site}embed/${name}/`, { width: Number(width), height: 200 });
    await live(frame);
    const rest = await heightOf(frame);
    if (isCompact(name)) await mainAction(name)(frame);
    // What the frame has told its page: a row that stood there only meanwhile counts as well.
    const told = await page.evaluate<number[]>('messages.map(({ height = 0 }) => height)');
    // A pixel more, for halves of pixels.
    of[width] = Math.ceil((Math.max(rest, ...told, await heightOf(frame)) + 1) / STEP) * STEP;
    await page.close();
  }
  console.log(name, of);
}
writeFileSync(file, await format(JSON.stringify(heights), { parser: 'json' }));

await browser.close();
await server.close();
