// On a slow line a page is read before its letters have come. When they come, it stays where it is.
import { expect, test } from './site.ts';

interface Shift extends PerformanceEntry {
  value: number;
}
declare global {
  interface Window {
    moved: number;
  }
}

for (const path of ['/', '/what-is-memorized/', '/demos/playground/']) {
  test(`letters that come late move nothing: ${path}`, async ({ page }) => {
    let bring = () => {};
    const late = new Promise<void>((resolve) => (bring = resolve));
    await page.route('**/*.woff2', async (route) => {
      await late;
      await route.continue();
    });
    await page.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries() as Shift[]) window.moved += shift.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.setViewportSize({ width: 412, height: 823 });
    await page.goto(path, { waitUntil: 'domcontentloaded' });

    const come = () =>
      page.evaluate(() =>
        [...document.fonts].some(
          ({ family, status }) => /^["']?Literata["']?$/.test(family) && status === 'loaded'
        )
      );
    expect(await come()).toBe(false);
    bring();
    await expect.poll(come).toBe(true);
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)));
    });
    // Below this a page counts as steady: https://web.dev/articles/cls
    expect(await page.evaluate(() => window.moved)).toBeLessThan(0.1);
  });
}
