import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { expect, test, type Page } from './site.ts';

// What a reader's press brings, held against the book itself: the published tokens, decoded with the published tokenizer.
const lab = (path: string) => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = lab('manifest.json');
const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

test.skip(!manifest.work_models?.length, 'no model that read whole works is published');

/** Tokens that *Go on* is to bring word for word, from as many chapters as it takes. */
const WANTED = 2000;
const GIVEN = 16;

interface Expected {
  link: string;
  tokens: number;
  book: string;
}

/** The runs of a model that come farthest, and what the book says as far as they come. */
function farthest(model: string): Expected[] {
  const tokenizer = new Tokenizer(lab(manifest.tokenizer.path), {});
  const works = lab(manifest.works.path).works as { id: string; token_ids: number[] }[];
  const { path } = manifest.works.results.find((file: { model: string }) => file.model === model);
  const runs = (lab(path).runs as { work: string; context: number; matched: number }[])
    .filter(({ context }) => context === GIVEN)
    .toSorted((a, b) => b.matched - a.matched);
  const found: Expected[] = [];
  for (const { work, matched: tokens } of runs) {
    if (found.reduce((sum, each) => sum + each.tokens, 0) >= WANTED) break;
    const ids = works.find(({ id }) => id === work)!.token_ids.slice(0, GIVEN + tokens);
    const book = plain(tokenizer.decode(ids));
    found.push({ link: `v=1&model=${model}&work=${work}`, tokens, book });
  }
  return found;
}

async function open(page: Page, link = '') {
  await page.goto(`demos/whole-work/${link && `#${link}`}`);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const chapter = (page: Page) => page.getByRole('region', { name: 'Chapter', exact: true });
const text = async (page: Page) => plain(await chapter(page).getByRole('group').innerText());

test('Go on: the chapter grows, can be paused, and is the book for two thousand tokens', async ({ page }) => {
  test.setTimeout(90_000);
  const [model] = manifest.work_models.filter(({ data }: { data: string }) => data === 'works');
  const runs = farthest(model.id);
  expect(runs.reduce((sum, { tokens }) => sum + tokens, 0)).toBeGreaterThanOrEqual(WANTED);
  for (const [i, { link, book }] of runs.entries()) {
    await open(page, link);
    await expect(page.getByText('Recorded.', { exact: true })).toBeVisible();
    await button(page, 'Go on').click();
    if (i === 0) {
      await button(page, 'Pause').click();
      const some = await text(page);
      expect(some.length).toBeLessThan(book.length / 2);
      expect(book.startsWith(some)).toBe(true);
      await page.waitForTimeout(200);
      expect(await text(page)).toBe(some);
      await button(page, 'Go on').click();
    }
    await button(page, 'Faster').click();
    await button(page, 'Faster').click();
    await button(page, 'Go on').waitFor({ timeout: 20_000 });
    expect((await text(page)).startsWith(book)).toBe(true);
  }

  // The strip: its line can be drawn elsewhere, and a press on it reads there.
  const strip = page.getByRole('button', { name: /^Chapter 13, 32 copies: / });
  const filled = await strip.getAttribute('aria-label');
  await page.getByRole('slider', { name: /^Filled from a probability of/ }).press('ArrowLeft');
  await expect(strip).not.toHaveAttribute('aria-label', filled!);
  await strip.click();
  await expect(page.getByRole('combobox', { name: 'Chapter' })).toHaveValue('w013');
  await expect(page.getByText(/the book’s next 50 tokens (come|cannot)/i)).toBeVisible();
  await expect(page).toHaveURL(/work=w013&.*place=\d+/);
});

test('the model run live writes what was recorded; a typed opening is found, or said to be nowhere', async ({
  page
}) => {
  test.setTimeout(180_000);
  await open(page);
  const recorded = await text(page);
  await page.getByRole('button', { name: 'Run it live' }).click();
  await expect(page.getByText('Live, from this machine.')).toBeVisible({ timeout: 150_000 });
  expect(await text(page)).toBe(recorded);

  const opening = page.getByLabel('Or type an opening');
  await opening.fill('It was the best of times');
  await button(page, 'Give it').click();
  await expect(page.getByText(/None of the \d+ chapters contains/)).toBeVisible();
  await opening.fill('call me ishmael');
  await button(page, 'Give it').click();
  await expect(page.getByRole('combobox', { name: 'Chapter' })).toHaveValue('w001');
  await expect(page.getByText('Live, from this machine.')).toBeVisible({ timeout: 60_000 });
  expect(await text(page)).toMatch(/^Call me Ishmael\. Some years ago/);
});
