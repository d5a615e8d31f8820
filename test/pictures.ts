// Takes a picture of each demo, light and dark, as it stands in a frame, and writes them to static/pictures/, where the list
// of demos shows them: `npm run pictures`, after a build; `npm run pictures recall` takes those of this one alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { PICTURE, pictureOf, THEMES } from '#lib/demos/pictures.ts';
import { launchOptions } from './chromium.mjs';
import { embeds } from './embeds.ts';
import { StaticServer } from './static-server.ts';

/** How wide the frame is that a picture is taken of, in pixels: wider than the picture, so that it holds more. */
const WIDTH = 720;

const folder = join(import.meta.dirname, '..', 'static');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !embeds().some((embed) => embed.name === name));
if (unknown.length > 0) throw new Error(`No such demo in build/: ${unknown.join(', ')}`);

const server = new StaticServer();
const site = await server.open();
const browser = await chromium.launch(launchOptions());
for (const { name } of embeds()) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const theme of THEMES) {
    const page = await browser.newPage({
      viewport: { width: WIDTH, height: 2 * PICTURE.height },
      colorScheme: theme,
      reducedMotion: 'reduce'
    });
    page.setDefaultTimeout(120_000);
    await page.goto(`${site}embed/${name}/`);
    await page.locator('html[data-live]').waitFor({ state: 'attached' });
    await page.evaluate(() => document.fonts.ready.then(() => {}));
    // The list says what the demo is called.
    await page.locator('h1').evaluate((heading) => heading.remove());
    const client = await page.context().newCDPSession(page);
    const take = async (quality: number) => {
      const { data } = await client.send('Page.captureScreenshot', {
        format: 'webp',
        quality,
        clip: {
          x: 0,
          y: 0,
          width: WIDTH,
          height: (WIDTH * PICTURE.height) / PICTURE.width,
          scale: PICTURE.width / WIDTH
        }
      });
      return Buffer.from(data, 'base64');
    };
    let quality = 80;
    let bytes = await take(quality);
    while (bytes.length > PICTURE.most) {
      quality -= 10;
      if (quality < 20) throw new Error(`${name}: ${bytes.length} bytes are too many for a picture`);
      bytes = await take(quality);
    }
    const file = join(folder, pictureOf(name, theme));
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, bytes);
    console.log(pictureOf(name, theme), bytes.length);
    await page.close();
  }
}
await browser.close();
await server.close();
