// The journeys of the recall explorer, in the built site, with the published models.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { parseManifest } from '#lib/release/manifest.ts';
import { expectFocus, expectInView, SCREENS } from './in-view.ts';
import { watch } from './watch.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = parseManifest(lab('manifest.json'));
const { rows: summary } = lab(manifest.summary.path) as {
  rows: { model: string; condition: string; copies: number; context: number; n: number; recited: number }[];
};
const { passages } = lab(manifest.passages.path) as {
  passages: { id: string; condition: string; copies: number }[];
};
const raw = manifest.models
  .filter(({ data }) => data === 'raw')
  .toSorted((a, b) => b.parameters - a.parameters);
const smallest = raw.at(-1)!;
const most = Math.max(...passages.filter((p) => p.condition === 'exact').map((p) => p.copies));

const explorer = (page: Page) => page.getByRole('region', { name: 'Recall explorer' });
const open = async (page: Page, state: Record<string, string | number> = {}) => {
  const fragment = new URLSearchParams({ v: '1', ...state } as Record<string, string>);
  await page.goto(`/demos/recall/#${fragment}`);
  await expect(page.getByLabel('Measure')).toBeEnabled();
};
/** The rows of the heat map, as the page shows them. */
const numbers = (page: Page) =>
  explorer(page)
    .locator('.map tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('button')].map((button) => button.textContent!.trim()))
    );
const expected = (models: typeof raw, context: number) =>
  models.map(({ id }) =>
    summary
      .filter((row) => row.model === id && row.condition === 'exact' && row.context === context)
      .toSorted((a, b) => a.copies - b.copies)
      .map(({ recited, n }) => ((100 * recited) / n).toFixed(0))
  );

test('the usual view stands before any download, and its numbers are the published ones', async ({
  page,
  baseURL
}) => {
  const complaints = watch(page, new URL(baseURL!).host);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/demos/recall/');
  await expect(page.getByLabel('Measure')).toBeEnabled();
  expect(await numbers(page)).toEqual(expected(raw, 32));
  expect(asked.filter((path) => path.includes('/lab/') || path.endsWith('outcomes.json'))).toEqual([]);
  expect(complaints).toEqual([]);
});

test('without script the numbers are there all the same', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto('/demos/recall/');
  expect(await numbers(page)).toEqual(expected(raw, 32));
  await expect(explorer(page).getByRole('img', { name: /^Given 32 tokens/ })).toBeVisible();
});

test('other tokens given, in the page and by its link', async ({ page }) => {
  await open(page);
  await page.getByLabel('Tokens given').selectOption('96');
  await expect.poll(() => numbers(page)).toEqual(expected(raw, 96));
  await page.getByLabel('Training data').selectOption('both');
  await expect.poll(() => new URL(page.url()).hash).toContain('data=both');
  const { hash } = new URL(page.url());
  await page.goto('about:blank');
  await page.goto(`/demos/recall/${hash}`);
  await expect(page.getByLabel('Tokens given')).toHaveValue('96');
  const both = manifest.models.toSorted((a, b) => b.parameters - a.parameters || (a.data === 'raw' ? -1 : 1));
  await expect.poll(() => numbers(page)).toEqual(expected(both, 96));
});

test('a link that holds nonsense says so and shows the usual view', async ({ page }) => {
  await open(page, { measure: 'vibes', context: 31, model: smallest.id, copies: 3 });
  await expect(explorer(page)).toContainText('“measure” cannot be “vibes”');
  await expect(explorer(page)).toContainText('The cell that the link names does not exist here.');
  expect(await numbers(page)).toEqual(expected(raw, 32));
});

/** What was published of a model: rows by passage and tokens given. */
const published = (model: string) =>
  (
    lab(manifest.results.find((file) => file.model === model)!.path) as {
      rows: { passage: string; context: number; matched: number; greedy: number[] }[];
    }
  ).rows;

test('a cell lists its passages, and the model run on one agrees with what was published', async ({
  page
}) => {
  const rows = published(smallest.id);
  await open(page, { model: smallest.id, copies: most, context: 64 });
  const list = page.getByRole('region', { name: 'Passages of the cell' });
  const items = list.getByRole('list', { name: 'Passages' }).getByRole('listitem');
  await expect(items).toHaveCount(
    passages.filter((p) => p.condition === 'exact' && p.copies === most).length
  );
  for (const at of [0, -1]) {
    await items.nth(at).getByRole('button').click();
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await expect(outcome).toContainText('recorded');
    const shown = (await outcome.locator('.head').textContent())!.match(/passage (\S+)/)![1]!;
    const row = rows.find((r) => r.passage === shown && r.context === 64)!;
    // As published, at once; then live.
    await expect(outcome).toContainText(`First tokens right ${row.matched} of ${row.greedy.length}`);
    await outcome.getByRole('button', { name: 'Run the model on it' }).click();
    await expect(outcome).toContainText('This agrees with the published outcome', { timeout: 60_000 });
    await expect(outcome).toContainText(`${row.matched} of ${row.greedy.length} tokens right from the start`);
    await expectFocus(page);
    await expect.poll(() => new URL(page.url()).hash).toContain(`passage=${shown}`);
  }
});

for (const size of SCREENS)
  test(`a link to a passage opens at its cell, with its published words, at ${size.width} px`, async ({
    page
  }) => {
    await page.setViewportSize(size);
    const row = published(raw[0]!.id).find(
      ({ passage, context, matched, greedy }) =>
        context === 32 &&
        matched === greedy.length &&
        passages.some((p) => p.id === passage && p.condition === 'exact' && p.copies === most)
    )!;
    const models: string[] = [];
    page.on('request', (request) => request.url().includes('.onnx') && models.push(request.url()));
    await open(page, { model: raw[0]!.id, copies: most, passage: row.passage });
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await expect(outcome).toContainText(`First tokens right ${row.greedy.length} of ${row.greedy.length}`);
    const words = outcome.locator('mark').first();
    await expect(words).toBeVisible();
    await expectInView(
      page,
      explorer(page).locator('.map button[aria-pressed="true"]'),
      outcome.getByText('As published: recited.')
    );
    await expect(outcome.getByText('As published: recited.')).toBeInViewport();
    expect(models).toEqual([]);
  });

for (const size of SCREENS)
  test(`the answer is in view beside each control, at ${size.width} px`, async ({ page }) => {
    await page.setViewportSize(size);
    await open(page);
    const verdict = explorer(page).locator('.verdict');
    for (const [label, value] of [
      ['Tokens given', '96'],
      ['Measure', 'run'],
      ['Training data', 'dedup'],
      ['Planted as', 'near']
    ] as const) {
      const before = await verdict.innerText();
      const control = page.getByLabel(label);
      await control.selectOption(value);
      await expect(verdict).not.toHaveText(before);
      await expectInView(page, control, verdict);
    }
    const cell = explorer(page).locator('.map tbody button').first();
    await cell.click();
    await expect(verdict).toContainText(/has its longest run in the \d+ passages/);
    await expectInView(page, cell, verdict);
  });

test('by keyboard alone: a cell, a passage, back, the drawing; the focus is never dropped', async ({
  page
}) => {
  await open(page);
  await page.getByLabel('Draw the curve yourself first').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Passages of the cell' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Back to the curves' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Outcome' })).toContainText('As published');
  await expectFocus(page);
  await page.getByRole('button', { name: 'Back to the curves' }).focus();
  await page.keyboard.press('Enter');
  await expect(explorer(page).locator('.map tbody button').nth(8)).toBeFocused();
  await page.getByLabel('Draw the curve yourself first').focus();
  await page.keyboard.press('Space');
  await page.getByRole('slider').first().focus();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('button', { name: 'Show ours' }).focus();
  await page.keyboard.press('Enter');
  await expect(explorer(page)).toContainText('Your drawing was off by');
  await expectFocus(page);
});

test('the compact view: two sliders, the published count, and its link', async ({ page }) => {
  await page.goto('/embed/recall/');
  const asked: string[] = [];
  page.on('request', (request) => /\/lab\/|outcomes/.test(request.url()) && asked.push(request.url()));
  const size = page.getByRole('slider', { name: 'Model size, in parameters' });
  const copies = page.getByRole('slider', { name: 'Copies in the training data' });
  await size.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await copies.focus();
  await page.keyboard.press('End');
  const model = raw.at(-2)!;
  const row = summary.find(
    (r) => r.model === model.id && r.condition === 'exact' && r.copies === most && r.context === 32
  )!;
  const told = `the ${model.label} model recites ${row.recited} of the ${row.n} passages that it read ${most} times`;
  await expect(explorer(page)).toContainText(told);
  await expect(page).toHaveURL(new RegExp(`model=${model.id}&copies=${most}`));
  expect(asked).toEqual([]);
  await page.reload();
  await expect(explorer(page)).toContainText(told);
});
