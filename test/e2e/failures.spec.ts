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
  await page.route('**/*.onnx.bin', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1] = body[body.length >> 1]! ^ 0xff;
    await route.fulfill({ response, body });
  });
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(/arrived damaged/);
  await page.unroute('**/*.onnx.bin');
  await recovers(page);
});

/** Changes one bit of each file that the pattern matches. */
async function flip(page: Page, pattern: string) {
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1]! ^= 1;
    await route.fulfill({ response, body });
  });
}

test('a tokenizer with one bit changed: nothing is written', async ({ page }) => {
  await flip(page, '**/tokenizer.json.bin');
  await ask(page);
  const alert = page.getByRole('alert').filter({ hasText: 'The tokenizer arrived damaged' });
  await expect(alert).toBeVisible();
  await expect(answer(page).getByText(/^live/)).toHaveCount(0);
  await page.unroute('**/tokenizer.json.bin');
  await recovers(page);
  await expect(alert).toBeHidden();
});

test('outcomes with one bit changed: the usual view stays', async ({ page }) => {
  await flip(page, '**/outcomes.json');
  await page.goto('/demos/recall/');
  await page.getByLabel('Tokens given').selectOption('96');
  const alert = page.getByRole('alert').filter({ hasText: 'The list of published outcomes arrived damaged' });
  await expect(alert).toContainText('Until then, the usual view.');
  await page.unroute('**/outcomes.json');
  await page.getByRole('button', { name: 'Load them' }).click();
  await expect(alert).toBeHidden();
});

for (const [what, fault] of [
  ['missing', { status: 404 }],
  ['refused', { status: 500 }],
  ['a web page', { status: 200, contentType: 'text/html', body: '<!doctype html>' }],
  ['no script', { status: 200, contentType: 'text/javascript', body: 'const = 1;' }]
] as const)
  test(`a script of the workers that is ${what}`, async ({ page }) => {
    await page.route('**/workers/*.js', (route) => route.fulfill(fault));
    await ask(page);
    const alerts = answer(page).getByRole('alert');
    await expect(alerts.first()).toContainText(
      'The language model could not be started: a part of this site’s program did not arrive'
    );
    await expect(alerts.filter({ hasText: 'memory' })).toHaveCount(0);
    await page.unroute('**/workers/*.js');
    await recovers(page);
  });

test('a page of an earlier version says so, and is reloaded', async ({ page }) => {
  await page.route('**/workers/*.js', (route) => route.fulfill({ status: 404 }));
  await page.route('**/_app/version.json', (route) => route.fulfill({ json: { version: 'another' } }));
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(
    'This page is from an earlier version of the site.'
  );
  await page.unroute('**/workers/*.js');
  await page.unroute('**/_app/version.json');
  await Promise.all([
    page.waitForEvent('load'),
    answer(page).getByRole('button', { name: 'Reload' }).first().click()
  ]);
  await expect(page.getByRole('textbox', { name: 'Prefix' })).toHaveValue(prefix);
  await recovers(page);
});

test('no workers', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker'));
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(
    'background workers are missing or switched off'
  );
  await expect(page.getByText(/^Loading:/)).toBeHidden();
  await expect(complete(page)).toBeEnabled();
});

for (const [file, comes] of [
  ['tokenizer.json.bin', /^Loading:/],
  ['catalogue.json', 'The opening is on its way.']
] as const)
  test(`a small file that hangs (${file}) locks nothing`, async ({ page }) => {
    await page.route(`**/${file}`, () => {});
    await page.goto('/demos/playground/');
    if (file === 'tokenizer.json.bin') await ask(page);
    else await page.getByRole('button', { name: '128', exact: true }).click();
    const stop = page.getByRole('button', { name: 'Stop' });
    await expect(page.getByText(comes)).toBeVisible();
    await page.getByRole('textbox', { name: 'Prefix' }).fill(prefix);
    await stop.click();
    await expect(page.getByText('Loading was stopped.')).toBeVisible();
    await expect(stop).toBeDisabled();
    await expect(page.getByRole('textbox', { name: 'Prefix' })).toHaveValue(prefix);
    if (file === 'tokenizer.json.bin') await page.unroute(`**/${file}`);
    await recovers(page);
  });

test('a paste of 5 MB is cut with a word, and costs little more than a bare field', async ({
  page,
  context
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  /** Milliseconds until the page draws again after the paste. */
  const paste = async () => {
    const started = Date.now();
    await page.keyboard.press('Control+V');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    return Date.now() - started;
  };
  await page.route('**/bare/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><html data-live><textarea rows="3"></textarea></html>'
    })
  );
  await page.goto('/bare/');
  await page.locator('textarea').click();
  await page.evaluate(() => navigator.clipboard.writeText('All work and no play. '.repeat(240_000)));
  const bare = await paste();
  const taken: Record<string, number> = {};
  for (const [path, name, most] of [
    ['/demos/playground/', 'Prefix', 100_000],
    ['/embed/playground/', 'Prefix', 100_000],
    ['/demos/deduplication-lab/#v=1&source=text&text=A', 'Your documents', 1_000_000],
    ['/embed/deduplication-lab/', 'Your texts, separated by an empty line', 1_000_000]
  ] as const) {
    await page.goto(path);
    const field = page.getByRole('textbox', { name });
    await field.click();
    await page.keyboard.press('Control+A');
    taken[path] = await paste();
    expect((await field.inputValue()).length).toBe(most);
    await expect(page.getByText(/^The text was cut: this field takes/)).toBeVisible();
  }
  for (const time of Object.values(taken)) expect(time).toBeLessThan(bare + 1500);
});

test('a missing model file', async ({ page }) => {
  await page.route('**/*.onnx.bin', (route) => route.fulfill({ status: 404 }));
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(/Missing from this site/);
  await page.unroute('**/*.onnx.bin');
  await recovers(page);
});

test('a missing training text: the completion is written, and not marked', async ({ page }) => {
  await page.route('**/tokens.bin.bin', (route) => route.fulfill({ status: 404 }));
  await ask(page);
  await expect(tokens(page)).toHaveCount(32, { timeout: 45_000 });
  await expect(answer(page).getByRole('alert')).toContainText('The completion is not marked.');
  await page.unroute('**/tokens.bin.bin');
  await answer(page).getByRole('button', { name: 'Load the training text' }).click();
  await expect(answer(page).getByRole('alert')).toBeHidden({ timeout: 30_000 });
});

test('the network goes half-way', async ({ page }) => {
  await page.route('**/*.onnx.bin', (route) => route.abort('connectionreset'));
  await ask(page);
  await expect(answer(page).getByRole('alert').first()).toContainText(/connection/i);
  await page.unroute('**/*.onnx.bin');
  await recovers(page);
});

test('loading is stopped by the reader', async ({ page }) => {
  await page.route('**/*.onnx.bin', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue().catch(() => {});
  });
  await ask(page);
  await expect(page.getByText(/^Loading:/)).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(answer(page)).toContainText('Loading was stopped.');
  await page.unroute('**/*.onnx.bin');
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

test('a worker that is killed before its script is there', async ({ page }) => {
  let held = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/workers/*.js', async (route) => {
    held += 1;
    await released;
    await route.continue().catch(() => {});
  });
  await ask(page);
  await expect.poll(() => held).toBeGreaterThan(0);
  await expect.poll(() => page.workers().length).toBe(1);
  for (const worker of page.workers()) await worker.evaluate(() => self.close()).catch(() => {});
  await expect(answer(page).getByRole('alert').first()).toContainText('The language model stopped');
  release();
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
