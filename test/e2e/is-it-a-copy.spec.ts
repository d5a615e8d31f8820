// Is it a copy? The reader answers first; then the sources appear, and a model is asked for the passage.
import { expect, test } from './site.ts';

test('an answer brings the sources of its element, the last one what follows; a model asked here agrees with its record', async ({
  page,
  browser
}) => {
  await page.goto('/demos/is-it-a-copy/');
  const demo = page.getByRole('region', { name: 'Is it a copy?' });
  const wrote = page.getByRole('region', { name: 'What the model wrote' });
  const ask = (question: string, answer: string) =>
    page.getByRole('group', { name: question }).getByRole('button', { name: answer }).click();

  // Recorded: the model recites, its twin does not, and nothing is said of the law yet.
  await expect(wrote.getByText('32 of 32 tokens')).toBeVisible();
  await expect(wrote.getByText('recorded')).toBeVisible();
  await expect(demo.getByText('Open:')).toBeHidden();
  await expect(page.getByRole('table')).toBeHidden();

  await ask('Is the work fixed in it?', 'Cannot say');
  await expect(demo.getByText('“not an impediment to the claim at this juncture”')).toBeVisible();
  await expect(demo.getByText('42 O 14139/24')).toBeVisible();
  await expect(demo.getByText('on its way through the appeals courts').first()).toBeVisible();
  await expect(demo.getByText('as reported by others').first()).toBeVisible();
  await expect(demo.getByText('So:')).toBeHidden();

  // Live: the recorded words come again, and the answers stay.
  await wrote.getByRole('button', { name: 'Ask it here' }).click();
  await expect(demo.getByText('wrote what we recorded, word for word')).toBeVisible({ timeout: 60_000 });
  await expect(wrote.getByText('live', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'A television buffer' }).click();
  await expect(wrote).toBeHidden();
  await ask('Is it a material object?', 'Yes');
  await ask('Is the work fixed in it?', 'Yes');
  await ask('Is it there for more than a moment?', 'Yes');
  await ask('Can a machine bring the work back?', 'Yes');
  await expect(demo.getByText('no: for 1.2 seconds')).toBeVisible();
  await expect(demo.getByText('So: No copy, in the Second Circuit.')).toBeVisible();
  await expect(demo.getByText('536 F.3d 121, 129–30 (2d Cir. 2008)')).toBeVisible();

  // The link holds object and answers, of this object and of the other.
  await expect(page).toHaveURL(/#v=1&what=buffer&buffer=yyyy&recites=-u--$/);
  const link = new URL(page.url()).hash;
  await page.goto(`/embed/is-it-a-copy/${link}`);
  await expect(page.getByLabel('What holds the work')).toHaveValue('buffer');
  await expect(page.getByText('So: No copy, in the Second Circuit.')).toBeVisible();

  // Without script all six stand in a table.
  const context = await browser.newContext({ javaScriptEnabled: false });
  const bare = await context.newPage();
  await bare.goto('/demos/is-it-a-copy/');
  await expect(bare.getByRole('table')).toBeVisible();
  await expect(bare.getByRole('row')).toHaveCount(7);
  await expect(bare.getByRole('group', { name: 'Is it a material object?' })).toBeHidden();
  await context.close();
});
