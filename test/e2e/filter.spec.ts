import { expect, test } from './site.ts';

test('the filter strikes out, is passed in pieces, and runs here as it was recorded', async ({ page }) => {
  await page.goto('demos/filter/');
  const off = page.getByRole('region', { name: 'Without a filter' });
  const behind = page.getByRole('region', { name: 'Behind a filter' });
  await expect(off.locator('mark').first()).toBeVisible();
  await expect(behind.locator('del').first()).toBeVisible();
  await expect(behind.getByText('recorded', { exact: true })).toBeVisible();
  const recorded = await behind.locator('.text').textContent();

  // The dial moves from what was recorded; what was not is not shown.
  const run = page.getByRole('button', { name: 'Run it here' });
  await page.getByRole('slider', { name: /stops runs/ }).press('ArrowRight');
  await expect(behind.getByText('recorded', { exact: true })).toBeVisible();
  await expect(behind.locator('.text')).not.toHaveText(recorded!);
  await page.getByRole('combobox', { name: 'Asked for' }).selectOption({ label: 'in capitals' });
  await expect(behind.getByText('not recorded', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(behind.locator('.text')).toHaveText(recorded!);

  await expect(run).toHaveAccessibleDescription(/loads [\d.]+ MB/);
  await run.click();
  await expect(page.getByText('Your browser’s copy wrote what we recorded, word for word.')).toBeVisible({
    timeout: 120_000
  });
  await expect(behind.getByText('live', { exact: true })).toBeVisible();
  await expect(behind.locator('.text')).toHaveText(recorded!);

  await page
    .getByRole('combobox', { name: 'Asked for' })
    .selectOption({ label: 'a few tokens at a time, one word changed' });
  await expect(behind.getByText('recorded', { exact: true })).toBeVisible();
  await expect(behind.getByText('requests: 22')).toBeVisible();
  await expect(page).toHaveURL(/#v=1&way=pieces$/);

  // The other filter: a text that anybody knows by heart.
  const own = page.getByRole('textbox', { name: 'Your own words' });
  await own.fill('CALL ME ISHMAEL! Some years ago, never mind how long precisely, having little or no money');
  await page.getByRole('button', { name: 'Would it pass?' }).click();
  await expect(
    page.getByText(/100\s%.* of its runs of three words.*The filter would stop it\./)
  ).toBeVisible();
  await page.reload();
  await expect(own).toHaveValue(/^CALL ME ISHMAEL/);
  await expect(behind.getByText('requests: 22')).toBeVisible();
});
