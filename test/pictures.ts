// Takes pictures of the built site: `npm run pictures`, after a build; `npm run pictures recall introduction` takes those of
// this demo and this chapter alone. Of each demo, as it stands in a frame, light and dark, into static/pictures/, for the list
// of demos; and of each demo and the first figure of each chapter into content/cards/, for the cards beside links.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { CARD_PICTURE, cardOf, cardPicture, PICTURE, pictureOf, THEMES } from '#lib/demos/pictures.ts';
import { launchOptions } from './chromium.mjs';
import { embeds } from './embeds.ts';
import { chapters } from './new-demo/plan.ts';
import { StaticServer } from './static-server.ts';

/** How wide the frame is that a picture is taken of, in pixels: wider than the picture, so that it holds more. */
const WIDTH = 720;

const root = join(import.meta.dirname, '..');
const folder = join(root, 'static');
const wanted = process.argv.slice(2);
const known = [...embeds().map(({ name }) => name), ...chapters()];
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`No such demo or chapter in build/: ${unknown.join(', ')}`);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

const server = new StaticServer();
const site = await server.open();
const browser = await chromium.launch(launchOptions());

/** Opens a page of the site and waits until it answers, in its own fonts. */
async function open(path: string, options: Parameters<typeof browser.newPage>[0]): Promise<Page> {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
  page.setDefaultTimeout(120_000);
  await page.goto(site + path);
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  return page;
}

/** Opens a demo as it stands in a frame, less its name, which stands beside the picture. */
async function openDemo(name: string, options: Parameters<typeof browser.newPage>[0]): Promise<Page> {
  const page = await open(`embed/${name}/`, options);
  await page.locator('h1').evaluate((heading) => heading.remove());
  return page;
}

for (const { name } of embeds().filter(({ name }) => isWanted(name))) {
  for (const theme of THEMES) {
    const page = await openDemo(name, {
      viewport: { width: WIDTH, height: 2 * PICTURE.height },
      colorScheme: theme
    });
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

/** How a page looks that a card's picture is taken of. */
const forCard = {
  viewport: { width: CARD_PICTURE.of, height: CARD_PICTURE.of },
  deviceScaleFactor: CARD_PICTURE.size / CARD_PICTURE.of,
  colorScheme: 'light'
} as const;

/** Takes what an opened page shows and closes it. */
async function takeCard(card: string, page: Page): Promise<void> {
  const bytes = await page.screenshot({ animations: 'disabled' });
  const path = cardPicture(card);
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, bytes);
  console.log(path, bytes.length);
  await page.close();
}

for (const { name } of embeds().filter(({ name }) => isWanted(name)))
  await takeCard(cardOf(name), await openDemo(name, forCard));
for (const slug of chapters().filter(isWanted)) {
  const page = await open(`${slug}/`, forCard);
  // The figure alone, from its title down.
  await page.evaluate(() => {
    const figure = [...document.querySelectorAll('.prose figure')].find((figure) =>
      figure.checkVisibility({ visibilityProperty: true })
    )!;
    figure.classList.add('pictured');
    const style = new CSSStyleSheet();
    style.replaceSync(
      ':root { visibility: hidden; overflow: hidden } .pictured { position: fixed; inset: 0; margin: 0; padding: 1rem; border: 0; visibility: visible; overflow: hidden; background: var(--paper); z-index: 9 }'
    );
    document.adoptedStyleSheets.push(style);
  });
  await takeCard(slug, page);
}
await browser.close();
await server.close();
