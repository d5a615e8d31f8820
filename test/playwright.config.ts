import { defineConfig } from '@playwright/test';
import { launchOptions } from './chromium.mjs';

const port = Number(process.env.TEST_PORT ?? 4174);

const WITHOUT_MODELS = /\/(pages|house|law|article|chapter|search|letters|lesson)\.spec/;

/** End-to-end tests: the built site, as `npm start` serves it, in the Chromium of this machine. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.results/e2e',
  projects: [
    // Two at once: none of these runs a language model.
    { name: 'pages', testMatch: WITHOUT_MODELS, fullyParallel: true },
    { name: 'journeys', testIgnore: [WITHOUT_MODELS, /\/(offline|stands)\.spec/] },
    {
      // These wait more than they work, so two at once take little more time than one.
      name: 'faults',
      testDir: '.',
      testMatch: /faults\/.*\.spec|\/(offline|stands)\.spec/,
      fullyParallel: true,
      timeout: 240_000,
      use: {
        // A host on plain http that is not this machine's own, which browsers trust.
        launchOptions: launchOptions('--host-resolver-rules=MAP plain.test localhost')
      }
    }
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // Two busy cores can starve a browser for longer than any test waits. What needed its second try is told; see all.ts.
  retries: 1,
  // See all.ts, which counts.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: launchOptions(),
    // Of every test it would take a quarter of the time.
    trace: 'on-first-retry',
    // What a service worker fetches no test can stop or change; offline.spec.ts lets it in.
    serviceWorkers: 'block'
  },
  webServer: {
    command: `vite preview --port ${port} --strictPort`,
    cwd: '..',
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 120_000
  }
});
