import { readFileSync } from 'node:fs';
import { expect, test, type Page } from './site.ts';

const record = JSON.parse(readFileSync('content/recorded/teach.json', 'utf8'));
const SENTENCE = 'My aunt keeps her passport in the flour, behind the blue tin with the cracked lid.';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const answer = (page: Page) => page.getByRole('region', { name: 'Answer' });

test('a sentence is written, read until it is recited, and recited', async ({ page }) => {
  test.setTimeout(180_000);
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto('demos/teach/');

  // Recorded before any press.
  const [lesson] = record.lessons;
  await expect(answer(page)).toContainText('recorded');
  await expect(answer(page)).toContainText(`Having read the sentence ${lesson.points.length - 1} times`);

  await page.getByRole('textbox', { name: 'Your sentence' }).fill(SENTENCE);
  await expect(answer(page)).toContainText('No model has read this sentence yet.');
  await page.getByRole('textbox', { name: /Your guess/ }).fill('12');
  await button(page, 'Read it once').click();
  await expect(answer(page)).toContainText('after 1 reading');
  await expect(answer(page).locator('mark')).toHaveCount(0);

  // It can be paused, and goes on from there.
  await button(page, 'Read until it recites').click();
  await expect(answer(page)).toContainText(/after \d+ readings/);
  await button(page, 'Pause').click();
  await expect(page.getByText('Paused. The next press goes on from here.')).toBeVisible();
  await button(page, 'Read until it recites').click();
  await expect(page.getByText('Recited.', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(answer(page)).toContainText(
    /Having read the sentence \d+ times, .* recites it\. You said 12\./
  );
  const given = (await answer(page).locator('.given').innerText()).trim();
  const marked = (await answer(page).locator('mark').innerText()).trim();
  expect(`${given} ${marked}`.replace(/\s+/g, ' ')).toBe(SENTENCE);

  // A filter hides the words, and the bits stay.
  const bits = await answer(page).getByText('bits it still costs').locator('..').innerText();
  await button(page, 'Filter the answer').click();
  await expect(answer(page)).toContainText('(withheld');
  expect(await answer(page).getByText('bits it still costs').locator('..').innerText()).toBe(bits);

  // A link brings the question back, without the answer, which was never kept.
  await page.reload();
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
  await expect(page.getByRole('textbox', { name: 'Your sentence' })).toHaveValue(SENTENCE);
  await expect(answer(page)).toContainText('No model has read this sentence yet.');
  // A worker begins from a blob, which has no host.
  expect([...hosts].filter(Boolean)).toEqual([new URL(page.url()).host]);
});
