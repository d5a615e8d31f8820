import { expect, test, type Page } from './site.ts';

const received = (page: Page) => page.getByRole('region', { name: 'Received', exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('what was recorded stands there; a text of a thousand tokens crosses; a damaged byte is refused; a link restores', async ({
  page
}) => {
  test.setTimeout(120_000);
  await page.goto('demos/coder/');
  await expect(received(page).getByText('recorded', { exact: true })).toBeVisible();
  const passage = await page.getByRole('textbox', { name: 'Text', exact: true }).inputValue();
  await expect(received(page).locator('.text')).toHaveText(passage);
  await expect(
    page.getByText(/^This passage, read 128 times, is \d+ bytes long and crosses in /)
  ).toBeVisible();

  // The bytes of this browser are those that Node wrote down.
  await page.getByRole('combobox', { name: 'Model at both ends' }).selectOption('0.14M parameters');
  await expect(button(page, 'Send')).toHaveAccessibleDescription(/loads [\d.]+ MB/);
  await button(page, 'Send').click();
  await expect(page.getByText('The bytes are those that we recorded.')).toBeVisible({ timeout: 60_000 });

  await button(page, 'Damage a byte').click();
  await expect(received(page).getByRole('alert')).toContainText('These bytes are not what this model sent.');
  await expect(received(page).locator('.text')).toHaveCount(0);

  // Nobody has read this: half of it is no English, and some of it runs from right to left.
  const words = Array.from(
    { length: 50 },
    (_, i) => `${i % 7 ? 'Nobody wrote' : 'שלום 🙂'} line ${i * 7919}, “ok”.`
  );
  const text = words.join('\n');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill(text);
  await expect(received(page)).toContainText('Nothing yet');
  await button(page, 'Send').click();
  await expect(page.getByText('What arrived is what was sent, to the letter.', { exact: true })).toBeVisible({
    timeout: 60_000
  });
  expect(
    await received(page)
      .locator('.text')
      .evaluate((element) => element.textContent)
  ).toBe(text);
  await expect(page.getByText(/^\d,\d\d\d tokens, /)).toBeAttached();

  await page.goto('demos/coder/#v=1&model=d4-raw&passage=own&text=Mine%20alone.');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Text', exact: true })).toHaveValue('Mine alone.');
});

test('without script the record stands whole', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('demos/coder/');
  await expect(received(page).locator('.text')).not.toBeEmpty();
  await expect(
    page.getByText(/^This passage, read 128 times, is \d+ bytes long and crosses in /)
  ).toBeVisible();
  await context.close();
});
