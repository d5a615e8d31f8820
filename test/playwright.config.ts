import { defineConfig } from '@playwright/test';
import { launchOptions } from './chromium.mjs';

const port = Number(process.env.TEST_PORT ?? 4174);

/** End-to-end tests: the built site, as `npm start` serves it, in the Chromium of this machine. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.results/e2e',
  // One at a time: the tests run language models, and the machine that runs them may have two cores.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.results/e2e.json' }]],
  use: { baseURL: `http://localhost:${port}`, launchOptions: launchOptions(), trace: 'retain-on-failure' },
  webServer: {
    command: `vite preview --port ${port} --strictPort`,
    cwd: '..',
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 120_000
  }
});
