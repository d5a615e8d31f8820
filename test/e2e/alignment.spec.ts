import { expect, test } from './site.ts';

test('the assistant declines, is asked in another way, and answers here as it was recorded', async ({
  page
}) => {
  await page.goto('demos/alignment/');
  const base = page.getByRole('region', { name: 'The base model' });
  const mine = page.getByRole('region', { name: 'The assistant' });
  await expect(mine.getByText('recorded', { exact: true })).toBeVisible();
  await expect(mine.getByText('it declines')).toBeVisible();
  await expect(mine.locator('mark')).toHaveCount(0);

  await page.getByRole('button', { name: 'leave the template out' }).click();
  await expect(page).toHaveURL(/#v=1&way=bare$/);
  await expect(base.locator('mark').first()).toBeVisible();
  const recorded = await mine.locator('.text').textContent();

  const ask = page.getByRole('button', { name: 'Ask it here' });
  await expect(ask).toHaveAccessibleDescription(/loads [\d.]+ MB/);
  await ask.click();
  await expect(page.getByText('Your browser’s copy wrote what we recorded, word for word.')).toBeVisible({
    timeout: 120_000
  });
  for (const side of [base, mine]) await expect(side.getByText('live', { exact: true })).toBeVisible();
  await expect(mine.locator('.text')).toHaveText(recorded!);

  // The link holds the question; what ran is gone.
  await page.reload();
  await expect(page.getByRole('button', { name: 'leave the template out' })).toHaveAttribute(
    'aria-pressed',
    'true'
  );
  await expect(mine.getByText('recorded', { exact: true })).toBeVisible();
});
