// What holds for every page of the site, whatever it says.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from './site.ts';
import { buildFolder, builtPages } from '../pages.ts';
import { watch } from './watch.ts';

const pages = builtPages();

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules that look at colours: all that a theme can change. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds, in words. Our pages hold no frames, without which its legacy mode finds the same in half the time. */
async function complaintsOfAxe(
  page: Page,
  what: { tags: string[] } | { rules: string[] }
): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (
    'tags' in what ? axe.withTags(what.tags) : axe.withRules(what.rules)
  ).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`)
  );
}

/** Lets the reader's letters be of another size than the usual 16 pixels, as the settings of a browser do. */
async function setLetters(page: Page, size: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: size, fixed: size } });
  await session.detach();
}

/**
 * What is too small for a finger, outside of sentences and drawings: less than 24 pixels wide or high, with something else
 * to press within 12 pixels of its middle (WCAG 2.5.8).
 */
const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const sentence = 'p, dd, td, figcaption, cite, blockquote, .prose li, .origin, [id^="ref-"], svg';
    const targets = [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
      .filter((target) => target.checkVisibility() && !target.closest(sentence))
      .map((target) => ({ target, box: (target.closest('label') ?? target).getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1);
    return targets.flatMap(({ target, box }) => {
      if (box.width >= 23.9 && box.height >= 23.9) return [];
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const near = targets.some(({ target: other, box: { left, right, top, bottom } }) => {
        const aside = Math.max(left - x, 0, x - right);
        return other !== target && Math.hypot(aside, Math.max(top - y, 0, y - bottom)) < 12;
      });
      return near ? [`${target.outerHTML.slice(0, 100)}: ${box.width} x ${box.height}`] : [];
    });
  });

for (const path of pages) {
  test(path, async ({ page, baseURL }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const complaints = watch(page, new URL(baseURL!).host);
    await page.goto(path);
    await page.waitForLoadState('networkidle');

    expect.soft(await page.title()).not.toBe('');
    await expect.soft(page.locator('h1')).toHaveCount(1);
    await expect.soft(page.locator('meta[name="description"]')).toHaveAttribute('content', /\w/);
    expect.soft(await page.locator('iframe').count(), 'frames, which axe would have to look into').toBe(0);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `pixels to scroll sideways at ${width}`).toBeLessThanOrEqual(0);
      await page.emulateMedia({ colorScheme: 'light' });
      expect.soft(await complaintsOfAxe(page, { tags: TAGS }), `axe at ${width}`).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect.soft(await complaintsOfAxe(page, { rules: COLOURS }), `axe at ${width}, dark`).toEqual([]);
    }
    expect.soft(await tooSmall(page), 'too small for a finger').toEqual([]);
    for (const [width, size] of [
      [320, 16],
      [320, 24],
      [1280, 24]
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await setLetters(page, size);
      // Until what measures itself has been drawn anew.
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await expect.soft.poll(overflow, `sideways at ${width}, letters of ${size}`).toBeLessThanOrEqual(0);
      const notes = await page
        .locator('.side-note')
        .evaluateAll((all) => all.map((note) => note.getBoundingClientRect().width));
      expect.soft(Math.min(...notes, Infinity), 'the narrowest side note').toBeGreaterThan(10 * size);
    }
    expect.soft(complaints).toEqual([]);
  });
}

test('every page says what it says without script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of pages) {
    await page.goto(path, { waitUntil: 'domcontentloaded' });
    await expect(page.locator('h1'), path).toHaveCount(1);
    await expect(page.locator('h1'), path).not.toBeEmpty();
    await expect(page, path).toHaveTitle(/./);
  }
  await context.close();
});

test('a missing page is a 404 and says so', async ({ page, request }) => {
  expect((await request.get('/lab/no-such-file.onnx')).status()).toBe(404);
  const response = await page.goto('/no-such-page/');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
});

test('a missing page leads to the one that was meant, to the search and to all chapters', async ({
  page
}) => {
  await page.goto('/introducton/');
  const main = page.getByRole('main');
  await expect(
    main.getByRole('paragraph').filter({ hasText: 'Perhaps you want' }).getByRole('link')
  ).toHaveText('A machine that finishes your sentence');
  await expect(main.getByRole('list').first().getByRole('listitem')).toHaveCount(12);
  await page.goto('/books/moby-dick.html');
  await expect(main.getByText('Perhaps you want')).toHaveCount(0);
  await expect(main.getByRole('searchbox')).toHaveValue('books moby dick');
  await main.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/\/search\/\?q=books\+moby\+dick$/);
  await expect(page.locator('mark').first()).toBeVisible();
});

test('a missing page is whole without script, at any depth', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/no/such/page/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
  await expect(page.getByRole('main').getByRole('list').first().getByRole('listitem')).toHaveCount(12);
  for (const name of ['A machine that finishes your sentence', 'Recall explorer', 'To the first page']) {
    await page.goto('/no/such/page/');
    await page.getByRole('main').getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('There is no such page');
    expect(new URL(page.url()).pathname).toMatch(/^\/(introduction\/|demos\/recall\/)?$/);
  }
  await context.close();
});

test('the files work in any folder of any host', async ({ page }) => {
  test.slow();
  const folder = 'http://another.test/some/folder/';
  const asked: string[] = [];
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url());
    asked.push(url.href);
    if (!url.href.startsWith(folder)) return route.fulfill({ status: 404 });
    let file = join(buildFolder, decodeURIComponent(url.pathname.slice('/some/folder/'.length)));
    if (url.pathname.endsWith('/')) file = join(file, 'index.html');
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return route.fulfill({ status: 404 });
    return route.fulfill({ path: file });
  });
  for (const path of pages) {
    const complaints = watch(page, 'another.test');
    await page.goto(folder + path.slice(1));
    await expect(page.locator('h1')).toHaveCount(1);
    expect(complaints).toEqual([]);
    // By attribute, since a link in a drawing has no address of its own to ask.
    const links = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((a) => new URL(a.getAttribute('href')!, location.href).href));
    expect(
      links.filter((href) => href.startsWith(new URL(folder).origin) && !href.startsWith(folder))
    ).toEqual([]);
  }
  expect(asked.filter((url) => url.includes('/_app/')).length).toBeGreaterThan(0);
});

test('a missing page finds the folder of the site by itself', async ({ page }) => {
  const folder = 'http://another.test/some/folder/';
  await page.route('**/*', (route) => {
    const { href, pathname } = new URL(route.request().url());
    let file = join(buildFolder, decodeURIComponent(pathname.slice('/some/folder/'.length)));
    if (pathname.endsWith('/')) file = join(file, 'index.html');
    const there = href.startsWith(folder) && statSync(file, { throwIfNoEntry: false })?.isFile();
    return there
      ? route.fulfill({ path: file })
      : route.fulfill({ status: 404, path: join(buildFolder, '404.html') });
  });
  await page.goto(`${folder}deep/down/introducton/`);
  const meant = page.getByText('Perhaps you want').getByRole('link');
  await expect(meant).toHaveAttribute('href', '/some/folder/introduction/');
  await expect(page.getByRole('searchbox', { name: 'Look for' })).toHaveValue('deep down introducton');
  for (const name of ['A machine that finishes your sentence', 'Chapters', 'Glossary'])
    await expect(page.getByRole('link', { name }).first()).toHaveAttribute('href', /^\/some\/folder\//);
  await page.getByRole('link', { name: 'Recall explorer' }).click();
  await expect(page).toHaveURL(`${folder}demos/recall/`);
});

test('every page carries the content security policy', () => {
  for (const path of pages) {
    const html = readFileSync(join(buildFolder, path, 'index.html'), 'utf8');
    const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    const directives = Object.fromEntries(policy.split('; ').map((each) => [each.split(' ')[0], each]));
    expect(directives['default-src'], path).toBe("default-src 'self'");
    expect(directives['script-src'], path).toMatch(/^script-src 'self' 'wasm-unsafe-eval'( 'sha256-\S+')+$/);
    expect(directives['style-src'], path).toMatch(/^style-src 'self' 'unsafe-hashes'( 'sha256-\S+')+$/);
    expect(Object.keys(directives), path).not.toContain('style-src-attr');
    // One page may ask one other host, when a reader presses for it; no page may anything else.
    expect(directives['connect-src'], path).toBe(
      path === '/corpus/' ? "connect-src 'self' https://api.infini-gram.io" : "connect-src 'self'"
    );
  }
});
