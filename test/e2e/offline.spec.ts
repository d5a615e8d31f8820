// The service worker: the site in a folder, on a host that goes away.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { parseManifest } from '#lib/release/manifest.ts';
import { buildFolder } from '../pages.ts';
import { StaticServer } from '../static-server.ts';

const manifest = parseManifest(JSON.parse(readFileSync(join(buildFolder, 'lab', 'manifest.json'), 'utf8')));
const smallest = manifest.models.reduce((a, b) => (a.parameters < b.parameters ? a : b));

test.use({ serviceWorkers: 'allow' });

let host: StaticServer;
let site: string;

test.beforeEach(async () => {
  host = new StaticServer();
  site = await host.open();
});

test.afterEach(() => host.close());

/** Until the worker is installed and answers for this page. */
const controlled = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    }
  });

const cacheNames = (page: Page) => page.evaluate(() => caches.keys());

test('a chapter that was opened once can be read without a network, and its way on too', async ({ page }) => {
  await page.goto(`${site}introduction/`);
  await controlled(page);
  // Opened by a move within the site.
  await page.getByRole('navigation', { name: 'More' }).getByRole('link', { name: 'Glossary' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await host.close();

  await page.goto(`${site}introduction/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A machine that finishes your sentence');
  await expect(page.locator('.prose')).toHaveCSS('font-family', /Literata/);
  expect(
    await page.evaluate(() => document.fonts.ready.then(() => document.fonts.check('1rem Literata')))
  ).toBe(true);
  // Script runs: a card opens.
  await page.locator('.prose a[href="#ref-carlini2021"]').first().focus();
  await expect(page.getByRole('tooltip').filter({ visible: true })).toHaveCount(1);

  await page.goto(`${site}glossary/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Glossary');

  await page.goto(`${site}references/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  await page.getByRole('link', { name: /^A machine that finishes/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A machine that finishes your sentence');
});

test('a model that was loaded once runs without a network; one that was not says so', async ({ page }) => {
  const completed = async () => {
    await page.getByLabel('Model').selectOption(smallest.id);
    await page.getByRole('textbox', { name: 'Prefix' }).fill('Fellow-citizens of the Senate');
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    const region = page.getByRole('region', { name: 'Completion', exact: true });
    // A recorded completion stood there before.
    await expect(region.getByText('live', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    await expect(region.getByRole('listbox', { name: /^Tokens/ }).getByRole('option')).toHaveCount(32, {
      timeout: 60_000
    });
    return region.getByRole('listbox', { name: /^Tokens/ }).innerText();
  };
  await page.goto(`${site}demos/playground/`);
  await controlled(page);
  const before = await completed();
  await page.waitForLoadState('networkidle');
  await host.close();

  await page.goto(`${site}demos/playground/`);
  expect(await completed()).toBe(before);

  const other = manifest.models.find(({ id }) => id !== smallest.id)!;
  await page.getByLabel('Model').selectOption(other.id);
  await page.getByRole('button', { name: 'Complete', exact: true }).click();
  await expect(page.getByRole('alert').first()).toContainText('Check your connection');
});

test('a tab of an old version goes on; the new version takes over when it is closed, and clears up', async ({
  page,
  context
}) => {
  await page.goto(`${site}introduction/`);
  await controlled(page);
  const old = await cacheNames(page);

  // The site is published anew: another worker, and none of the old files that this tab has not asked for.
  const { version } = JSON.parse(readFileSync(join(buildFolder, '_app', 'version.json'), 'utf8')) as {
    version: string;
  };
  const worker = readFileSync(join(buildFolder, 'service-worker.js'), 'utf8');
  expect(worker).toContain(version);
  host.replaced.set('service-worker.js', worker.replaceAll(version, 'another'));
  await page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration())!;
    await registration.update();
    const { installing } = registration;
    await new Promise<void>((resolve) => {
      if (!installing || installing.state === 'installed') resolve();
      else installing.addEventListener('statechange', () => resolve());
    });
    if (!registration.waiting) throw new Error('the new worker does not wait');
  });
  for (const file of globSync('_app/immutable/**/*.{js,css}', { cwd: buildFolder }))
    host.replaced.set(file, null);

  await page.getByRole('navigation', { name: 'More' }).getByRole('link', { name: 'References' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('References');

  for (const [file, inPlace] of host.replaced) if (inPlace === null) host.replaced.delete(file);
  await page.close();
  // A tab that is opened while the old one is still going belongs to the old version: try until one does not.
  await expect(async () => {
    const next = await context.newPage();
    await next.goto(`${site}introduction/`);
    await controlled(next);
    const names = await cacheNames(next);
    await next.close();
    expect(names).toEqual(expect.arrayContaining([expect.stringContaining('another')]));
    expect(names.some((name) => old.includes(name) && /\d/.test(name))).toBe(false);
  }).toPass({ timeout: 30_000 });
});
