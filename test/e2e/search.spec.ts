// The search: from any page, by its address, by keyboard, and when its index does not come.
import { expect, test, type Page } from './site.ts';

const box = (page: Page) => page.getByRole('main').getByRole('searchbox', { name: 'Look for' });
const results = (page: Page) => page.getByRole('main').getByRole('listitem');

test('from a chapter, by keyboard: "/" leads to the box, Enter to the results, a result to its section', async ({
  page
}) => {
  await page.goto('/introduction/');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search', exact: true })).toBeFocused();
  await page.keyboard.type('k-eidetic');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/search\/\?q=k-eidetic$/);
  await expect(box(page)).toHaveValue('k-eidetic');
  await expect(page.getByRole('status')).toContainText(/found for “k-eidetic”/);
  const link = page.getByRole('link', { name: 'k-eidetic memorization' });
  await expect(
    results(page)
      .filter({ has: link })
      .locator('mark')
      .filter({ hasText: /eidetic/i })
      .first()
  ).toBeVisible();
  await link.first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/glossary\/#term-k-eidetic-memorization$/);
  // A move within the site sets no :target.
  await expect(page.locator('#term-k-eidetic-memorization dt')).toBeInViewport();
  await page.goBack();
  await expect(results(page).first()).toBeVisible();
});

test('what is found is the text of the article: no controls, no hashes; accents or none', async ({
  page,
  request
}) => {
  const { storedFields } = await (await request.get('/search/index.json')).json();
  const texts = Object.values<{ text: string }>(storedFields).map(({ text }) => text);
  expect(
    texts.filter((text) => /Copy link|Start over|Guess first|Press a cell|[0-9a-f]{40}/.test(text))
  ).toEqual([]);
  for (const query of ['Tramer', 'Tramèr', 'Tramèr'.normalize('NFD')]) {
    await page.goto(`/search/?q=${encodeURIComponent(query)}`);
    await expect(results(page).locator('mark', { hasText: 'Tramèr' }).first()).toBeVisible();
  }
  await page.goto('/search/?q=recited');
  await expect(results(page).first().getByRole('link')).toHaveAttribute('href', /^(?!.*method)/);
});

test('the query is in the address, as it is typed and as it is opened', async ({ page }) => {
  await page.goto('/search/?q=Moby-Dick');
  await expect(box(page)).toHaveValue('Moby-Dick');
  await expect(results(page).first()).toContainText('Moby');
  await box(page).fill('fair use');
  await expect(page).toHaveURL(/\?q=fair\+use$/);
  await expect(page.getByRole('status')).toContainText('“fair use”');
  await box(page).fill('');
  await expect(page).toHaveURL(/\/search\/$/);
  await expect(results(page)).toHaveCount(0);
});

for (const query of ['zxqzxq', '🐳🐳', 'שלום', '<img src=x onerror=alert(1)>', 'x'.repeat(5000)]) {
  test(`nothing is found for ${query.slice(0, 30)}, and that is said`, async ({ page }) => {
    await page.goto(`/search/?q=${encodeURIComponent(query)}`);
    await expect(page.getByRole('status')).toContainText(/Nothing was found|found for/);
    await expect(page.locator('main img')).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0
    );
  });
}

test('an index that does not come is asked for again', async ({ page }) => {
  await page.route('**/search/index.json', (route) => route.abort());
  await page.goto('/search/?q=token');
  await expect(page.getByRole('alert')).toContainText('The index of the search could not be reached.');
  await page.unroute('**/search/index.json');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(results(page).first()).toBeVisible();
});

test('no index is fetched before the search is opened, and "/" can be switched off', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/introduction/');
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => url.includes('search/index'))).toEqual([]);

  await page.goto('/search/');
  await page.getByRole('checkbox', { name: /The key/ }).uncheck();
  await page.goto('/references/');
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search', exact: true })).not.toBeFocused();
});

test('without script it says what there is instead', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/search/');
  expect(await page.content()).toContain('needs script');
  await expect(page.getByRole('main').getByRole('searchbox')).toHaveCount(0);
  await context.close();
});
