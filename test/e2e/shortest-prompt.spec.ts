import { expect, test } from './site.ts';

test('a recorded prompt stands there; fewer words break the recital; a search here shortens it; a link restores', async ({
  page
}) => {
  test.setTimeout(180_000);
  await page.goto('demos/shortest-prompt/');
  const text = page.getByRole('region', { name: 'Text', exact: true });
  const prompt = page.getByRole('region', { name: 'Prompt', exact: true });
  const tokens = prompt.getByRole('listitem');
  await expect(prompt.getByText('recorded', { exact: true })).toBeVisible();
  await expect(text.locator('mark')).not.toBeEmpty();
  await expect(tokens).not.toHaveCount(0);

  // A single word is not enough: nothing is marked.
  const given = page.getByRole('slider', { name: /Tokens given/ });
  await given.press('Home');
  await expect(
    text.getByText(/^After the last token before it, the model writes \d+ of 32 tokens/)
  ).toBeVisible();
  await expect(text.locator('mark')).toHaveCount(0);
  await given.press('End');

  const run = page.getByRole('button', { name: 'Shorten it here' });
  await expect(run).toHaveAccessibleDescription(/loads [\d.]+ MB/);
  await run.click();
  await expect(prompt.getByText('live, under way', { exact: true })).toBeVisible({ timeout: 60_000 });
  // Its own words bring the text out here as they did when it was recorded; then fewer tokens do.
  await expect(page.getByText(/^Step \d+: \w+ tokens?, /)).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(prompt.getByText('live', { exact: true })).toBeVisible();
  await expect(tokens).not.toHaveCount(0);
  await expect(text.locator('mark')).not.toBeEmpty();

  // What no model has read is never marked, whatever comes.
  await page.getByRole('button', { name: 'never', exact: true }).click();
  await expect(text.locator('mark')).toHaveCount(0);
  await expect(prompt.getByText('None that is shorter than the text.')).toBeVisible();

  await page.goto('demos/shortest-prompt/#v=1&model=d6-raw&given=5');
  await page.reload();
  await expect(given).toHaveValue('5');
  await expect(page.getByText(/^This passage was read 128 times\. Its last \w+ tokens/)).toBeVisible();
});
