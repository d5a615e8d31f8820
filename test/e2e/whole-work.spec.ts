import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

// What a reader's press brings, held against the book itself: the published tokens, decoded with the published tokenizer.
const lab = (path: string) => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = lab('manifest.json');
const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

test.skip(!manifest.work_models?.length, 'no model that read whole works is published');

test('Go on: the chapter grows from its first line, can be paused, and comes to its end', async ({
  page
}) => {
  await page.goto('demos/whole-work/');
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
  const chapter = page.getByRole('region', { name: 'Chapter' });
  const whole = plain(await chapter.innerText());
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  const some = plain(await chapter.innerText());
  expect(some.length).toBeLessThan(whole.length);
  expect(whole.startsWith(some.slice(0, 40))).toBe(true);
  await page.getByRole('button', { name: 'To the end' }).click();
  await expect.poll(async () => plain(await chapter.innerText())).toBe(whole);
});

test('the model run live writes what was recorded', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('demos/whole-work/');
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
  const chapter = page.getByRole('region', { name: 'Chapter' });
  const recorded = plain(await chapter.innerText());
  await page.getByRole('button', { name: 'Run it live' }).click();
  await expect(page.getByText('Live, from this machine.')).toBeVisible({ timeout: 150_000 });
  expect(plain(await chapter.innerText())).toBe(recorded);
});

test('a typed opening is found in the book; one that is not there is told of', async ({ page }) => {
  await page.goto('demos/whole-work/');
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
  await page.getByLabel('Or type an opening').fill('It was the best of times');
  await page.getByRole('button', { name: 'Give it' }).click();
  await expect(page.getByText('stands in none of the')).toBeVisible();
  await page.getByLabel('Or type an opening').fill('call me ishmael');
  await page.getByRole('button', { name: 'Give it' }).click();
  await expect(page.getByLabel('Chapter', { exact: true })).toHaveValue('w001');
});
