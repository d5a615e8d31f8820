// The test of Playwright, where also fails whatever the content security policy of a page stops, in frames too.
import { expect, test as base } from '@playwright/test';

export const test = base.extend({
  context: async ({ context }, use) => {
    const stopped: string[] = [];
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) stopped.push(message.text());
    });
    await use(context);
    expect(stopped, 'stopped by the policy of the page').toEqual([]);
  }
});
