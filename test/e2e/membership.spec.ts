// The n-gram dial: a recorded text whose verdict turns, a model that writes it here, and a forged text that passes.
import { expect, test } from './site.ts';

test('the verdict turns while the text stays; a model writes it here; a forgery passes, and its link restores it', async ({
  page
}) => {
  await page.goto('/demos/membership/');
  const text = page.getByRole('region', { name: 'The text under the test' }).locator('p');
  const verdict = page.getByRole('status').filter({ hasText: /in the training data$/ });
  const n = page.getByRole('slider', { name: /Look for runs of/ });
  await expect(verdict).toHaveText('in the training data');
  const words = await text.innerText();
  await expect(text.locator('mark')).not.toHaveCount(0);
  await n.fill('60');
  await expect(verdict).toHaveText('not in the training data');
  expect(await text.innerText()).toBe(words);
  await expect(text.locator('mark')).toHaveCount(0);
  const turn = await page.getByText(/From n = \d+ on, the same text counts as new/).innerText();
  await n.fill(String(Number(/n = (\d+)/.exec(turn)![1]) - 1));
  await expect(verdict).toHaveText('in the training data');

  await page.getByRole('combobox', { name: 'Text' }).selectOption('Read whole, 128 times');
  await page.getByRole('slider', { name: 'Model size' }).fill('1');
  const cost = page.getByRole('definition').filter({ hasText: 'bits a token' });
  await expect(cost).toContainText('read:');
  await page.getByRole('button', { name: 'Run it yourself' }).click();
  await expect(page.getByText('Your browser’s copy wrote what we recorded, word for word.')).toBeVisible({
    timeout: 120_000
  });
  await expect(page.getByText('live', { exact: true })).toBeVisible();

  await page.getByRole('combobox', { name: 'Text' }).selectOption('A text of your own');
  await n.fill('18');
  await expect(page.getByText('and it passes as new: a forgery.')).toBeVisible();
  await page.getByRole('button', { name: 'As it is' }).click();
  await expect(page.getByText('and the test still finds it.')).toBeVisible();
  const own = page.getByRole('textbox');
  const forged = (await own.inputValue()).replaceAll(/\b(\w+) (\w+) (\w+) /g, '$1 $2! $3 ');
  await own.fill(forged);
  await expect(page.getByText('Test it to see whether it passes.')).toBeVisible();
  await page.getByRole('button', { name: 'Test it' }).click();
  await expect(page.getByText('and it passes as new: a forgery.')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Weigh it by loss' }).click();
  await expect(cost).toContainText('read: ', { timeout: 60_000 });

  await expect(page).toHaveURL(/text=own.*n=18.*own=/);
  await page.reload();
  await expect(own).toHaveValue(forged);
  await expect(page.getByText('Test it to see whether it passes.')).toBeVisible();
});
