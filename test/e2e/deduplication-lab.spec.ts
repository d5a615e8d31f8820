// The journeys of the deduplication lab, in the built site.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { watch } from './watch.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const { corpus } = lab('manifest.json') as { corpus: { documents: { path: string } } };
const { documents } = lab(corpus.documents.path) as {
  documents: { kind: string; copies: { raw: number } }[];
};
const count = (n: number) => n.toLocaleString('en');

const same = 'one two three four five six seven eight nine ten eleven twelve';
const near = same.replace('twelve', 'thirteen');
const text = `${same}\n\n${same}\n\n${near}\n\nsomething else`;

const paste = async (page: Page, what: string) => {
  await page.getByRole('button', { name: 'a text of yours' }).click();
  await page.getByRole('textbox', { name: 'Your documents' }).fill(what);
};
const finding = (page: Page) => page.getByRole('status').filter({ hasText: 'of them different' });

test.describe('the deduplication lab', () => {
  test('says before any click what goes of the corpus, and loads nothing for it', async ({
    page,
    baseURL
  }) => {
    const complaints = watch(page, new URL(baseURL!).host);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.goto('/demos/deduplication-lab/');
    const all = documents.reduce((sum, { copies }) => sum + copies.raw, 0);
    await expect(finding(page)).toContainText(`${count(all)} documents, ${count(documents.length)} of them`);
    await expect(finding(page)).toBeInViewport({ ratio: 1 });
    const copied = documents.filter(({ kind }) => kind === 'passage');
    const further = copied.reduce((sum, { copies }) => sum + copies.raw - 1, 0);
    await expect(page.getByRole('row', { name: 'Paragraphs, copied exactly' })).toContainText(count(further));
    await expect(page.getByRole('button', { name: /^Load the corpus/ })).toBeEnabled();
    expect(loaded.filter((url) => /\/lab\/.*\.(bin|json)$/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('deduplicates a pasted text by keyboard, lays members side by side, and keeps all in a link', async ({
    page
  }) => {
    await page.goto('/demos/deduplication-lab/');
    await paste(page, text);
    await expect(finding(page)).toContainText('4 documents, 3 of them different');
    await expect(finding(page)).not.toContainText('near duplicates');
    await page.locator('summary', { hasText: 'Near duplicates, by MinHash' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Loose' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('slider', { name: /^Hashes in a band/ }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(finding(page)).toContainText('takes away 1 copy');
    await expect(finding(page)).toContainText('1 document, in 1 cluster');
    await expect(finding(page)).toContainText('1 document is shorter than the 3 words of a shingle');
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeFocused();
    const marked = page.getByRole('region', { name: 'Your text, marked' });
    await expect(marked).toContainText('Document 2, goes: a copy of Document 1');
    await expect(marked).toContainText('Document 3, goes: a near duplicate of Document 1');
    await expect(marked.locator('ins')).toHaveText('one two three four five six seven eight nine ten eleven');
    const clusters = page.getByRole('list', { name: 'Clusters' });
    await expect(clusters).toContainText('Stays: Document 1. Go: 1 further copy of it, Document 3');
    await clusters.getByRole('button', { name: /Side by side/ }).press('Enter');
    await expect(clusters.getByText('twelve', { exact: true })).toBeVisible();
    await expect(clusters.getByText('thirteen', { exact: true })).toBeVisible();

    await expect(page).toHaveURL(/text=one.*rows=1/);
    const { hash } = new URL(page.url());
    await page.goto('about:blank');
    await page.goto(`/demos/deduplication-lab/${hash}`);
    await expect(page.getByRole('textbox', { name: 'Your documents' })).toHaveValue(text);
    await expect(finding(page)).toContainText('1 document, in 1 cluster');
  });

  test('says what it cannot use: of a text, and of a link', async ({ page }) => {
    await page.goto('/demos/deduplication-lab/#v=1&k=99');
    await expect(page.getByText('“k” cannot be “99”; its usual value is used.')).toBeVisible();
    await paste(page, '');
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveAttribute(
      'aria-disabled',
      'true'
    );
    await expect(page.getByText('Paste two documents or more')).toBeVisible();
    await paste(page, '🐋 شلوم\u0007\n\n🐋 شلوم\u0007');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(finding(page)).toContainText('2 documents, 1 of them different');
  });

  test('says so when the corpus cannot be had, can be called off, and finds what the page says', async ({
    page
  }) => {
    await page.route('**/tokens.bin.bin', (route) => route.abort());
    await page.goto('/demos/deduplication-lab/');
    await page.getByText('Near duplicates, by MinHash').click();
    await page.getByRole('button', { name: 'Loose' }).click();
    await page.getByRole('button', { name: /^Load the corpus/ }).click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('could not be reached');
    await page.unroute('**/tokens.bin.bin');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText('Called off. Nothing was changed.')).toBeVisible();
    const run = page.getByRole('button', { name: /run$/i });
    await expect(run).toBeFocused();
    await run.click();
    await expect(finding(page)).toContainText('cluster', { timeout: 60_000 });
    const [below, above] = await page.getByRole('row', { name: 'Sentences made by one rule' }).all();
    const last = (row: typeof above) => row!.getByRole('cell').last().innerText();
    expect(await last(below)).toBe(await last(above));
  });

  for (const [width, height] of [
    [390, 844],
    [1280, 900]
  ] as const) {
    test(`keeps the answer in view beside every control, and the focus, at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.goto('/demos/deduplication-lab/');
      const together = async (control: ReturnType<Page['getByRole']>) => {
        await expect(control).toBeInViewport();
        await expect(finding(page)).toBeInViewport({ ratio: 1 });
        expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
      };
      const min = page.getByRole('slider', { name: /^Repeated runs/ });
      await paste(page, text);
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await expect(finding(page)).toContainText('near duplicates');
      await together(page.getByRole('button', { name: 'Run', exact: true }));
      await min.focus();
      await page.keyboard.press('ArrowRight');
      await expect(finding(page)).toContainText('runs of 11 or more');
      await together(min);
      await expect(page.getByText('Below is what the last run found in your text that began')).toBeAttached();
      await page.getByText('Near duplicates, by MinHash').click();
      const last = page.getByRole('slider', { name: /^Edit similarity/ });
      await last.focus();
      await page.keyboard.press('ArrowLeft');
      await together(last);
    });
  }

  test('marks a text in a frame, at every change, within little room', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 600 });
    await page.goto('/embed/deduplication-lab/');
    const marked = page.getByRole('region', { name: 'Your text, marked' });
    await expect(marked.locator('del')).toHaveText(/^who ignore/);
    await page.getByRole('textbox').fill('我是水手。你好吗\r\n\r\n他说：我是水手。');
    await page.getByRole('slider').fill('2');
    await expect(marked.locator('del')).toHaveText('我是水手。');
    const [across, down] = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth, scrollHeight] as const;
    });
    expect(across).toBeLessThanOrEqual(320);
    expect(down).toBeLessThanOrEqual(700);
  });
});
