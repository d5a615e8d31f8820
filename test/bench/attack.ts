// The attack's part of the bench: samples by the thousand in the built site, as a reader draws them, the page in use meanwhile.
import type { Browser, Page } from 'playwright';
import type { Row } from './rows.ts';

/** What the lab of chapter 4 promises: so many samples, of 128 tokens each, from the 5.9M model. */
const PROMISED = { model: 'd6-raw', samples: 1024 };

/** Collects, from here on, how long each task of the main thread lasted that lasted over 50 ms. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask' });
    Object.assign(window, { tasks });
  });

/** Sees to it that the page answers: it is scrolled, and the plot's axis changed, every few seconds until `over`. */
async function use(page: Page, over: () => boolean): Promise<void> {
  const axis = page.getByLabel('Across');
  for (let i = 0; !over(); i++) {
    await page.mouse.wheel(0, i % 2 ? -400 : 400);
    await axis.selectOption({ index: i % 3 });
    await page.waitForTimeout(3000);
  }
}

/** @param url of the built site */
export async function benchAttack(
  browser: Browser,
  url: string,
  { model, samples } = PROMISED
): Promise<Row[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}demos/extraction/#v=1&model=${model}&samples=${samples}&seed=3`, {
    waitUntil: 'networkidle'
  });
  await watch(page);
  const all = `${samples.toLocaleString('en')} samples`;
  const whole = page.getByText(`${all}, and the corpus is closed`);
  const began = performance.now();
  await page.getByRole('button', { name: 'Sample', exact: true }).click();
  let over = false;
  const using = use(page, () => over);
  await whole.waitFor({ timeout: 30 * 60_000 });
  const seconds = (performance.now() - began) / 1000;
  over = true;
  await using;
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
  await context.close();
  const name = `${model}: ${all} of 128 tokens`;
  return [
    { name, value: seconds, unit: 's', most: 300 },
    { name: `${name}: longest task of the page`, value: Math.max(0, ...tasks), unit: 'ms', most: 100 }
  ];
}
