// What a reader meets when things go wrong: a sentence that says what happened, and a page that goes on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { parseManifest } from '#lib/release/manifest.ts';
import { buildFolder } from '../pages.ts';

const manifest = parseManifest(JSON.parse(readFileSync(join(buildFolder, 'lab', 'manifest.json'), 'utf8')));
const model = manifest.models.reduce((a, b) => (a.parameters < b.parameters ? a : b));
const largest = manifest.models.reduce((a, b) => (a.parameters > b.parameters ? a : b));
const prefix = 'Fellow-citizens of the Senate and House of Representatives';

const complete = (page: Page) => page.getByRole('button', { name: 'Complete', exact: true });
const answer = (page: Page) => page.getByRole('region', { name: 'Completion', exact: true });
const tokens = (page: Page) =>
  answer(page)
    .getByRole('listbox', { name: /^Tokens/ })
    .getByRole('option');

async function ask(page: Page, text = prefix) {
  await page.goto('/demos/playground/');
  await page.getByLabel('Model').selectOption(model.id);
  await page.getByRole('textbox', { name: 'Prefix' }).fill(text);
  await complete(page).click();
}

/** After the trouble is over the same press works. */
async function recovers(page: Page) {
  await expect(complete(page)).toBeEnabled({ timeout: 30_000 });
  await complete(page).click();
  await expect(tokens(page)).toHaveCount(32, { timeout: 45_000 });
}

test('a damaged model file', async ({ page }) => {
  await page.route('**/*.onnx', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1] = body[body.length >> 1]! ^ 0xff;
    await route.fulfill({ response, body });
  });
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(/arrived damaged/);
  await page.unroute('**/*.onnx');
  await recovers(page);
});

test('a missing model file', async ({ page }) => {
  await page.route('**/*.onnx', (route) => route.fulfill({ status: 404 }));
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(/Missing from this site/);
  await page.unroute('**/*.onnx');
  await recovers(page);
});

test('a missing training text: the completion is written, and not marked', async ({ page }) => {
  await page.route('**/tokens.bin', (route) => route.fulfill({ status: 404 }));
  await ask(page);
  await expect(tokens(page)).toHaveCount(32, { timeout: 45_000 });
  await expect(answer(page).getByRole('alert')).toContainText('The completion is not marked.');
  await page.unroute('**/tokens.bin');
  await answer(page).getByRole('button', { name: 'Load the training text' }).click();
  await expect(answer(page).getByRole('alert')).toBeHidden({ timeout: 30_000 });
});

test('the network goes half-way', async ({ page }) => {
  await page.route('**/*.onnx', (route) => route.abort('connectionreset'));
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(/connection/i);
  await page.unroute('**/*.onnx');
  await recovers(page);
});

test('loading is stopped by the reader', async ({ page }) => {
  await page.route('**/*.onnx', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue().catch(() => {});
  });
  await ask(page);
  await expect(page.getByText(/^Loading:/)).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(answer(page)).toContainText('Loading was stopped.');
  await page.unroute('**/*.onnx');
  await recovers(page);
});

test('no WebAssembly', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText('WebAssembly');
  await expect(page.getByRole('textbox', { name: 'Prefix' })).toHaveValue(prefix);
});

test('a worker that is killed', async ({ page }) => {
  await page.goto('/demos/playground/');
  // The slowest model, and as many tokens as can be had: it is at work when it is killed.
  await page.getByLabel('Model').selectOption(largest.id);
  await page.getByRole('textbox', { name: 'Prefix' }).fill(prefix);
  await page.getByText('How the next word is chosen').click();
  await page.getByLabel(/Length/).fill('128');
  await complete(page).click();
  await expect(answer(page)).toContainText('live, writing', { timeout: 45_000 });
  for (const worker of page.workers()) {
    await worker.evaluate(() => self.name.startsWith('lm') && self.close()).catch(() => {});
  }
  await expect(answer(page).getByRole('alert').first()).toContainText('stopped');
  await page.getByLabel(/Length/).fill('32');
  await recovers(page);
});

test('a prefix of 100,000 characters', async ({ page }) => {
  await ask(page, 'All work and no play. '.repeat(4546).slice(0, 100_000));
  await expect(page.getByRole('alert')).toContainText('100,000 characters');
  await expect(page.getByRole('textbox', { name: 'Prefix' })).toHaveValue(/^All work/);
  await page.getByRole('textbox', { name: 'Prefix' }).fill(prefix);
  await recovers(page);
});

test('a prefix of more tokens than the model reads', async ({ page }) => {
  await ask(page, 'whale ship sea '.repeat(120));
  await expect(page.getByRole('alert')).toContainText(`These models read ${manifest.context} at once`);
  await page.getByRole('textbox', { name: 'Prefix' }).fill(prefix);
  await recovers(page);
});

for (const [what, text] of [
  ['emoji', '🐋🐳 The whale 👩‍👩‍👧‍👦'],
  ['right-to-left text', 'שלום עולם، مرحبا بالعالم'],
  ['control characters', 'a\u0000b\u0007c\u202ed\ufeff']
] as const) {
  test(`a prefix of ${what}`, async ({ page }) => {
    await ask(page, text);
    await expect(tokens(page).first()).toBeVisible({ timeout: 45_000 });
    await expect(complete(page)).toBeEnabled({ timeout: 30_000 });
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}

test('a prefix of nothing: the model begins a text, or ends it at once and the page says so', async ({
  page
}) => {
  await ask(page, '');
  await expect(
    tokens(page).first().or(answer(page).getByText('Here the model would end this text'))
  ).toBeVisible({
    timeout: 45_000
  });
  await expect(complete(page)).toBeEnabled({ timeout: 30_000 });
  await expect(page.getByRole('alert')).toHaveCount(0);
});
