// How often one asks: what was published, samples that are drawn here, and a way of drawing that only the model can tell of.
import { expect, test } from './site.ts';

test('more tries bring more passages; samples are drawn and counted; asked here, the model agrees with its record', async ({
  page
}) => {
  await page.goto('/demos/queries/');
  const demo = page.getByRole('region', { name: 'How often do you ask?' });
  const found = demo.getByRole('status').filter({ hasText: /^Of 48 passages/ });
  const tries = demo.getByRole('slider', { name: /^Tries/ });
  const comes = async () => Number(/each, (\d+) come/.exec(await found.innerText())![1]);

  // Recorded: greedy decoding misses the passage, and tries reach it.
  await expect(demo.getByText('Greedy decoding misses: it goes wrong at token')).toBeVisible();
  await expect(demo.getByText('recorded', { exact: true })).toBeVisible();
  const few = await comes();
  await tries.fill('6');
  await expect(found).toContainText('in 1,000,000 tries each');
  expect(await comes()).toBeGreaterThan(few);
  await demo.getByRole('button', { name: 'Never read' }).click();
  await expect(found).toContainText('greedy decoding gives none; in 1,000,000 tries each, none come');

  // Live: samples of a smaller model, which knows its passages of 128 copies well.
  await demo.getByRole('slider', { name: /^Model size/ }).fill('2');
  await demo.getByRole('slider', { name: /^Passages that were read/ }).fill('8');
  await tries.fill('2');
  await demo.getByRole('button', { name: 'Draw 100 samples' }).click();
  const samples = demo.getByRole('region', { name: 'Samples' });
  await expect(samples.getByText(/of 100 (is|are) the passage/)).toBeVisible({ timeout: 60_000 });
  await expect(samples.locator('mark.verbatim')).toBeVisible();

  await demo.getByRole('slider', { name: /^Temperature/ }).fill('1');
  await expect(demo.getByText('nothing was recorded for this')).toBeVisible();
  await demo.getByRole('button', { name: 'Ask the model' }).click();
  await expect(demo.getByText('your browser’s numbers are those that we recorded.')).toBeVisible({
    timeout: 60_000
  });
  await expect(demo.getByText('live', { exact: true })).toBeVisible();
  await expect(found).toContainText('in 100 tries each, 48 come');

  await expect(page).toHaveURL(/model=d4-raw&copies=128&n=100&temperature=0.5/);
  // On the next visit the answers are there, and the samples.
  await page.reload();
  await expect(demo.getByText('live', { exact: true })).toBeVisible();
  await expect(found).toContainText('in 100 tries each, 48 come');
  await expect(tries).toHaveAttribute('aria-valuetext', '100');
  await demo.getByRole('slider', { name: /^Temperature/ }).fill('3');
  await expect(samples.getByText(/of 100 (is|are) the passage/)).toBeVisible();
});
