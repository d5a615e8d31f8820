// Where Chromium is and how tests start it. Plain JavaScript: the install step reads it before Node 24 is there.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

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

/**
 * What of the browser around a page no test looks at, and what took half of the time: with every window a headless
 * Chromium draws the menu of its address bar as a page of its own, and keeps a process ready for the next page.
 */
const UNSEEN = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess'
];

/** What Playwright switches off itself. Chromium heeds the last such list alone, so ours must hold it. */
function playwrightsUnseen() {
  const path = createRequire(import.meta.url).resolve('playwright-core/lib/coreBundle');
  const list = /disabledFeatures = \[([^\]]+)\]/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  const names = [...list.matchAll(/^\s*"(\w+)"/gm)].map(([, name]) => name);
  if (names.length === 0) throw new Error(`No list of features is found in ${path}`);
  return names;
}

/**
 * What Playwright and vitest take as `launchOptions`.
 * @param {string[]} args further arguments of Chromium
 */
export const launchOptions = (...args) => {
  const executablePath = findChromium();
  const disabled = `--disable-features=${[...playwrightsUnseen(), ...UNSEEN].join()}`;
  return { args: [...chromiumArgs, disabled, ...args], ...(executablePath ? { executablePath } : {}) };
};
