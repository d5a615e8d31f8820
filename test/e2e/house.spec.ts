// What every demo owes to readers with other tools, on its own page and in a frame's compact view: to those with a
// keyboard alone, with colours of their own, with large letters, and with a translated page.
import { chromium } from '@playwright/test';
import { DEMOS } from '#lib/demos/registry.ts';
import { launchOptions } from '../chromium.mjs';
import { alike, unreadable } from './colours.ts';
import { keepReached, nameControls, operate, reached, settle, standing, stops, use } from './controls.ts';
import { expect, test, type Page } from './site.ts';
import { install } from './translator.ts';

const PATHS = DEMOS.flatMap(({ name }) => [`/demos/${name}/`, `/embed/${name}/`]);

/** Models stay away: what a demo says then is said in its own tests, and here it must only keep the house in order. */
async function withoutModels(page: Page) {
  await page.route('**/*.onnx.bin', (route) => route.abort());
}

test.describe('by keyboard alone', () => {
  for (const path of PATHS)
    test(path, async ({ page }) => {
      await withoutModels(page);
      await page.addInitScript(nameControls);
      await page.goto(path);
      const all = await page.evaluate(stops);
      expect(all.length).toBeGreaterThan(0);
      await page.evaluate(keepReached);
      for (let i = 0; i < all.length + 20; i++) await page.keyboard.press('Tab');
      const met = await page.evaluate(() => window.reached);
      expect(all.filter((stop) => !met.includes(stop))).toEqual([]);

      await page.goto('about:blank');
      await page.goto(path);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const done = new Set<string>();
      for (let i = 0; i < 400; i++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(reached);
        if (stop === null) break;
        if (stop === '' || done.has(stop)) continue;
        done.add(stop);
        await test.step(stop, () => operate(page, stop));
      }
      expect(done.size).toBeGreaterThan(0);
    });
});

test.describe('translated', () => {
  for (const path of PATHS)
    test(path, async ({ page, context }) => {
      const plain = await context.newPage();
      await plain.addInitScript(install, false);
      await page.addInitScript(install, true);
      for (const each of [plain, page]) {
        // What chance chooses is the same in both.
        await each.addInitScript(() => {
          Math.random = () => 0.5;
          crypto.getRandomValues = (array) => array;
        });
        await withoutModels(each);
        await each.goto(path);
        await each.waitForLoadState('load');
      }
      const stand = (each: Page) =>
        Promise.all([each.evaluate(standing), each.evaluate(() => window.told())]).then((lists) =>
          lists.flat()
        );
      /** In a page that is translated stands the translation of what stands in one that is not, once both are at rest. */
      const same = (after: string) =>
        expect(async () => {
          const before = await stand(plain);
          await settle(plain);
          const expected = await stand(plain);
          expect(expected, `${after}, at rest`).toEqual(before);
          expect(await stand(page), after).toEqual(expected);
        }).toPass({ intervals: [0, 50, 100, 200], timeout: 15_000 });
      /** What plays for long is seen to play, and then brought to its end in both. */
      const toTheEnd = async () => {
        const end = await plain.evaluate(() => {
          const buttons = [...document.querySelectorAll<HTMLButtonElement>('button')];
          const named = (name: string) => buttons.findIndex(({ innerText }) => innerText === name);
          return named('Pause') < 0 ? -1 : named('To the end');
        });
        if (end < 0) return;
        await page.waitForTimeout(500);
        for (const each of [page, plain])
          await each.evaluate((end) => document.querySelectorAll('button')[end]!.click(), end);
      };
      await same('on load');
      for (let number = 0; number < 40; number++) {
        const used = await Promise.all([page.evaluate(use, number), plain.evaluate(use, number)]);
        if (!used[0]) break;
        await toTheEnd();
        await same(`after control ${number}`);
      }
    });
});

test.describe('in forced colours', () => {
  for (const path of PATHS)
    test(path, async ({ page }) => {
      await withoutModels(page);
      await page.emulateMedia({ forcedColors: 'active' });
      await page.goto(path);
      // Something is chosen where nothing was.
      const first = page.locator('.demo button[aria-pressed="false"]:not([aria-disabled])').first();
      if ((await first.count()) > 0) await first.click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await page.evaluate(alike), `chosen like others, ${colorScheme}`).toEqual([]);
        expect.soft(await page.evaluate(unreadable), `unreadable, ${colorScheme}`).toEqual([]);
      }
    });
});

test('with letters of 24 pixels nothing is wider than a phone', async ({ baseURL }) => {
  test.slow();
  const context = await chromium.launchPersistentContext('', {
    ...launchOptions('--blink-settings=defaultFontSize=24'),
    serviceWorkers: 'block'
  });
  const page = await context.newPage();
  for (const path of PATHS)
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(`${baseURL}${path}`);
      await page.locator('html[data-live]').waitFor({ state: 'attached' });
      const { letters, over } = await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const { scrollWidth, clientWidth } = document.scrollingElement!;
        return {
          letters: getComputedStyle(document.documentElement).fontSize,
          over: scrollWidth - clientWidth
        };
      });
      expect.soft(parseFloat(letters)).toBeGreaterThanOrEqual(24);
      expect.soft(over, `${path} at ${width}: pixels to scroll sideways`).toBe(0);
    }
  await context.close();
});

test.describe('the skip link and places in the page change no state', () => {
  for (const path of PATHS)
    test(path, async ({ page }) => {
      await withoutModels(page);
      const state = async () => [
        await page.locator('.demo').allTextContents(),
        await page.evaluate(standing)
      ];
      await page.goto(path);
      for (let number = 0; number < 3; number++) await page.evaluate(use, number);
      // The address is kept a moment later, and what plays would change by itself.
      await page.waitForTimeout(400);
      const pause = page.getByRole('button', { name: 'Pause', disabled: false });
      if (await pause.isVisible()) await pause.click();
      await expect(pause).toHaveCount(0);
      await settle(page);
      await expect(page.locator('.demo .stale')).toHaveCount(0);
      const before = await state();
      await page.locator('.skip-link').focus();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/#main$/);
      await settle(page);
      expect(await state()).toEqual(before);
      for (const place of ['#nowhere', '#model=x', '#:~:text=the', '#']) {
        await page.evaluate((hash) => void (location.hash = hash), place);
        await settle(page);
        expect(await state(), place).toEqual(before);
      }
    });
});
