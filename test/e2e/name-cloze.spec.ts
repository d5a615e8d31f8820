// The name cloze: a guess, what the models answered when they were recorded, and one of them asked again.
import { expect, test } from './site.ts';

test('a guess is judged, the models’ answers appear, and a model asked here agrees with its record', async ({
  page
}) => {
  await page.goto('/demos/name-cloze/');
  const answer = page.getByRole('button', { name: 'Answer' });
  await expect(answer).toBeEnabled();
  const table = page.getByRole('table');
  await expect(table).toBeHidden();

  await answer.click();
  await expect(page.getByText('Choose a name or write one.')).toBeVisible();

  await page.getByRole('textbox').fill('Napoleon 🦑');
  await page.getByRole('textbox').press('Enter');
  await expect(page.getByText('You said Napoleon 🦑; the book says')).toBeVisible();
  await expect(page.getByText('Yours so far: 0 of 1.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Next passage' })).toBeFocused();

  const models = page.getByLabel('Look closely at');
  const smallest = await models.locator('option').last().innerText();
  await models.selectOption({ label: smallest });
  const row = table.getByRole('row', { name: smallest.replace(' parameters', '') });
  const recorded = (await row.getByRole('cell').last().innerText()).trim();
  await page.getByRole('button', { name: 'Ask this model here' }).click();
  await expect(row.getByRole('cell').last()).toHaveText(`${recorded}, asked here`, { timeout: 60_000 });
  await expect(page.getByRole('listitem').filter({ hasText: /Napoleon 🦑\s+your guess/ })).toBeVisible();

  // What was guessed is a code, which the page of a class reads.
  const code = await page.getByText('Code of your guesses').locator('..').locator('code').innerText();
  await page.goto('/teach/class/');
  await page.getByRole('textbox', { name: 'Codes' }).fill(`Ana: ${code}`);
  await expect(page.getByText('1 code counts: one list of names.')).toBeVisible();
  await expect(page.locator('.class > section')).toContainText(
    'The name guessed is not the one in the book.'
  );
});

for (const [width, height] of [
  [390, 844],
  [1280, 900]
] as const)
  test(`by keyboard: the answer is in view, and the focus never lost, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto('/demos/name-cloze/');
    const next = page.getByRole('button', { name: 'Next passage' });
    const verdict = page.getByText(/the book says|^Yes: /i);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.getByRole('button', { name: 'Stubb', exact: true }).press('Enter');
    await page.keyboard.press('Tab');
    while ((await focused()) !== 'Answer') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(next).toBeFocused();
    await expect(next).toBeInViewport();
    await expect(verdict).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Enter');
    const answer = page.getByRole('button', { name: 'Answer' });
    await expect(answer).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(next).toBeFocused();
    await expect(verdict).toBeInViewport({ ratio: 1 });
  });

test('Enter of an input method gives no answer', async ({ page }) => {
  await page.goto('/demos/name-cloze/');
  const own = page.getByRole('textbox');
  await own.fill('白鲸');
  await own.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await expect(page.getByRole('button', { name: 'Answer' })).toBeVisible();
  await own.press('Enter');
  await expect(page.getByText('You said 白鲸; the book says')).toBeVisible();
});

test('answers in a frame that may send no form', async ({ page, baseURL }) => {
  await page.goto('/demos/');
  await page.setContent(
    `<iframe sandbox="allow-scripts allow-same-origin" width="700" height="500" src="${baseURL}/embed/name-cloze/"></iframe>`
  );
  const frame = page.frameLocator('iframe');
  await frame.locator('html[data-live]').waitFor({ state: 'attached' });
  await frame.getByRole('button', { name: 'Ahab', exact: true }).click();
  await frame.getByRole('button', { name: 'Answer' }).click();
  await expect(frame.getByText(/the book says|^Yes: /)).toBeVisible();
});

test('a link brings back passage and model; a stale one is named and loses nothing', async ({ page }) => {
  await page.goto('/demos/name-cloze/');
  const rung = page.getByRole('group', { name: 'Passage' }).getByRole('button', { name: '0', exact: true });
  await rung.click();
  await expect(page).toHaveURL(/#v=1&passage=/);
  const passage = (await page.getByRole('blockquote').textContent())!;
  const link = new URL(page.url()).hash;

  await page.goto(`/embed/name-cloze/${link}`);
  await expect(page.getByRole('blockquote')).toHaveText(passage);
  await page.getByRole('button', { name: 'Ahab', exact: true }).click();
  await page.getByRole('button', { name: 'Answer' }).click();
  await expect(page.getByText('The models, by parameters, which never read it:')).toBeVisible();

  await page.goto(`/demos/name-cloze/?stale#v=1&passage=nowhere&model=gpt`);
  await expect(page.getByText('There is no passage “nowhere” with a name to guess here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Answer' })).toBeEnabled();
});

test('without script the passage, its name and the answers are there', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/demos/name-cloze/');
  await expect(page.getByText('In this passage the name is')).toBeVisible();
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Answer' })).toBeHidden();
  await context.close();
});

test('the gallery shows one kind, and all of them without script', async ({ page, browser }) => {
  await page.goto('/examples/');
  const gallery = page.getByRole('region', { name: 'Published examples of memorization' });
  const cards = gallery.locator('li');
  const all = await cards.count();
  await expect(gallery.getByRole('heading', { level: 3 })).toHaveCount(all);
  await gallery.scrollIntoViewIfNeeded();
  await gallery.getByRole('radio', { name: /^Lyrics/ }).check();
  await expect(gallery.getByText('2 examples are shown.')).toBeAttached();
  await expect(gallery.getByRole('heading', { level: 3 })).toHaveCount(2);

  const context = await browser.newContext({ javaScriptEnabled: false });
  const bare = await context.newPage();
  await bare.goto('/examples/');
  await expect(bare.locator('.gallery h3').filter({ visible: true })).toHaveCount(all);
  await expect(bare.locator('.gallery').getByRole('radio').first()).toBeHidden();
  await context.close();
});
