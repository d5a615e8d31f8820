// Every demo in a frame on another site: it fits, it works under the sandboxes that sites put around frames, or says what
// it lacks, and nothing in it moves the frame.
import { expect, type Frame, type Page, type Request } from '@playwright/test';
import { test } from './policy.ts';
import { embeds, heightOf, inFrame, isCompact, live, mainAction, WIDTHS } from '../embeds.ts';
import { StaticServer } from '../static-server.ts';

/** What a site may allow a frame, by the words of the test's title. The host of these lets others read its files. */
const SANDBOXES = {
  'no sandbox': undefined,
  'scripts and its origin': 'allow-scripts allow-same-origin',
  'scripts alone': 'allow-scripts'
};

/** What goes wrong in the page or in its frames. */
function troubles(page: Page): string[] {
  const list: string[] = [];
  page.on('pageerror', ({ message }) => list.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') list.push(message.text());
  });
  return list;
}

/** All of the demo is in the frame, which is not much too high. */
async function fits(frame: Frame, listed: number) {
  const height = await heightOf(frame);
  expect.soft(height, 'no inner scroll').toBeLessThanOrEqual(listed);
  const over = await frame.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth);
  expect.soft(over, 'no sideways scroll').toBeLessThanOrEqual(0);
  return height;
}

/** Nothing is sent but the height, as an object and as its JSON; the last one is that of now. */
async function saysItsHeight(page: Page, frame: Frame) {
  // Who predicts something in a frame has it asked besides whether a learning system keeps what they said before.
  const messages = async () =>
    (await page.evaluate<unknown[]>('messages')).filter(
      (message) => (message as { subject?: string }).subject !== 'SPLICE.getState'
    );
  // It may change yet: the training text, by which an answer is marked, can arrive after it.
  await expect(async () => {
    const height = await frame.evaluate(() =>
      Math.ceil(document.documentElement.getBoundingClientRect().height)
    );
    const last = { subject: 'lti.frameResize', height };
    expect((await messages()).slice(-2)).toEqual([last, JSON.stringify(last)]);
  }).toPass({ timeout: 15_000 });
  for (const message of await messages()) {
    const read: unknown = typeof message === 'string' ? JSON.parse(message) : message;
    expect(read).toEqual({ subject: 'lti.frameResize', height: expect.any(Number) as unknown });
  }
}

/** Buttons that can be pressed and do nothing when they are. */
function deadButtons(frame: Frame): Promise<string[]> {
  return frame.evaluate(async () => {
    const dead: string[] = [];
    const pressable = 'main button:not(:disabled, [aria-disabled="true"], [aria-pressed="true"])';
    for (const button of document.querySelectorAll<HTMLButtonElement>(pressable)) {
      if (!button.checkVisibility() || !button.matches(pressable)) continue;
      const name = button.textContent.trim() || button.ariaLabel || button.outerHTML;
      let changed = false;
      const observer = new MutationObserver(() => (changed = true));
      const all = { subtree: true, childList: true, characterData: true, attributes: true };
      observer.observe(document.documentElement, all);
      button.click();
      for (let i = 0; i < 20 && !changed; i++) await new Promise((resolve) => setTimeout(resolve, 50));
      observer.disconnect();
      if (!changed) dead.push(name);
    }
    return dead;
  });
}

/** Links that would take the frame to another page. */
const linksWithin = (frame: Frame) =>
  frame.evaluate(() => {
    const usual = document.querySelector('base')?.target;
    return Array.from(document.querySelectorAll('a'))
      .filter((link) => !link.getAttribute('href')?.startsWith('#') && (link.target || usual) !== '_blank')
      .map((link) => link.outerHTML);
  });

test.describe.configure({ mode: 'parallel' });

for (const { name, title, height } of embeds()) {
  for (const [allowed, sandbox] of Object.entries(SANDBOXES)) {
    test(`${name}, ${allowed}: fits before and after its main action`, async ({ page, baseURL }) => {
      test.fixme(!isCompact(name), 'has no compact view yet');
      const trouble = troubles(page);
      // A sandbox changes what works, not how high it is: one width tells.
      for (const width of sandbox ? (['400'] as const) : WIDTHS) {
        const listed = height[width];
        const size = { width: Number(width), height: listed };
        const frame = await inFrame(page, `${baseURL}/embed/${name}/`, { ...size, sandbox });
        await live(frame);
        await expect(frame.getByRole('heading', { level: 1, name: title })).toBeVisible();
        const before = await fits(frame, listed);
        await mainAction(name)(frame);
        const after = await fits(frame, listed);
        const needed = Math.max(before, after);
        expect
          .soft(listed, 'not much higher than it must be')
          .toBeLessThanOrEqual(Math.max(needed * 1.25, needed + 120));
        await saysItsHeight(page, frame);
        expect.soft(await linksWithin(frame)).toEqual([]);
        if (width === '400') expect.soft(await deadButtons(frame)).toEqual([]);
      }
      // Every button is pressed, Copy too, in a frame that may not copy: the page says so, and so does the browser.
      expect(trouble.filter((line) => !line.includes('Clipboard API has been blocked'))).toEqual([]);
    });
  }

  test(`${name}, without an origin on a host that lets nobody read its files: stands as recorded`, async ({
    page
  }) => {
    const host = new StaticServer();
    host.letsRead = false;
    const site = await host.open();
    const size = { width: 700, height: height['700'], sandbox: 'allow-scripts' };
    const frame = await inFrame(page, `${site}embed/${name}/`, size);
    await expect(frame.getByText('The demo cannot run in this frame')).toBeVisible();
    await expect(frame.getByRole('link', { name: 'Open the full page' })).toBeVisible();
    await expect(frame.locator('main :is(button, input, select, textarea):enabled')).toHaveCount(0);
    await host.close();
  });
}

/** The demo of the tests that concern all frames alike: it needs no model. */
const map = '/embed/supply-chain-map/';
const size = { width: 700, height: 600 };

test('links open outside the frame, the full page with what is set', async ({ page, baseURL, context }) => {
  const frame = await inFrame(page, `${baseURL}${map}`, size);
  await live(frame);
  await frame.getByRole('combobox', { name: 'Stage' }).selectOption({ index: 1 });
  await expect.poll(() => frame.evaluate(() => location.hash)).toContain('stage=data');
  const opened = context.waitForEvent('page');
  await frame.getByRole('link', { name: 'Open the full page' }).click();
  const full = await opened;
  await full.waitForURL('**/demos/supply-chain-map/#v=1&stage=data');
  expect(await full.evaluate(() => window.opener as unknown)).toBeNull();
  expect(frame.url()).toContain(map);
});

test('a sandbox that lets no page be opened is told of, with the address', async ({ page, baseURL }) => {
  const frame = await inFrame(page, `${baseURL}${map}`, { ...size, sandbox: SANDBOXES['scripts alone'] });
  await live(frame);
  await frame.getByRole('link', { name: 'Open the full page' }).click();
  await expect(
    frame.getByText(/does not let the frame open links.*\/demos\/supply-chain-map\//)
  ).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  test(`theme=${theme} wins over the system's`, async ({ page, baseURL }) => {
    await page.emulateMedia({ colorScheme: theme === 'light' ? 'dark' : 'light' });
    const paper = (frame: Frame) =>
      frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const asked = await inFrame(page, `${baseURL}${map}?theme=${theme}`, size);
    const colour = await paper(asked);
    const usual = await paper(await inFrame(page, `${baseURL}${map}`, size));
    expect(colour).not.toBe(usual);
    await page.emulateMedia({ colorScheme: theme });
    await expect.poll(() => paper(page.frame('embed')!)).toBe(colour);
  });
}

test('what the query cannot mean is named, the rest is done', async ({ page, baseURL }) => {
  const trouble = troubles(page);
  const frame = await inFrame(page, `${baseURL}${map}?theme=blue&view=big&colour=red`, size);
  await live(frame);
  const said = frame.getByRole('status').filter({ hasText: 'theme=blue' });
  await expect(said).toContainText('“theme=blue” is neither light nor dark.');
  await expect(said).toContainText('“view=big” is not a view');
  await expect(said).toContainText('“colour=red” means nothing here.');
  expect(trouble).toEqual([]);
});

test('view=full shows the whole demo, which a compact one does not fetch', async ({ page, baseURL }) => {
  const frame = await inFrame(page, `${baseURL}${map}?view=full`, size);
  await expect(frame.getByRole('table', { name: 'Which right is in play where' })).toBeVisible();
  await expect(frame.getByRole('status').filter({ hasText: 'means nothing here' })).toHaveCount(0);

  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  const compact = await inFrame(page, `${baseURL}${map}`, size);
  await live(compact);
  await expect(compact.getByRole('table')).toHaveCount(0);
  const fetched = new Set(scripts.filter((url) => url.endsWith('.js')));
  await inFrame(page, `${baseURL}${map}?view=full`, size);
  await expect
    .poll(() => new Set(scripts.filter((url) => url.endsWith('.js'))).size)
    .toBeGreaterThan(fetched.size);
});

/** What the frame does, alike for all demos, is looked at in one of four. */
const SOME = embeds().filter((_, i) => i % 4 === 0);

for (const { name } of SOME) {
  test(`${name} answers under the address of its file`, async ({ page, baseURL }) => {
    test.fixme(!isCompact(name), 'has no compact view yet');
    const trouble = troubles(page);
    const frame = await inFrame(page, `${baseURL}/embed/${name}/index.html`, { width: 700, height: 600 });
    await live(frame);
    await mainAction(name)(frame);
    // The address is kept a moment later.
    await page.waitForTimeout(500);
    expect(await frame.evaluate(() => location.pathname)).toMatch(/index\.html$/);
    expect(trouble).toEqual([]);
  });

  test(`${name}, view=full: nothing can be chosen in a view that is about to go`, async ({
    page,
    baseURL
  }) => {
    test.fixme(!isCompact(name), 'has no compact view yet');
    const known = new Set<string>();
    const learn = (request: Request) => known.add(request.url());
    page.on('request', learn);
    const address = `${baseURL}/embed/${name}/`;
    await live(await inFrame(page, address, size));
    page.off('request', learn);

    let held = 0;
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/_app/**/*.js', async (route) => {
      if (!known.has(route.request().url())) {
        held += 1;
        await released;
      }
      await route.continue();
    });
    const frame = await inFrame(page, `${address}?view=full`, size);
    await expect.poll(() => held).toBeGreaterThan(0);
    await page.waitForTimeout(1000);
    const enabled = frame.locator(
      'main :is(button, input, select, textarea):enabled:not([aria-disabled="true"])'
    );
    await expect(enabled).toHaveCount(0);
    release();
    await live(frame);
    await expect(frame.locator('.demo .tools')).toBeVisible();
  });
}

test('a frame touches no service worker', async ({ page, baseURL }) => {
  await page.addInitScript(() => {
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = function (...args) {
      console.error('A service worker was registered.');
      return register.apply(this, args);
    };
  });
  const trouble = troubles(page);
  await page.clock.install();
  const frame = await inFrame(page, `${baseURL}${map}`, size);
  await live(frame);
  await page.clock.runFor(10_000);
  expect(trouble).toEqual([]);
  // The same page on its own has it registered.
  await page.goto(`${baseURL}${map}`);
  await live(page.mainFrame());
  await page.clock.runFor(10_000);
  expect(trouble).toContain('A service worker was registered.');
});

test('a demo long out of view gives its workers back, and takes up again', async ({ page, baseURL }) => {
  await page.clock.install();
  const address = `${baseURL}/embed/playground/?view=full#v=1&model=d1-raw`;
  const frame = await inFrame(page, address, { width: 700, height: 900, above: 3000 });
  await live(frame);
  const complete = async () => {
    await frame.getByRole('textbox', { name: 'Prefix' }).fill('Fellow-citizens of the Senate');
    await frame.getByRole('button', { name: 'Complete', exact: true }).click();
    await expect(frame.getByRole('region', { name: 'Completion', exact: true })).toContainText('live', {
      timeout: 60_000
    });
    await expect(frame.getByRole('button', { name: 'Complete', exact: true })).toBeEnabled({
      timeout: 60_000
    });
  };
  const tokens = frame.getByRole('region', { name: 'Completion', exact: true }).getByRole('option');
  await complete();
  expect(page.workers()).toHaveLength(2);
  await page.clock.fastForward(120_000);
  expect(page.workers(), 'in view').toHaveLength(2);
  const shown = await tokens.allInnerTexts();
  expect(shown.length).toBeGreaterThan(0);

  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(1000);
  // One that is busy is asked again a minute later.
  const afterAMinute = async () => {
    await page.clock.fastForward(61_000);
    return page.workers().length;
  };
  await expect.poll(afterAMinute).toBe(0);
  expect(await tokens.allInnerTexts()).toEqual(shown);

  await complete();
  expect(page.workers()).toHaveLength(2);
});
