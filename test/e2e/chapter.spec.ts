// What surrounds the text of a chapter: contents, the way to cite it, corrections, paper.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './site.ts';
import { buildFolder, builtPages } from '../pages.ts';

const contents = 'Contents of this chapter';

test('at a desk the contents stand in the margin and say where the reader is', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/introduction/');
  const nav = page.getByRole('navigation', { name: contents });
  const headings = await page.locator('.prose h2').evaluateAll((all) => all.map(({ id }) => `#${id}`));
  const links = nav.getByRole('link').filter({ visible: true });
  expect(await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')))).toEqual(headings);
  await expect(nav.locator('[aria-current]').filter({ visible: true })).toHaveCount(0);

  const last = links.last();
  await last.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${headings.at(-1)}$`));
  await expect(last).toHaveAttribute('aria-current', 'location');
  await expect(nav.getByText('read to the end')).toBeVisible();
  // It has stayed in sight, and beside the text.
  const box = (await nav.boundingBox())!;
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual((await page.locator('.prose').boundingBox())!.x);
});

test('on a phone they are folded, and fold again after a choice', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/introduction/');
  await page.waitForLoadState('networkidle');
  const nav = page.getByRole('navigation', { name: contents });
  await expect(nav.getByRole('link').filter({ visible: true })).toHaveCount(0);
  await nav.getByText('Contents', { exact: true }).click();
  await nav.getByRole('link', { name: 'It can recite' }).filter({ visible: true }).click();
  await expect(page).toHaveURL(/#it-can-recite$/);
  await expect(nav.getByRole('link').filter({ visible: true })).toHaveCount(0);
});

test('a chapter can be cited, as text and as BibTeX, with its address and version', async ({
  page,
  context
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/introduction/');
  const cite = page.getByRole('region', { name: 'Cite this page' });
  await cite.getByRole('button', { name: 'Copy the text under “Text”' }).click();
  await expect(cite.getByText('Copied.')).toBeVisible();
  const address = new URL('/introduction/', page.url()).href;
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(
    /^“A machine that finishes your sentence\.” Chapter 1 of Verbatim.*Version of \d+ \w+ \d{4}\. /
  );
  expect(text).toContain(address);
  await cite.getByRole('button', { name: 'Copy the text under “BibTeX”' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^@misc\{verbatim-introduction,[\s\S]*url = \{http[\s\S]*\}$/);
  await cite.getByRole('link', { name: 'All corrections' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Corrections');
});

test('where copying is refused the text is selected', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('no')) });
  });
  await page.goto('/introduction/');
  const cite = page.getByRole('region', { name: 'Cite this page' });
  await cite.getByRole('button', { name: 'Copy the text under “Text”' }).click();
  await expect(cite.getByText('Copying is not allowed here')).toBeVisible();
  expect(await page.evaluate(() => String(getSelection()))).toContain('Chapter 1 of Verbatim');
});

test('on paper: addresses of references, and nothing to press', async ({ page }) => {
  await page.goto('/introduction/');
  await page.waitForLoadState('networkidle');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(/^The answer is \d+\.$/), 'before a guess').toBeHidden();
  await expect(page.getByText('Guess first')).toBeHidden();
  for (const role of ['button', 'textbox', 'combobox', 'searchbox'] as const) {
    await expect(page.getByRole(role), role).toHaveCount(0);
  }
  await expect(page.getByRole('navigation')).toHaveCount(0);
  const reference = page.locator('#ref-carlini2021 a');
  const after = await reference.evaluate((a) => getComputedStyle(a, '::after').content);
  expect(after).toContain('https://');
  expect((await page.pdf()).length).toBeGreaterThan(10_000);
  await page.emulateMedia({ media: 'screen' });
  await page
    .getByRole('group', { name: /How many copies/ })
    .getByRole('radio', { name: '1', exact: true })
    .check();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(/^You said 1; it is \d+\.$/), 'after one').toBeVisible();
});

test('every chapter has a card, a description for other sites, and a place in the feed', async ({ page }) => {
  const chapters = builtPages().filter((path) =>
    readFileSync(join(buildFolder, path, 'index.html'), 'utf8').includes(`aria-label="${contents}"`)
  );
  expect(chapters).toContain('/introduction/');
  const feed = await (await page.request.get('/feed.xml')).text();
  await page.goto('/');
  const entries = await page.evaluate((xml) => {
    const document = new DOMParser().parseFromString(xml, 'application/xml');
    if (document.querySelector('parsererror')) throw new Error('not XML');
    return [...document.querySelectorAll('entry > link')].map((link) => link.getAttribute('href')!);
  }, feed);
  for (const path of chapters) {
    expect(entries.some((href) => href.endsWith(path.slice(1)))).toBe(true);
    await page.goto(path);
    const meta = (property: string) => page.locator(`meta[property="${property}"]`).getAttribute('content');
    expect(await page.title()).toContain((await meta('og:title'))!);
    expect(await meta('og:description')).toMatch(/\w{3}/);
    const card = await page.request.get(new URL((await meta('og:image'))!, page.url()).href);
    const png = await card.body();
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  }
});

test('the list of demos leads to each, and gives a frame for it', async ({ page }) => {
  await page.goto('/demos/');
  const item = page.getByRole('listitem').filter({ hasText: 'Completion playground' });
  await item.getByText('Put it into your page').click();
  const address = new URL('/embed/playground/', page.url()).href;
  await expect(item).toContainText(`<iframe src="${address}" title="Completion playground"`);
  await item.getByRole('link', { name: 'Completion playground', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Completion playground');
});

test('a link to a figure that an answer holds back opens the answer', async ({ page }) => {
  await page.goto('/what-is-memorized/#fig-copies');
  const figure = page.locator('#fig-copies');
  await expect(figure).toBeInViewport();
  await expect(page.getByText('Guess first')).toBeHidden();
  // The reader may still say what they would have guessed.
  await page.getByRole('radio', { name: 'about half' }).check();
  await expect(page.getByText(/^You said about half; it is/)).toBeVisible();
  await expect(figure).toBeVisible();
});
