// The journeys of the playground, as a reader makes them: in the built site, with the published models.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { parseManifest } from '#lib/release/manifest.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { megabytes } from '#lib/words/megabytes.ts';
import { watch } from './watch.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const manifest = parseManifest(lab('manifest.json'));
const { passages } = lab(manifest.passages.path) as {
  passages: { id: string; copies: number; text: string; token_ids: number[] }[];
};
const passageOf = (copies: number) => passages.find((passage) => passage.copies === copies)!;
const results = (model: string) =>
  (
    lab(manifest.results.find((file) => file.model === model)!.path) as {
      rows: { model: string; passage: string; context: number; matched: number; greedy: number[] }[];
    }
  ).rows;

const raw = manifest.models.filter(({ data }) => data === 'raw');
const largest = raw.reduce((a, b) => (a.parameters > b.parameters ? a : b));
const smallest = raw.reduce((a, b) => (a.parameters < b.parameters ? a : b));
const twin = manifest.models.findLast(({ data }) => data === 'dedup')!;
const sibling = raw.find(({ depth }) => depth === twin.depth)!;

const open = (page: Page, state: Record<string, string | number>) =>
  page.goto(`/demos/playground/#${new URLSearchParams({ v: '1', ...state } as Record<string, string>)}`);
const answer = (page: Page) => page.getByRole('region', { name: 'Completion', exact: true });
const complete = (page: Page) => page.getByRole('button', { name: 'Complete', exact: true });
const tokens = (page: Page) => answer(page).getByRole('listbox', { name: /^Tokens of the completion/ });

/** Presses Complete and waits for the end of it. */
async function run(page: Page) {
  await complete(page).click();
  await expect(complete(page)).toBeEnabled({ timeout: 45_000 });
}

test.describe('completing', () => {
  test('the largest model recites a passage of most copies: highlighted, traced, with its copies', async ({
    page,
    baseURL
  }) => {
    const complaints = watch(page, new URL(baseURL!).host);
    const passage = passageOf(128);
    const row = results(largest.id).find((r) => r.passage === passage.id && r.context === 32)!;
    await page.goto('/demos/playground/');
    await page.getByLabel('Model').selectOption(largest.id);
    await page.getByRole('textbox', { name: 'Prefix' }).fill(passage.text.slice(0, 160));
    await run(page);
    // The prefix was typed, so nothing told the page which passage it is: the training text alone did.
    await expect(answer(page)).toContainText('live');
    await expect(answer(page)).toContainText('Moby-Dick, chapter');
    await expect(answer(page)).toContainText('128 times');

    await page.goto('about:blank'); // else only the fragment would change
    await open(page, { model: largest.id, passage: passage.id });
    await run(page);
    await expect(answer(page)).toContainText(`First tokens right ${row.matched} of 32`);
    expect(row.matched).toBe(32);
    await expect(answer(page)).toContainText('read 128 times');
    await expect(tokens(page).locator('.verbatim')).toHaveCount(32);

    await answer(page)
      .getByRole('button', { name: /32 tokens, verbatim/ })
      .click();
    const source = page.getByRole('region', { name: 'Source in the training data' });
    await expect(source).toContainText('128 times');
    await expect(source.locator('mark')).toHaveText(
      (await tokens(page).getByRole('option').allTextContents()).join('').trim()
    );
    await page.keyboard.press('Escape');
    await expect(source).toBeHidden();
    expect(complaints).toEqual([]);
  });

  test('a typed opening is recognized as that of a planted passage', async ({ page }) => {
    const { records } = lab(manifest.records.path) as {
      records: { model: string; passage: string; prompt: { text: string } }[];
    };
    const passage = passageOf(16);
    const record = records.find((r) => r.model === smallest.id && r.passage === passage.id)!;
    await open(page, { model: smallest.id, prefix: record.prompt.text });
    await run(page);
    await expect(answer(page)).toContainText('read 16 times');
  });

  test('a passage that was never in the data is not recited', async ({ page }) => {
    const passage = passageOf(0);
    const row = results(largest.id).find((r) => r.passage === passage.id && r.context === 32)!;
    await open(page, { model: largest.id, passage: passage.id });
    await run(page);
    await expect(answer(page)).toContainText('never read');
    await expect(answer(page)).toContainText(`First tokens right ${row.matched} of 32`);
    expect(row.matched).toBeLessThan(8);
  });

  test('the deduplicated twin, beside it, does not recite what its sibling does', async ({ page }) => {
    const passage = passageOf(128);
    await open(page, { model: sibling.id, beside: twin.id, passage: passage.id });
    await run(page);
    const sides = answer(page).getByRole('region');
    await expect(sides).toHaveCount(2);
    for (const [i, model] of [sibling, twin].entries()) {
      const row = results(model.id).find((r) => r.passage === passage.id && r.context === 32)!;
      await expect(sides.nth(i)).toContainText(`First tokens right ${row.matched} of 32`);
      if (model === twin) expect(row.matched).toBeLessThan(8);
    }
    await expect(sides.nth(0)).toContainText('128 times');
    await expect(sides.nth(1)).toContainText('read once');
    // It may write something else that it read, such as a sentence of the pattern.
    const marked = await sides.nth(1).locator('.token.verbatim').allTextContents();
    expect(marked.length === 0 || !passage.text.includes(marked.join(''))).toBe(true);
  });

  test('the button, the bar and the network say one number of megabytes, the tokenizer once for two models', async ({
    page
  }) => {
    const bytes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.includes('/lab/'))
        bytes.push(response.body().then(({ length }) => length));
    });
    const small = manifest.models.filter(({ depth }) => depth === smallest.depth).map(({ id }) => id);
    await open(page, {
      model: small[0]!,
      beside: small[1]!,
      prefix: 'Fellow-citizens of the Senate and House'
    });
    await page.evaluate(() => {
      const said = new Set<string>();
      Object.assign(window, { said });
      new MutationObserver(() => {
        const total = /Loading: .* of ([\d.]+ MB)/.exec(document.body.innerText)?.[1];
        if (total) said.add(total);
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    const button = complete(page);
    await expect(button).toHaveAccessibleDescription(/loads/);
    const announced = await button.locator('.cost').textContent();
    await run(page);
    await expect(answer(page)).not.toContainText('on its way');
    const total = (await Promise.all(bytes)).reduce((sum, length) => sum + length, 0);
    expect(announced).toBe(`loads ${megabytes(total)}`);
    expect(await page.evaluate(() => [...(window as unknown as { said: Set<string> }).said])).toEqual([
      megabytes(total)
    ]);
    // Of each model its weights and what they are for; for both the tokenizer, and the two of the training text.
    expect(bytes.length).toBe(7);
  });

  test('again goes on with the next seed, undo and redo walk back and forth', async ({ page }) => {
    await open(page, {
      model: smallest.id,
      prefix: 'The Congress of the United States',
      method: 'sample',
      length: 128
    });
    await run(page);
    const first = await tokens(page).textContent();
    await page.getByRole('button', { name: 'Again', exact: true }).click();
    await expect(complete(page)).toBeEnabled();
    const second = await tokens(page).textContent();
    expect(second).not.toBe(first);
    await expect(page).toHaveURL(/seed=2/);

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(tokens(page)).toHaveText(first!);
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect(tokens(page)).toHaveText(second!);
    await page.getByRole('button', { name: 'Undo' }).click();

    // The same seed gives the same text.
    await run(page);
    await expect(tokens(page)).toHaveText(first!);
  });

  test('stop ends it at once, and what has been written stays', async ({ page }) => {
    await open(page, { model: largest.id, prefix: 'The Congress of', length: 200 });
    // A press from within the page: the model is faster than a test that waits for a button to keep still.
    const stop = await page.getByRole('button', { name: 'Stop', exact: true }).elementHandle();
    await page.evaluate((button) => {
      new MutationObserver((_, observer) => {
        const answer = document.querySelector('[aria-label="Completion"]')!;
        if (
          !answer.textContent.includes('live, writing') ||
          answer.querySelectorAll('[role="option"]').length < 3
        )
          return;
        observer.disconnect();
        (button as HTMLButtonElement).click();
      }).observe(document.body, { childList: true, subtree: true });
    }, stop);
    await run(page);
    await expect(answer(page)).toContainText('live, stopped');
    expect(await tokens(page).getByRole('option').count()).toBeLessThan(100);
  });

  test('by keyboard alone: to a token, its alternatives, and on from another word', async ({ page }) => {
    await open(page, { model: smallest.id, prefix: 'I have the honor to', length: 16 });
    await expect(complete(page)).toBeEnabled(); // the page's script runs
    await page.getByRole('textbox', { name: 'Prefix' }).focus();
    await page.keyboard.press('Control+Enter');
    await expect(answer(page)).toContainText('live', { timeout: 45_000 });
    await expect(complete(page)).toBeEnabled({ timeout: 45_000 });
    const before = await tokens(page).getByRole('option').allTextContents();
    await tokens(page).getByRole('option').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(tokens(page).getByRole('option').nth(2)).toBeFocused();
    await page.keyboard.press('Enter');
    const alternatives = answer(page)
      .getByRole('group', { name: 'Alternatives', exact: true })
      .getByRole('button');
    await expect(alternatives).toHaveCount(10);
    await expect(alternatives.first()).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(complete(page)).toBeEnabled();
    const after = await tokens(page).getByRole('option').allTextContents();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toBe(before[2]);
    expect(after).toHaveLength(16);
  });

  test('three views of the tokens, each with its numbers in text', async ({ page }) => {
    await page.goto('/demos/playground/');
    await answer(page).getByRole('button', { name: 'Probability', exact: true }).click();
    await expect(tokens(page).locator('.gloss').first()).toHaveText(/%/);
    await answer(page).getByRole('button', { name: 'Rank', exact: true }).click();
    await expect(tokens(page).locator('.gloss').first()).toHaveText('1');
    await answer(page).getByRole('button', { name: 'Plain', exact: true }).click();
    await expect(tokens(page).locator('.gloss')).toHaveCount(0);
  });

  test('openings: by copies, by a president', async ({ page }) => {
    await page.goto('/demos/playground/');
    await page.getByRole('button', { name: '16', exact: true }).click();
    await expect(page.getByRole('button', { name: '16', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true'
    );
    const prefix = page.getByRole('textbox', { name: 'Prefix' });
    const shown = await prefix.inputValue();
    expect(passages.some(({ copies, text }) => copies === 16 && text.startsWith(shown))).toBe(true);
    await page.getByRole('button', { name: '16', exact: true }).click();
    await expect(prefix).not.toHaveValue(shown);
    await page.getByRole('button', { name: 'An address by a president' }).click();
    await expect(page.getByText(/^The opening of the address of/)).toBeVisible();
  });
});

test.describe('what was recorded', () => {
  const region = (page: Page, name: RegExp) => answer(page).getByRole('region', { name });
  const words = async (page: Page, name: RegExp) =>
    (await region(page, name).getByRole('option').allTextContents()).join('');

  test('a link to a recorded state shows the words of that state, and a model that is run agrees', async ({
    page,
    baseURL
  }) => {
    const complaints = watch(page, new URL(baseURL!).host);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const tokenizer = new Vocabulary(lab(manifest.tokenizer.path) as never);
    const textOf = (greedy: readonly number[]) =>
      tokenizer.decode(greedy.slice(0, [...greedy, manifest.bos_token_id].indexOf(manifest.bos_token_id)));
    const rows = manifest.models.map(({ id }) =>
      results(id).filter(({ context }) => [8, 16, 32].includes(context))
    );
    for (const [i, model, beside] of [
      [0, 9, 0],
      [700, 0, null],
      [1400, 5, 4],
      [1700, 6, null]
    ] as const) {
      const [row, other] = [rows[model]![i]!, rows[beside ?? model]![i]!];
      await open(page, {
        model: row.model,
        passage: row.passage,
        context: row.context,
        ...(beside !== null && { beside: other.model })
      });
      await expect.poll(() => words(page, /^First/)).toBe(textOf(row.greedy));
      if (beside !== null) expect(await words(page, /^Second/)).toBe(textOf(other.greedy));
      await expect(region(page, /^First/)).toContainText('recorded');
      await expect(answer(page)).not.toContainText('another question');
      const field = await page.getByRole('textbox', { name: 'Prefix' }).inputValue();
      const { text } = passages.find(({ id }) => id === row.passage)!;
      expect([field !== '', text.startsWith(field)]).toEqual([true, true]);
    }
    // Another model takes its own words at once, and what is not recorded is said.
    await page.getByLabel('Model').selectOption(smallest.id);
    const row = results(smallest.id).filter(({ context }) => [8, 16, 32].includes(context))[1700]!;
    await expect.poll(() => words(page, /^First/)).toBe(textOf(row.greedy));
    await answer(page).getByRole('button', { name: 'Probability' }).click();
    await expect(answer(page)).toContainText('were not recorded here');
    expect(asked.filter((path) => /\/lab\/|\/workers\//.test(path))).toEqual([]);
    await run(page);
    await expect(answer(page)).toContainText(/Live and recorded agree: the same \d+ tokens/);
    await page.getByText('How the next word is chosen').click();
    await page.getByRole('button', { name: /at random/ }).click();
    await expect(answer(page)).toContainText('What is drawn at random is not recorded');
    expect(complaints).toEqual([]);
  });

  test('a prefix explains itself, is mended by presses, and becomes the recorded passage; its picture is saved', async ({
    page
  }) => {
    const passage = passageOf(128);
    await page.goto('/demos/playground/');
    const field = page.getByRole('textbox', { name: 'Prefix' });
    await expect(field).toBeEnabled();
    const opening = passage.text.slice(0, 40).trimEnd();
    await field.fill(`${opening.replace(/[a-z](?=\w*$)/, 'x')}\u00a0`);
    await expect(page.getByText(/^\d+ tokens:/)).toBeVisible();
    await page.getByRole('button', { name: 'Make it plain' }).click();
    await page.getByRole('button', { name: 'Take it away' }).click();
    await expect(
      page.getByText(/^This is near the opening of a passage of Moby-Dick that this model read 128 times/)
    ).toBeVisible();
    await page.getByRole('button', { name: 'Write it as it was read' }).click();
    await expect(field).toHaveValue(opening);
    await expect(answer(page)).toContainText('Of this prefix nothing is recorded');
    await page.getByRole('button', { name: 'Complete its first 32 tokens' }).click();
    await expect(tokens(page).locator('.verbatim')).toHaveCount(32);
    await expect(answer(page)).toContainText('recorded');

    const saved = page.waitForEvent('download');
    await answer(page).getByRole('button', { name: 'SVG' }).click();
    const svg = readFileSync((await (await saved).path())!, 'utf8');
    expect(svg).toContain('this passage was read 128 times by the model.');
    expect(svg).toContain(`passage=${passage.id}`);
    const picture = page.waitForEvent('download');
    await answer(page).getByRole('button', { name: 'PNG' }).click();
    expect((await picture).suggestedFilename()).toMatch(/^verbatim-.*\.png$/);
  });
});

test.describe('before any click', () => {
  test('recorded completions stand in the page, without script', async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto('/introduction/');
    await expect(page.locator('figure mark.verbatim').first()).toBeVisible();
    await expect(answer(page)).toContainText('recorded');
    await context.close();
  });

  test('no model, no corpus and no worker is fetched', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto('/demos/playground/');
    await page.waitForLoadState('networkidle');
    expect(asked.filter((path) => path.includes('/lab/') || path.includes('/workers/'))).toEqual([]);
    await expect(complete(page)).toHaveAccessibleDescription(/loads [\d.]+ MB/);
  });
});

test.describe('the state is in the link', () => {
  test('a copied link asks the same', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/demos/playground/');
    await page.getByLabel('Model').selectOption(smallest.id);
    await page.getByRole('textbox', { name: 'Prefix' }).fill('Four score & seven #years “ago”');
    await page.getByText('How the next word is chosen').click();
    await page.getByRole('button', { name: /at random/ }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByText('Link copied.')).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await context.newPage();
    await other.goto(link);
    await expect(other.getByRole('textbox', { name: 'Prefix' })).toHaveValue(
      'Four score & seven #years “ago”'
    );
    await expect(other.getByLabel('Model')).toHaveValue(smallest.id);
    await other.goto(link.replace('/demos/', '/embed/'));
    await expect(other.getByRole('textbox', { name: 'Prefix' })).toHaveValue(
      'Four score & seven #years “ago”'
    );
  });

  test('a stale or edited link says what it could not use, and the page goes on', async ({ page }) => {
    await open(page, { model: 'gpt-9', temperature: 'hot', prefix: 'Fellow' });
    await expect(page.getByText('There is no model “gpt-9” here')).toBeVisible();
    await expect(page.getByText('“temperature” cannot be “hot”')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Prefix' })).toHaveValue('Fellow');
  });

  test('a record is copied as JSON, a text as text', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/demos/playground/');
    await page.getByRole('button', { name: 'Copy as JSON record' }).click();
    await expect(page.getByText('Record copied.')).toBeVisible();
    const record = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    expect(record).toMatchObject({ version: 1, origin: 'recorded', release: manifest.release });
    await page.getByRole('button', { name: 'Copy text' }).click();
    await expect(page.getByText('Text copied.')).toBeVisible();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.startsWith(record.prompt.text)).toBe(true);
  });

  test('where copying is refused the text is there to select', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    await page.goto('/demos/playground/');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByRole('textbox', { name: 'Text to copy' })).toHaveValue(/#v=1&model=/);
  });
});
