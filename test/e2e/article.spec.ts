// What prose needs: citations and terms with their cards, by keyboard, by mouse and without script.
import { expect, test } from './site.ts';

test('a citation by keyboard: focus shows its card, Escape hides it, Enter leads to the list', async ({
  page
}) => {
  await page.goto('/introduction/');
  const citation = page.locator('a[href="#ref-carlini2021"]').first();
  const card = page.getByRole('tooltip').filter({ visible: true });
  await expect(card).toHaveCount(0);

  // By the Tab key, from the link before it: nothing that a mouse could have done.
  await page.locator('.prose a[href$="#term-greedy-decoding"]').focus();
  await page.keyboard.press('Tab');
  while (!(await citation.evaluate((a) => a === document.activeElement))) await page.keyboard.press('Tab');
  await expect(card).toHaveText(/^Nicholas Carlini et al\. Extracting Training Data/);
  await expect(citation).toHaveAccessibleDescription(/Extracting Training Data from Large Language Models/);
  await expect(citation).toHaveAccessibleName(/reference 1/);

  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await expect(citation).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#ref-carlini2021$/);
  await expect(page.locator('li:target')).toContainText('Extracting Training Data');
});

for (const width of [390, 1280]) {
  test(`at ${width} pixels a card can be entered by the mouse and stays within the window`, async ({
    page
  }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/introduction/');
    const card = page.getByRole('tooltip').filter({ visible: true });
    for (const link of await page.locator('.prose a[href^="#ref-"]').all()) {
      await link.hover();
      await expect(card).toHaveCount(1);
      const box = (await card.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(800);
      const at = (await link.boundingBox())!;
      await page.mouse.move(at.x + at.width / 2, box.y + box.height / 2, { steps: 5 });
      await expect(card).toHaveCount(1);
      await page.mouse.move(0, 0);
      await expect(card).toHaveCount(0);
    }
  });
}

for (const { what, link, where, to } of [
  {
    what: 'a term',
    link: '.prose a[href$="#term-greedy-decoding"]',
    where: 'In the glossary',
    to: /\/glossary\/#term-greedy-decoding$/
  },
  {
    what: 'a citation',
    link: '.prose a[href="#ref-carlini2021"]',
    where: 'In the list of references',
    to: /\/introduction\/#ref-carlini2021$/
  }
]) {
  test(`the card of ${what} opens at a tap, within the page, and holds the way further`, async ({
    browser
  }) => {
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto('/introduction/');
    await page.locator('html[data-live]').waitFor({ state: 'attached' });
    const opener = page.locator(link).first();
    const card = page.getByRole('tooltip').filter({ visible: true });
    const further = page.getByRole('link', { name: where });

    await opener.tap();
    await expect(card).toHaveCount(1);
    await expect(page).toHaveURL(/\/introduction\/$/);
    await card.tap();
    await expect(card, 'after a tap on its text').toHaveCount(1);
    const { x, y, width, height } = (await further.boundingBox())!;
    expect(height).toBeGreaterThanOrEqual(24);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(390);
    expect(y + height).toBeLessThanOrEqual(844);

    await page.keyboard.press('Escape');
    await expect(card, 'after Escape').toHaveCount(0);
    await opener.tap();
    await expect(card).toHaveCount(1);
    await opener.tap();
    await expect(card, 'after a second tap').toHaveCount(0);
    await opener.tap();
    await expect(card).toHaveCount(1);
    await page.touchscreen.tap(5, 840);
    await expect(card, 'after a tap elsewhere').toHaveCount(0);
    await expect(page).toHaveURL(/\/introduction\/$/);

    await opener.tap();
    await further.tap();
    await expect(page).toHaveURL(to);
    await expect(card).toHaveCount(0);
    await context.close();
  });
}

test('without script the chapter has its references, its numbers and the answer to its question', async ({
  browser
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/introduction/');
  await page.locator('a[href="#ref-cooper2025"]').first().click();
  await expect(page.locator('li:target')).toContainText('The Files are in the Computer');
  await expect(page.getByText(/^The answer is \d+\.$/)).toBeVisible();
  await page.locator('.prose a[href$="#term-token"]').click();
  await expect(page).toHaveURL(/\/glossary\/#term-token$/);
  await expect(page.locator('div:target dt')).toHaveText('token');
  await context.close();
});

test('a guess is answered with what was measured', async ({ page }) => {
  await page.goto('/introduction/');
  const question = page.getByRole('group', { name: /How many copies/ });
  await expect(page.getByRole('cell')).toHaveCount(0);
  await question.getByRole('radio', { name: '1', exact: true }).check();
  await expect(page.getByText(/^You said 1; it is \d+\.$/)).toBeVisible();
  await expect(page.getByRole('table')).toContainText('recited');
});

test('the first page links the chapters that are written, and those only', async ({ page }) => {
  await page.goto('/');
  const chapters = page.getByRole('region', { name: 'The article' });
  await expect(chapters.getByRole('listitem')).toHaveCount(12);
  for (const link of await chapters.getByRole('link').all()) {
    expect((await page.request.get((await link.getAttribute('href'))!.replace(/^\.\//, '/'))).status()).toBe(
      200
    );
  }
  await chapters.getByRole('link', { name: 'A machine that finishes your sentence' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A machine that finishes your sentence');
  await expect(page.locator('a[href="#ref-carlini2021"]').first()).toBeVisible();
});
