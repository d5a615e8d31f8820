// Measures how high each demo is in frames of several widths, at rest and after its main action, and writes it to
// src/lib/demos/heights.json: `npm run measure`, after a build.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { format } from 'prettier';
import { launchOptions } from './chromium.mjs';
import { embeds, heightOf, inFrame, isCompact, live, MAIN_ACTION, WIDTHS } from './embeds.ts';
import { StaticServer } from './static-server.ts';

/** Pixels that a height is rounded up to. */
const STEP = 10;

const file = join(import.meta.dirname, '..', 'src', 'lib', 'demos', 'heights.json');
const server = new StaticServer();
const site = await server.open();
const browser = await chromium.launch(launchOptions());

const heights: Record<string, Record<string, number>> = {};
for (const { name } of embeds()) {
  const of: Record<string, number> = (heights[name] = {});
  for (const width of WIDTHS) {
    const page = await browser.newPage();
    // Low, so that what a demo makes of the height of its window counts for nothing.
    const frame = await inFrame(page, `${site}embed/${name}/`, { width: Number(width), height: 200 });
    await live(frame);
    const rest = await heightOf(frame);
    if (isCompact(name)) await MAIN_ACTION[name]!(frame);
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
