// The text stands: whichever script fails, and however, the page can be read, says what of it does not work, and is alive
// once what failed can be had.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Browser, type Locator, type Page, type Route } from '@playwright/test';
import { Parser } from 'htmlparser2';
import { buildFolder, builtPages } from '../pages.ts';

const alive = (page: Page) => page.locator('html[data-live]').waitFor({ state: 'attached', timeout: 30_000 });
const bar = (page: Page) => page.locator('.boot-bar');
const ALIVE = 'html[data-live]';

/** What a page says before script changes anything: its words, folded ones and all, and how many drawings it has. */
const content = (page: Page) =>
  page.evaluate(() => {
    const main = document.querySelector('main')!.cloneNode(true) as Element;
    for (const out of main.querySelectorAll('noscript')) out.remove();
    // Space is the browser's business.
    const words = main.textContent.replace(/\s+/g, ' ').trim();
    return {
      words,
      drawings: main.querySelectorAll('svg').length,
      figures: main.querySelectorAll('figure').length
    };
  });

type Content = Awaited<ReturnType<typeof content>>;

async function withoutScript(browser: Browser, url: string): Promise<Content> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  const text = await content(page);
  await context.close();
  return text;
}

/** Controls that can be pressed and do nothing: none of a page whose script does not run may be. */
const dead = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('main :is(button, input, select, textarea)')]
      .filter((control) => !control.disabled && control.checkVisibility())
      .filter((control) => !control.closest('form[action]'))
      .map((control) => control.outerHTML.slice(0, 120))
  );

/** Scrolls to a demo, as its reader does: within a chapter it is not alive before. */
const come = (demo: Locator) => demo.locator('section').first().scrollIntoViewIfNeeded();

/** Ways for a script not to arrive, of which the next try may know nothing. */
const FAULTS: [name: string, fail: (route: Route) => Promise<void>][] = [
  ['is missing', (route) => route.fulfill({ status: 404, body: 'Not found' })],
  ['is refused', (route) => route.fulfill({ status: 503, body: '' })],
  [
    'is a web page',
    (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><p>Sign in' })
  ],
  ['is cut off', (route) => route.abort('connectionreset')],
  [
    'is half there',
    async (route) => {
      try {
        const response = await route.fetch();
        const body = await response.text();
        await route.fulfill({ response, body: body.slice(0, body.length >> 1) });
      } catch (error) {
        // The page that asked is gone.
        if (!/disposed|closed/.test(String(error))) throw error;
      }
    }
  ]
];

/** Every script that a page asks for until it is alive. */
async function scriptsOf(browser: Browser, url: string): Promise<string[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const scripts = new Set<string>();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/\/_app\/.*\.js$/.test(pathname)) scripts.add(pathname);
  });
  await page.goto(url);
  await alive(page);
  await context.close();
  return [...scripts];
}

/** One script of so many on each page; with `FAULTS=all` every one. */
const PAGES: [path: string, oneIn: number][] = [
  ['/introduction/', 3],
  ['/demos/recall/', 3],
  ['/embed/recall/', 3]
];

for (const [path, oneIn] of PAGES) {
  test(`${path}: each script file fails in turn`, async ({ browser, baseURL }) => {
    test.setTimeout(600_000);
    const url = baseURL + path;
    const text = await withoutScript(browser, url);
    const scripts = await scriptsOf(browser, url);
    expect(scripts.length).toBeGreaterThan(15);
    for (const [i, script] of scripts.entries()) {
      if (i % oneIn !== 0 && process.env.FAULTS !== 'all') continue;
      const [name, fail] = FAULTS[i % FAULTS.length]!;
      await test.step(`${script} ${name}`, async () => {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.clock.install();
        await page.clock.resume();
        await page.route(`**${script}`, fail);
        await page.goto(url);
        // The tries of its own take seconds.
        const reached = async () => {
          await page.clock.fastForward(2000);
          return (await bar(page).count()) + (await page.locator(ALIVE).count());
        };
        await expect.poll(reached, { intervals: [200], timeout: 60_000 }).toBeGreaterThan(0);
        if ((await page.locator(ALIVE).count()) === 0) {
          expect(await content(page), `${script} ${name}`).toEqual(text);
          expect(await dead(page), `${script} ${name}`).toEqual([]);
          await expect(bar(page)).toContainText(/did not arrive|arrived damaged/);
          let loads = 0;
          page.on('load', () => (loads += 1));
          await page.unroute(`**${script}`);
          await bar(page).getByRole('button').click();
          await alive(page);
          expect(loads, `${script} ${name}`).toBe(name === 'is half there' ? 1 : 0);
        }
        await expect(bar(page)).toHaveCount(0);
        const now = await content(page);
        expect(now.figures).toBe(text.figures);
        await context.close();
      });
    }
  });
}

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `VISITS=200` for the whole of it. */
const VISITS = Number(process.env.VISITS ?? 20);

test(`with 10 % of script requests failing, none of ${VISITS} visits loses its text`, async ({
  browser,
  baseURL
}) => {
  test.setTimeout(VISITS * 30_000);
  const next = random(20261129);
  const pages = builtPages();
  const texts = new Map<string, Content>();
  let healed = 0;
  let asked = 0;
  for (let visit = 0; visit < VISITS; visit++) {
    const path = pages[Math.floor(next() * pages.length)]!;
    const url = baseURL + path;
    if (!texts.has(path)) texts.set(path, await withoutScript(browser, url));
    const text = texts.get(path)!;
    const context = await browser.newContext();
    const page = await context.newPage();
    let failures = 0;
    await page.route('**/*.js', (route) => {
      if (next() >= 0.1) return route.continue();
      failures += 1;
      return FAULTS[Math.floor(next() * FAULTS.length)]![1](route);
    });
    await page.goto(url);
    await page.locator(`${ALIVE}, .boot-bar`).first().waitFor({ state: 'attached', timeout: 60_000 });
    const live = (await page.locator(ALIVE).count()) > 0;
    const now = await content(page);
    expect(now.figures, `${path}, visit ${visit}`).toBe(text.figures);
    if (live) expect(now.words.length, `${path}, visit ${visit}`).toBeGreaterThan(text.words.length * 0.8);
    else expect(now, `${path}, visit ${visit}`).toEqual(text);
    if (live && failures) healed += 1;
    if (!live) {
      asked += 1;
      expect(await dead(page), path).toEqual([]);
    }
    await context.close();
  }
  console.log(`${VISITS} visits: ${healed} healed by themselves, ${asked} asked the reader to try again`);
});

test('a script that is slow to come is said to be, until it comes', async ({ page }) => {
  let go!: () => void;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.clock.install();
  await page.clock.resume();
  await page.route('**/nodes/0.*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/introduction/', { waitUntil: 'domcontentloaded' });
  await page.clock.fastForward(21_000);
  await expect(bar(page)).toContainText('slow to arrive');
  go();
  await alive(page);
  await expect(bar(page)).toHaveCount(0);
});

test('a demo further down waits for its reader, stands where its script does not come, and is brought by a press', async ({
  page
}) => {
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (/\/_app\/.*\.js$/.test(request.url())) scripts.push(request.url());
  });
  await page.clock.install();
  await page.clock.resume();
  await page.goto('/introduction/');
  await alive(page);
  const demo = page.locator('.part.demo[data-part^="playground"]');
  const prefix = demo.getByRole('textbox', { name: 'Prefix' });
  const text = await demo.innerText();
  const { height } = (await demo.locator('section').first().boundingBox())!;
  await page.waitForLoadState('networkidle');
  await expect(prefix).toBeDisabled();

  const before = scripts.length;
  await page.route('**/_app/**/*.js', (route) => route.abort());
  await come(demo);
  const said = page.getByText('The script of this demo did not arrive');
  await expect
    .poll(async () => {
      await page.clock.fastForward(2000);
      return said.count();
    })
    .toBeGreaterThan(0);
  expect(scripts.length, 'it was fetched now').toBeGreaterThan(before);
  await expect(bar(page), 'the rest of the page is alive').toHaveCount(0);
  expect(await demo.innerText()).toBe(text);
  await expect(prefix).toBeDisabled();

  await page.unroute('**/_app/**/*.js');
  const again = page.getByRole('button', { name: 'Try again' });
  await again.first().click();
  await expect(prefix).toBeEnabled();
  // The chapter's other demo may have come near as well.
  await expect(async () => {
    if ((await again.count()) > 0) await again.first().click();
    await expect(said).toHaveCount(0, { timeout: 2000 });
  }).toPass();
  expect((await demo.locator('section').first().boundingBox())!.height, 'nothing jumps').toBeCloseTo(
    height,
    -1
  );
});

test('the answers to questions are there when no script is', async ({ page }) => {
  await page.route('**/*.js', (route) => route.abort());
  await page.goto('/introduction/');
  await expect(bar(page)).toBeVisible();
  await expect(page.getByText(/^The answer is \d+\.$/)).toBeVisible();
  await expect(page.getByText('Guess first')).toBeHidden();
  await page.unroute('**/*.js');
  await bar(page).getByRole('button', { name: 'Try again' }).click();
  await alive(page);
  await expect(page.getByText(/^The answer is \d+\.$/)).toBeHidden();
});

test('no control that needs script can be pressed in a page as it is served', () => {
  const complaints: string[] = [];
  for (const path of builtPages()) {
    let forms = 0;
    const parser = new Parser({
      onopentag(name, attributes) {
        if (name === 'form' && 'action' in attributes) forms += 1;
        if (!['button', 'input', 'select', 'textarea'].includes(name) || forms) return;
        if ('disabled' in attributes) return;
        complaints.push(
          `${path}: ${name} ${attributes['aria-label'] ?? attributes.id ?? attributes.name ?? ''}`
        );
      },
      onclosetag(name) {
        if (name === 'form' && forms) forms -= 1;
      }
    });
    parser.end(readFileSync(join(buildFolder, path, 'index.html'), 'utf8'));
  }
  expect(complaints).toEqual([]);
});

test.describe('what throws', () => {
  // The data of a page is changed in its HTML, which its policy would notice.
  test.use({ bypassCSP: true });

  const broken = (page: Page, path: string, change: (script: string) => string) =>
    page.route(`**${path}`, async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      const body = html.replace(/<script type="text\/plain"[\s\S]*?<\/script>/, change);
      expect(body, 'changed').not.toBe(html);
      await route.fulfill({ response, body });
    });

  for (const path of ['/demos/playground/', '/embed/playground/', '/introduction/']) {
    test(`${path}: a demo that cannot begin stands as it was served`, async ({ page, browser, baseURL }) => {
      const text = await withoutScript(browser, baseURL + path);
      await broken(page, path, (script) => script.replaceAll('manifest:', 'nothing:'));
      await page.goto(path);
      await alive(page);
      const demo = page.locator('.part.demo');
      await come(demo);
      await expect(demo.getByText('This demo failed; you see it as it was served.')).toBeVisible();
      await expect(demo.getByRole('textbox', { name: 'Prefix' })).toBeDisabled();
      await expect(demo.getByRole('region', { name: 'Completion', exact: true })).toContainText('recorded');
      const now = await content(page);
      expect(now.figures).toBe(text.figures);
      // Nothing heals it here, and it says so again.
      await demo.getByRole('button', { name: 'Try again' }).click();
      await expect(demo.getByText('This demo failed')).toBeVisible();
      await expect(demo.getByRole('region', { name: 'Completion', exact: true })).toContainText('recorded');
    });
  }

  for (const part of ['chapter:{', 'apparatus:{', 'numbers:{']) {
    test(`a chapter without its ${part.slice(0, -2)} stands as it was served`, async ({
      page,
      browser,
      baseURL
    }) => {
      const text = await withoutScript(browser, `${baseURL}/introduction/`);
      await broken(page, '/introduction/', (script) =>
        script.replace(part, `${part.slice(0, -1)}null,none:{`)
      );
      await page.goto('/introduction/');
      await alive(page);
      await expect(page.getByText('Something went wrong.')).toBeVisible();
      const now = await content(page);
      expect(now.words).toContain(text.words);
      expect(now.drawings).toBe(text.drawings);
      expect(await page.title()).toContain('A machine that finishes your sentence');
      expect((await dead(page)).filter((control) => !control.includes('Reload')).length).toBeLessThan(2);
      await expect(page.getByText(/^The answer is \d+\.$/)).toBeVisible();
    });
  }

  test('HTML that is not as Svelte expects it is drawn anew', async ({ page, browser, baseURL }) => {
    const text = await withoutScript(browser, `${baseURL}/introduction/`);
    await page.route('**/introduction/', async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      await route.fulfill({ response, body: html.replace('<main', '<i>stray</i><main') });
    });
    await page.goto('/introduction/');
    await alive(page);
    const now = await content(page);
    expect(now.figures).toBe(text.figures);
    expect(now.words.length).toBeGreaterThan(text.words.length * 0.95);
  });
});
