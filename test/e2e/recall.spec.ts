// The journeys of the recall explorer, in the built site, with the published models.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { parseManifest } from '#lib/release/manifest.ts';
import { buildFolder } from '../pages.ts';
import { watch } from './watch.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join(buildFolder, 'lab', path), 'utf8'));
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
const open = async (page: Page, state: Record<string, string | number> = {}, at = 'demos') => {
  const fragment = new URLSearchParams({ v: '1', ...state } as Record<string, string>);
  await page.goto(`/${at}/recall/#${fragment}`);
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

test('other tokens given, in the page and by its link, also where it is embedded', async ({ page }) => {
  await open(page);
  await page.getByLabel('Tokens given').selectOption('96');
  await expect.poll(() => numbers(page)).toEqual(expected(raw, 96));
  await page.getByLabel('Training data').selectOption('both');
  await expect.poll(() => new URL(page.url()).hash).toContain('data=both');
  const { hash } = new URL(page.url());
  await page.goto(`/embed/recall/${hash}`);
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

test('a cell lists its passages, and the model run on one agrees with what was published', async ({
  page
}) => {
  const rows = (
    lab(manifest.results.find(({ model }) => model === smallest.id)!.path) as {
      rows: { passage: string; context: number; matched: number; greedy: number[] }[];
    }
  ).rows;
  await open(page, { model: smallest.id, copies: most, context: 64 });
  const list = page.getByRole('region', { name: 'Passages of the cell' });
  const items = list.getByRole('list', { name: 'Passages' }).getByRole('listitem');
  await expect(items).toHaveCount(
    passages.filter((p) => p.condition === 'exact' && p.copies === most).length
  );
  for (const at of [0, -1]) {
    await items.nth(at).getByRole('button').click();
    const check = page.getByRole('region', { name: 'Live check' });
    await expect(check.getByRole('status')).toContainText('This agrees with the published outcome', {
      timeout: 60_000
    });
    const shown = (await check.locator('.head').textContent())!.match(/passage (\S+)/)![1]!;
    const row = rows.find((r) => r.passage === shown && r.context === 64)!;
    await expect(check.getByRole('status')).toContainText(
      `${row.matched} of ${row.greedy.length} tokens right from the start`
    );
    await expect.poll(() => new URL(page.url()).hash).toContain(`passage=${shown}`);
  }
});
