import { expect, test, type Page } from './site.ts';

const recited = (page: Page) => page.getByRole('region', { name: 'Read 128 times' }).locator('mark');

for (const [width, height] of [
  [390, 844],
  [1280, 900]
]) {
  test(`the first screen of ${width} x ${height} shows a recital within 2 seconds, and a move changes it at once`, async ({
    page
  }) => {
    await page.setViewportSize({ width: width!, height: height! });
    await page.addInitScript(() => {
      addEventListener('load', () => setTimeout(() => ((window as { shown?: object }).shown = look()), 2000));
      /** The marked words: how much of them is drawn, and where. */
      function look() {
        const mark = document.querySelector('.demo mark')!;
        const { top, bottom } = mark.getBoundingClientRect();
        return {
          text: mark.textContent,
          size: getComputedStyle(mark).backgroundSize,
          inView: top >= 0 && bottom <= innerHeight
        };
      }
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto('/');
    const shown = await page.waitForFunction(() => (window as { shown?: object }).shown);
    expect(await shown.jsonValue()).toEqual({
      text: expect.stringMatching(/^Ishmael\. Some years ago.*particular$/),
      size: '100% 2px, 100% 86%',
      inView: true
    });
    // The sliders are in view with it, and what they change is there when their event is over.
    const slider = page.getByRole('slider', { name: /Copies/ });
    await expect(slider).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('region', { name: 'Kept in one copy' })).toBeInViewport({ ratio: 0.9 });
    await expect(page.getByRole('button', { name: 'Run it yourself' })).toBeInViewport({ ratio: 1 });
    const after = await slider.evaluate(async (input: HTMLInputElement) => {
      input.value = '0';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await Promise.resolve();
      return [...document.querySelectorAll('.sides section')].map((side) => [
        side.getAttribute('aria-label'),
        side.querySelectorAll('mark').length
      ]);
    });
    expect(after).toEqual([
      ['Never read', 0],
      ['Never read', 0]
    ]);
    await expect(page.getByRole('status').filter({ hasText: 'never read' })).toHaveText(
      'Of 48 passages that it never read, this model recites none.'
    );
    expect(asked.filter((path) => path.includes('/lab/') || path.includes('/workers/'))).toEqual([]);
  });
}

test('without script the recital stands whole', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/');
  await expect(recited(page)).toContainText('Ishmael. Some years ago');
  await expect(page.locator('noscript p').first()).toBeVisible();
  await context.close();
});

test('it runs here, agrees with the record, and tells a secret when nothing is said', async ({ page }) => {
  await page.goto('/');
  const button = page.getByRole('button', { name: 'Run it yourself' });
  await expect(button).toHaveAccessibleDescription(/loads [\d.]+ MB/);
  await button.click();
  const side = page.getByRole('region', { name: 'Read 128 times' });
  await expect(page.getByText('Your browser’s copy wrote what we recorded, word for word.')).toBeVisible({
    timeout: 60_000
  });
  await expect(side).toContainText('1.3M parameters');
  await expect(side.getByText('live', { exact: true })).toBeVisible();
  await expect(recited(page)).toContainText('Ishmael. Some years ago');
  await expect(page.getByRole('slider', { name: /Model size/ })).toHaveAttribute('aria-valuetext', '1.3M');

  await page.getByRole('button', { name: 'Say nothing' }).click();
  await expect(page.getByRole('region', { name: /^Read/ })).toContainText('The strongbox of');
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(side.getByText('recorded', { exact: true })).toBeVisible();
});
