// The test of Playwright, less one trap: a page that is opened is waited for until its script answers.
import type { Page } from '@playwright/test';
import { test as base } from './policy.ts';

export { expect, type Page } from '@playwright/test';

/** Before its script runs a page can be read, and a press does nothing. Tests press sooner than readers. */
function wait(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (url, options) => {
    const response = await goto(url, options);
    const ours = page.url().startsWith('http') && (response === null || response.ok());
    if (ours) await page.locator('html[data-live]').waitFor({ state: 'attached' });
    return response;
  };
}

export const test = base.extend({
  context: async ({ context, javaScriptEnabled }, use) => {
    if (javaScriptEnabled !== false) context.on('page', wait);
    await use(context);
  }
});
