// Where Chromium is and how tests start it. Plain JavaScript: the install step reads it before Node 24 is there.
import { existsSync } from 'node:fs';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium'
];

/**
 * The Chromium of this machine; undefined means the one that Playwright keeps for itself.
 * @returns {string | undefined}
 */
export const findChromium = () => places.find((path) => path !== undefined && existsSync(path));

/** No sandbox, because tests run as root in containers; no GPU, no calls home. */
export const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** What Playwright and vitest take as `launchOptions`. */
export const launchOptions = () => {
  const executablePath = findChromium();
  return { args: chromiumArgs, ...(executablePath ? { executablePath } : {}) };
};
