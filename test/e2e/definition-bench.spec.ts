// The journeys of the definition bench and of the supply-chain map, in the built site.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { parse } from 'yaml';
import { parseManifest } from '#lib/release/manifest.ts';
import { expectFocus, expectInView, SCREENS } from './in-view.ts';
import { watch } from './watch.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = parseManifest(lab('manifest.json'));
const summary = (
  lab(manifest.summary.path) as {
    rows: { model: string; condition: string; copies: number; context: number; n: number; recited: number }[];
  }
).rows;
const raw = manifest.models.filter(({ data }) => data === 'raw');
const largest = raw.reduce((a, b) => (a.parameters > b.parameters ? a : b));
const smallest = raw.reduce((a, b) => (a.parameters < b.parameters ? a : b));

/** Paragraphs of the book that a model recites, by the published summary. */
const recited = (model: string, context: number, copies: (n: number) => boolean) =>
  summary
    .filter(
      (row) =>
        row.model === model && row.condition === 'exact' && row.context === context && copies(row.copies)
    )
    .reduce((sum, row) => sum + row.recited, 0);

/** What the table under the chart says of one row. */
const share = async (page: Page, row: string) => {
  await page.getByText('The numbers', { exact: true }).first().click();
  return page.getByRole('row', { name: row }).first().innerText();
};

test.describe('the definition bench', () => {
  test('counts before any click what the summary counts, and recounts when a threshold moves', async ({
    page,
    baseURL
  }) => {
    const complaints = watch(page, new URL(baseURL!).host);
    await page.goto('/demos/definition-bench/');
    const most = Math.max(...summary.map(({ copies }) => copies));
    const all = summary.find(
      (row) =>
        row.model === largest.id && row.condition === 'exact' && row.copies === most && row.context === 32
    )!;
    expect(await share(page, `planted ${most} times`)).toContain(
      `${Math.round((100 * all.recited) / all.n)}`
    );
    const point = page.getByText(/^By this definition/);
    const before = await point.innerText();

    await page.getByRole('button', { name: 'Too loose (ours)' }).click();
    await expect(point).not.toHaveText(before);
    await expect(page.getByRole('button', { name: 'Too loose (ours)' })).toHaveAttribute(
      'aria-pressed',
      'true'
    );
    await expect(page).toHaveURL(/near=0\.5/);

    // The same state from its link, elsewhere.
    const after = await point.innerText();
    const { hash } = new URL(page.url());
    await page.goto('about:blank');
    await page.goto(`/embed/definition-bench/${hash}`);
    await expect(page.getByText(/^By this definition/)).toHaveText(after);
    expect(complaints).toEqual([]);
  });

  test('changes the name and not the count with who gives the opening, by keyboard', async ({ page }) => {
    await page.goto('/demos/definition-bench/');
    const named = page.getByText(/^What counts here is called/);
    const point = page.getByText(/^By this definition/);
    const before = await point.innerText();
    await expect(named).toContainText('extraction');
    await page.getByLabel('Who gives the opening').focus();
    await page.keyboard.press('ArrowDown');
    await expect(named).toContainText('regurgitation');
    await expect(point).toHaveText(before);
    await page.getByLabel('in one of many samples').check();
    await expect(named).toContainText('reconstruction');
  });

  test('shows the outputs of another model when asked for them', async ({ page }) => {
    await page.goto('/demos/definition-bench/');
    await page.getByRole('combobox', { name: /^Model/ }).selectOption(smallest.id);
    await page.getByRole('button', { name: /^Show these outputs/ }).click();
    await expectFocus(page);
    await expect(page.getByText('Token by token, beside the truth').first()).toBeVisible();
    const few = recited(smallest.id, 32, (n) => n > 0);
    if (few === 0) await expect(page.getByText('Nothing that the model read counts.')).toBeVisible();
  });

  test('says what of a link it cannot use', async ({ page }) => {
    await page.goto('/demos/definition-bench/#v=1&near=7&model=nobody');
    await expect(page.getByText('“near” cannot be “7”; its usual value is used.')).toBeVisible();
    await expect(page.getByText('There is no model “nobody” here')).toBeVisible();
  });

  test('says so when the results cannot be had, and tries again', async ({ page }) => {
    await page.route('**/table.json', (route) => route.abort());
    await page.goto('/demos/definition-bench/');
    await page.getByRole('button', { name: 'Near, a tenth' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'could not be reached' });
    await expect(alert).toBeVisible();
    await page.unroute('**/table.json');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(alert).toBeHidden();
    await expectFocus(page);
    await expect(page.getByText(/^By this definition/)).toBeVisible();
  });
});

test.describe('the definition bench, whatever its reader has', () => {
  for (const size of SCREENS)
    test(`has its verdict in view beside each control, at ${size.width} px`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.goto('/demos/definition-bench/');
      const verdict = page.locator('.verdict');
      const controls = [
        page.getByRole('button', { name: 'Similar, a fifth' }),
        page.getByRole('slider', { name: /^Tokens that may be wrong/ }),
        page.getByRole('slider', { name: /^At least/ }),
        page.getByRole('combobox', { name: 'Tokens of the passage given' }),
        page.getByRole('combobox', { name: /^Model/ })
      ];
      const moves: ((control: (typeof controls)[number]) => Promise<unknown>)[] = [
        (control) => control.click(),
        (control) => control.press('ArrowLeft'),
        (control) => control.press('Home'),
        (control) => control.selectOption('96'),
        (control) => control.selectOption(smallest.id)
      ];
      for (const [at, control] of controls.entries()) {
        const before = await verdict.innerText();
        await moves[at]!(control);
        await expect(verdict).not.toHaveText(before);
        await expect(verdict).toHaveText(/^\s*By this definition/);
        await expectInView(page, control, verdict);
      }
    });

  test('by keyboard alone, with the focus never dropped', async ({ page }) => {
    await page.goto('/demos/definition-bench/');
    const verdict = page.locator('.verdict');
    const before = await verdict.innerText();
    await page.getByRole('button', { name: 'Exact, greedy' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Near, a tenth' })).toHaveAttribute('aria-pressed', 'true');
    await expect(verdict).not.toHaveText(before);
    await expectFocus(page);
    await page.getByRole('button', { name: 'Start over' }).focus();
    await page.keyboard.press('Enter');
    await expect(verdict).toHaveText(before);
    await expectFocus(page);
  });

  test('in a frame asks one question, and counts as the bench does', async ({ page }) => {
    await page.goto('/embed/definition-bench/');
    const verdict = page.locator('.verdict');
    await page.getByRole('combobox', { name: 'Definition' }).selectOption({ label: 'Too loose (ours)' });
    await page.getByRole('slider', { name: /^Tokens that may be wrong/ }).press('ArrowLeft');
    await expect(page.getByRole('combobox', { name: 'Definition' })).toHaveValue('');
    await expect(page).toHaveURL(/near=0\.45/);
    const told = await verdict.innerText();
    const { hash } = new URL(page.url());
    await page.goto('about:blank');
    await page.goto(`/demos/definition-bench/${hash}`);
    await expect(page.locator('.verdict')).toHaveText(told);
  });
});

test.describe('the supply-chain map', () => {
  const { stages } = parse(readFileSync('content/supply-chain.yaml', 'utf8')) as {
    stages: { name: string; cases: { id: string }[] }[];
  };

  test('tells one stage at a time, walked by arrow keys, and keeps it in the link', async ({ page }) => {
    await page.goto('/demos/supply-chain-map/');
    const told = (name: string) => page.getByRole('group', { name: new RegExp(name) });
    await expect(told('A model is trained')).toBeVisible();
    await expect(told('Works are made')).toBeHidden();
    await page.getByRole('radio', { checked: true }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(told('The model is tuned')).toBeVisible();
    await expect(page).toHaveURL(/stage=tuning/);
    // Into the open page, which then puts its own state there; and anew.
    for (const before of [undefined, 'about:blank']) {
      if (before) await page.goto(before);
      await page.goto('/demos/supply-chain-map/#v=1&stage=nowhere');
      await expect(page.getByText('There is no stage “nowhere”')).toBeVisible();
    }
  });

  test('links each case to what is said of it', async ({ page }) => {
    await page.goto('/demos/supply-chain-map/');
    const link = page.getByRole('link', { name: 'GEMA v. OpenAI' });
    await link.click();
    await expect(page).toHaveURL(/cases\/#gema-openai$/);
    await expect(page.locator('#gema-openai')).toBeVisible();
  });

  test('tells every stage without script, and on paper', async ({ browser, page }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const bare = await context.newPage();
    await bare.goto('/demos/supply-chain-map/');
    for (const { name } of stages)
      await expect(bare.getByRole('group', { name: new RegExp(name) })).toBeVisible();
    await context.close();
    await page.goto('/demos/supply-chain-map/');
    await page.emulateMedia({ media: 'print' });
    for (const { name } of stages)
      await expect(page.getByRole('group', { name: new RegExp(name) })).toBeVisible();
  });
});
