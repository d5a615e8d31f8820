// The attack, as a reader makes it: recorded at first, then samples drawn here, accused, and looked up in the corpus.
import { expect, test } from './site.ts';

test('samples are drawn, kept over a visit, accused and looked up', async ({ page }) => {
  test.setTimeout(120_000);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  await page.goto('/demos/extraction/');
  const recorded = /^[\d,]+ of [\d,]+ recorded samples \([\d.]+\s%\) hold 32 tokens or more/;
  await expect(page.getByText(recorded)).toBeVisible();
  await expect(button('Sample')).toBeEnabled();
  await expect(button('Pause')).toHaveAttribute('aria-disabled', 'true');
  await expect(button('Open the corpus')).toHaveAttribute('aria-disabled', 'true');

  // The smallest that can be attacked, of the fewest samples.
  const models = page.getByLabel('Model', { exact: true });
  await models.selectOption({ index: 0 });
  await expect(page.getByText('Nothing is recorded of this model sampled in this way.')).toBeVisible();
  await page.getByLabel('How many').selectOption('128');
  await button('Sample').click();
  await expect(page.getByText(/^(32|64|96) of 128 samples/)).toBeVisible({ timeout: 60_000 });
  await button('Pause').click();
  await expect(button('Go on')).toBeEnabled();
  const link = page.url();

  // Left and come back to: what was drawn is there.
  await page.goto('/glossary/');
  await page.goto(link);
  await expect(page.getByText(/^(32|64|96) samples, and the corpus is closed/)).toBeVisible();
  await button('Go on').click();
  await expect(page.getByText(/^128 samples, and the corpus is closed/)).toBeVisible({ timeout: 60_000 });

  // No stroke before the corpus is open.
  await expect(page.locator('mark')).toHaveCount(0);
  await button('Show more').click();
  for (let place = 1; place <= 20; place++) await button(new RegExp(`^Accuse sample ${place}$`)).click();
  await expect(page.getByText('20 accused of at least 20')).toBeVisible();
  await button('Open the corpus').click();
  await expect(page.getByText(/^Of the 20 samples that you accused/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^(None|[\d,]+) of (128|one) samples?/)).toBeVisible();
  await expect(page.getByRole('row', { name: /^128 48/ })).toBeVisible();
});
