// The site's part of the bench: the built pages, as a reader meets them.
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { StaticServer } from '../static-server.ts';
import { median, type Row } from './rows.ts';

/** What the home page loads before anything is pressed, compressed. */
async function weight(browser: Browser, url: string): Promise<Row[]> {
  const page = await browser.newPage();
  const bytes = { script: 0, font: 0, stylesheet: 0, document: 0 };
  const bodies: Promise<void>[] = [];
  page.on('response', (response) => {
    const type = response.request().resourceType();
    if (!(type in bytes)) return;
    bodies.push(
      response.body().then((body) => {
        // Fonts are compressed in themselves; the rest by any host worth its name.
        bytes[type as keyof typeof bytes] += type === 'font' ? body.length : gzipSync(body).length;
      })
    );
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await Promise.all(bodies);
  await page.close();
  const row = (name: string, value: number, most?: number): Row => ({
    name: `home page before any click: ${name}`,
    value: value / 1000,
    unit: 'kB',
    ...(most && { most })
  });
  return [
    row('script', bytes.script, 120),
    row('fonts', bytes.font, 150),
    row('styles', bytes.stylesheet),
    row('HTML', bytes.document)
  ];
}

/** Milliseconds from the click to the first token on the page, in a browser that has seen nothing of the site before. */
async function firstToken(browser: Browser, url: string, model: string, prefix: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}demos/playground/`, { waitUntil: 'networkidle' });
  await page.getByLabel('Model').selectOption(model);
  await page.getByRole('textbox', { name: 'Prefix' }).fill(prefix);
  const button = page.getByRole('button', { name: 'Complete', exact: true });
  const time = await button.evaluate(
    (button, prefix) =>
      new Promise<number>((resolve, reject) => {
        const started = performance.now();
        setTimeout(() => reject(new Error('No token came within a minute.')), 60_000);
        new MutationObserver((_, observer) => {
          // Until then the region shows a recorded completion, or none; then the prefix and what follows it.
          const text = document.querySelector<HTMLElement>('[aria-label="Completion"]')?.innerText ?? '';
          if (!/^live/m.test(text) || !text.split(prefix)[1]?.split('\n')[0]) return;
          observer.disconnect();
          resolve(performance.now() - started);
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
        (button as HTMLButtonElement).click();
      }),
    prefix
  );
  await context.close();
  return time;
}

/** Bytes a second of a line of 10 Mbit/s. */
const SLOW_LINE = 10e6 / 8;

/**
 * From the first press on the first page to the first word that the model writes, from a host that compresses nothing: bytes
 * over the wire, milliseconds from a host beside it and over 10 Mbit/s, and those of the same press once more.
 */
async function firstWord(browser: Browser): Promise<Row[]> {
  const host = new StaticServer('/');
  host.compresses = false;
  const url = await host.open();
  const times = { near: [] as number[], slow: [] as number[], warm: [] as number[] };
  const bytes: number[] = [];
  for (let i = 0; i < 3; i++) {
    for (const line of ['near', 'slow'] as const) {
      // It would fetch what is not asked for.
      const context = await browser.newContext({ serviceWorkers: 'block' });
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'networkidle' });
      host.bytesPerSecond = line === 'slow' ? SLOW_LINE : Infinity;
      const before = host.sent;
      const press = () =>
        page.getByRole('button', { name: 'Run it yourself' }).evaluate(
          (button: HTMLButtonElement) =>
            new Promise<number>((resolve, reject) => {
              const started = performance.now();
              setTimeout(() => reject(new Error('No word came within a minute.')), 60_000);
              new MutationObserver((_, observer) => {
                if (!document.querySelector('.sides .origin.live')) return;
                observer.disconnect();
                resolve(performance.now() - started);
              }).observe(document.body, { childList: true, subtree: true, attributes: true });
              button.click();
            })
        );
      times[line].push(await press());
      if (line === 'near') {
        bytes.push(host.sent - before);
        await page.getByText('word for word.').last().waitFor();
        await page.getByRole('button', { name: 'Start over' }).click();
        times.warm.push(await press());
      }
      host.bytesPerSecond = Infinity;
      await context.close();
    }
  }
  await host.close();
  const row = (name: string, value: number, unit: string, most?: number): Row => ({
    name: `home page, from the press to the first word: ${name}`,
    value,
    unit,
    ...(most && { most })
  });
  return [
    row('over the wire', median(bytes) / 1e6, 'MB', 6),
    row('cold, host beside it', median(times.near), 'ms', 3000),
    row('cold, 10 Mbit/s', median(times.slow), 'ms'),
    row('warm', median(times.warm), 'ms', 300)
  ];
}

/**
 * Milliseconds from a change of a control of the recall explorer to the end of the next frame, on a processor four times
 * slower. The control stands at the top of the screen, so that as much is drawn as its reader can see of the figure.
 */
async function redraw(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
  await page.goto(`${url}demos/recall/#v=1&data=both&measure=run&context=64`, { waitUntil: 'networkidle' });
  const client = await page.context().newCDPSession(page);
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.getByLabel('Tokens given').evaluate((select) => select.scrollIntoView());
  const times: number[] = [];
  for (const context of ['8', '96', '16', '64', '32', '8', '96', '16', '64', '32']) {
    times.push(
      await page.getByLabel('Tokens given').evaluate(async (select, value) => {
        const { options } = select as HTMLSelectElement;
        (select as HTMLSelectElement).selectedIndex = [...options].findIndex(({ text }) => text === value);
        const began = performance.now();
        select.dispatchEvent(new Event('change', { bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return performance.now() - began;
      }, context)
    );
    // What is out of sight follows after a pause (src/lib/charts/unhurried.svelte.ts), not within the next measurement.
    await page.waitForTimeout(1000);
  }
  await page.close();
  return median(times);
}

export async function benchSite(
  browser: Browser,
  url: string,
  models: string[],
  prefix: string
): Promise<Row[]> {
  const rows = [...(await weight(browser, url)), ...(await firstWord(browser))];
  rows.push({
    name: 'recall explorer on a phone: from a control to the redrawn figure',
    value: await redraw(browser, url),
    unit: 'ms',
    most: 34 // two frames
  });
  for (const model of models) {
    const times: number[] = [];
    for (let i = 0; i < 3; i++) times.push(await firstToken(browser, url, model, prefix));
    rows.push({
      name: `${model}: from the first click to the first token`,
      value: median(times),
      unit: 'ms'
    });
  }
  return rows;
}
