import { expect, test } from './site.ts';

test('marks what is long enough, writes here what was recorded, and measures a text of the reader’s', async ({
  page
}) => {
  await page.goto('demos/overlap/');
  const text = page.getByRole('region', { name: 'Text', exact: true });
  const finding = page.locator('.finding');
  await expect(text.locator('mark')).toHaveCount(1);
  await expect(text.getByText('recorded', { exact: true })).toBeVisible();
  await expect(finding).toContainText('runs of 50 or more');
  const rates = page.getByRole('region', { name: 'Overlap of the texts of each writer' });
  await expect(rates.getByRole('row', { name: /^presidents/ })).toContainText('4 of 48');

  // The rate of a length that everybody reaches.
  const slider = page.getByRole('slider', { name: 'A run counts from' });
  await slider.press('Home');
  await expect(finding).toContainText('runs of 20 or more');
  await expect(rates.getByRole('row', { name: /^presidents/ })).toContainText('48 of 48');

  const by = page.getByRole('combobox', { name: 'Written by' });
  await by.selectOption({ label: 'our model, 0.14M' });
  const recorded = await text.locator('.text').textContent();
  await page.getByRole('button', { name: 'Let it write here' }).click();
  await expect(page.getByText('Your browser’s copy wrote what we recorded, word for word.')).toBeVisible({
    timeout: 120_000
  });
  await expect(text.getByText('live', { exact: true })).toBeVisible();
  await expect(text.locator('.text')).toHaveText(recorded!);

  await by.selectOption({ label: 'you' });
  const own = page.getByRole('textbox', { name: 'Your text' });
  await own.fill('🐋 Fellow-Citizens of the Senate and House of Representatives: שלום');
  await page.getByRole('button', { name: 'Measure it' }).click();
  await expect(text.locator('mark')).toHaveText(
    'Fellow-Citizens of the Senate and House of Representatives: '
  );
  await expect(finding).toContainText(/appears in \d+ of the 227 addresses/);
  await page.reload();
  await expect(own).toHaveValue(/^🐋 Fellow-Citizens/);
  await expect(finding).toHaveText('Not measured yet.');
});
