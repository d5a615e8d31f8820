// Films the first screen of the built site, as a phone and a laptop show it, without a click and then with one move of the
// copies: `npm run film`. The pictures, each named by the milliseconds since the page began to load, are in
// test/.results/film/; what is printed is when the recital was on them whole, after the page had loaded, and what the move
// changed.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { launchOptions } from './chromium.mjs';
import { StaticServer } from './static-server.ts';

const SCREENS = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 }
];
/** Milliseconds that are filmed before the move, and after it. */
const [BEFORE, AFTER] = [3000, 1200];
/** Milliseconds from the load of the page to the recital, at most. */
const WITHIN = 2000;

const folder = join(import.meta.dirname, '.results', 'film');
rmSync(folder, { recursive: true, force: true });

const server = new StaticServer();
const site = await server.open();
const browser = await chromium.launch(launchOptions());
for (const viewport of SCREENS) {
  const to = join(folder, `${viewport.width}x${viewport.height}`);
  mkdirSync(to, { recursive: true });
  const page = await browser.newPage({ viewport });
  const client = await page.context().newCDPSession(page);
  let begun = 0;
  let frames = 0;
  client.on('Page.screencastFrame', ({ data, sessionId, metadata }) => {
    const at = begun ? Math.round(1000 * metadata.timestamp! - begun) : 0;
    if (begun && at >= 0) {
      writeFileSync(join(to, `${String(at).padStart(5, '0')}.jpg`), Buffer.from(data, 'base64'));
      frames += 1;
    }
    void client.send('Page.screencastFrameAck', { sessionId });
  });
  await page.addInitScript(() => {
    const film = { drawn: 0, loaded: 0 };
    Object.assign(window, { film });
    addEventListener('animationend', ({ target }) => {
      if ((target as Element).matches('.demo mark')) film.drawn ||= performance.now();
    });
    addEventListener('load', () => (film.loaded = performance.now()));
  });
  await client.send('Page.startScreencast', { format: 'jpeg', quality: 70 });
  await page.goto(site);
  begun = await page.evaluate(() => performance.timeOrigin);
  await page.waitForTimeout(BEFORE);
  const { drawn, loaded } = await page.evaluate(
    () => (window as unknown as { film: { drawn: number; loaded: number } }).film
  );
  const moved = await page
    .getByRole('slider', { name: /Copies/ })
    .evaluate(async (slider: HTMLInputElement) => {
      const words = () => document.querySelector('.sides')!.textContent;
      const before = words();
      slider.value = '0';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      const asked = performance.now();
      await new Promise(requestAnimationFrame);
      return { changed: words() !== before, within: performance.now() - asked };
    });
  await page.waitForTimeout(AFTER);
  console.log(
    `${viewport.width} x ${viewport.height}: ${frames} pictures; the recital was drawn whole ${Math.round(drawn - loaded)} ms after the page had loaded; ` +
      (moved.changed
        ? `the move had changed it by the next frame, ${moved.within.toFixed(1)} ms later`
        : 'the move did not change it within a frame')
  );
  if (!drawn || drawn - loaded > WITHIN || !moved.changed) process.exitCode = 1;
  await page.close();
}
await browser.close();
await server.close();
console.log(`The pictures are in ${folder}`);
