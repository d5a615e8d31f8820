import type { Page } from '@playwright/test';

/**
 * Collects what a reader's browser must not do on any page: errors in the console, failed requests,
 * and requests to another host than that of the site. Read the list when the test has done its part.
 */
export function watch(page: Page, host: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Said by the test tool itself, see playwright.config.ts.
    if (message.text().includes('Service Worker registration blocked by Playwright')) return;
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) =>
    complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`)
  );
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.host !== host) complaints.push(`another host: ${url.href}`);
  });
  return complaints;
}
