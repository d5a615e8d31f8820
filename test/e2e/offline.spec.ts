// The service worker: the site in a folder, on a host that goes away, fails, and changes.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from './site.ts';
import { parseManifest } from '#lib/release/manifest.ts';
import type { FileList } from '#lib/deployment/files.ts';
import { kindOf } from '../../src/service-worker/kinds.ts';
import { FILES, LIES, spoil, type FileKind } from '../faults/kinds.ts';
import { buildNext, builtVersion } from '../next-build.ts';
import { buildFolder } from '../pages.ts';
import { StaticServer } from '../static-server.ts';

const manifest = parseManifest(JSON.parse(readFileSync(join(buildFolder, 'lab', 'manifest.json'), 'utf8')));
const smallest = manifest.models.reduce((a, b) => (a.parameters < b.parameters ? a : b));
const largest = manifest.models.reduce((a, b) => (a.parameters > b.parameters ? a : b));

test.use({ serviceWorkers: 'allow' });

let host: StaticServer;
let site: string;
let next: string;

test.beforeEach(async () => {
  host = new StaticServer();
  // What the site asks of a host must not be in its own way.
  host.readsHeaders = true;
  site = await host.open();
  next = mkdtempSync(join(tmpdir(), 'next-'));
});

test.afterEach(async () => {
  await host.close();
  rmSync(next, { recursive: true, force: true });
});

/** Until the worker is installed and answers for this page. */
const controlled = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    }
  });

const cacheNames = (page: Page) => page.evaluate(() => caches.keys());

/** How many files are kept. */
const keptFiles = (page: Page) =>
  page.evaluate(async () => {
    const name = (await caches.keys()).find((one) => one.endsWith(':files'));
    return name ? (await (await caches.open(name)).keys()).length : 0;
  });

/** Lets the browser look for a new worker, and waits until that one waits, or was refused. */
const update = (page: Page) =>
  page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration())!;
    await registration.update();
    const { installing } = registration;
    if (!installing) return registration.waiting ? 'waits' : 'none';
    await new Promise<void>((resolve) => {
      const look = () => installing.state !== 'installing' && resolve();
      installing.addEventListener('statechange', look);
      look();
    });
    return installing.state === 'redundant' ? 'refused' : 'waits';
  });

/** Ends the worker, as browsers do after a while: what it remembers is gone, and what it keeps stays. */
async function restWorker(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send('ServiceWorker.enable');
  await client.send('ServiceWorker.stopAllWorkers');
  await client.detach();
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const region = (page: Page) => page.getByRole('region', { name: 'Completion', exact: true });

async function ask(page: Page, model = smallest.id) {
  await page.getByLabel('Model').selectOption(model);
  await page.getByRole('textbox', { name: 'Prefix' }).fill('Fellow-citizens of the Senate');
  await page.getByRole('button', { name: 'Complete', exact: true }).click();
}

async function completed(page: Page) {
  await ask(page);
  // A recorded completion stood there before.
  await expect(region(page).getByText('live', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  const tokens = region(page).getByRole('listbox', { name: /^Tokens/ });
  await expect(tokens.getByRole('option')).toHaveCount(32, { timeout: 60_000 });
  return tokens.innerText();
}

test('a chapter that was opened once can be read without a network, and its way on too', async ({ page }) => {
  await page.goto(`${site}introduction/`);
  await controlled(page);
  await page.getByRole('navigation', { name: 'More' }).getByRole('link', { name: 'Glossary' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await host.close();

  await page.goto(`${site}introduction/`);
  await expect(heading(page)).toHaveText('A machine that finishes your sentence');
  await expect(page.locator('.prose')).toHaveCSS('font-family', /Literata/);
  expect(
    await page.evaluate(() => document.fonts.ready.then(() => document.fonts.check('1rem Literata')))
  ).toBe(true);
  // Script runs: a card opens.
  await page.locator('.prose a[href="#ref-carlini2021"]').first().focus();
  await expect(page.getByRole('tooltip').filter({ visible: true })).toHaveCount(1);

  await page.goto(`${site}glossary`);
  await expect(heading(page)).toHaveText('Glossary');

  await page.getByRole('navigation', { name: 'More' }).getByRole('link', { name: 'References' }).click();
  await expect(heading(page)).toHaveText('No connection');
  await expect(page.locator('[style]')).toHaveCount(0);
  await page.getByRole('link', { name: /^A machine that finishes/ }).click();
  await expect(heading(page)).toHaveText('A machine that finishes your sentence');
});

test('a model that was loaded once runs without a network; one that was not says so', async ({ page }) => {
  await page.goto(`${site}demos/playground/`);
  await controlled(page);
  const before = await completed(page);
  await page.waitForLoadState('networkidle');
  await host.close();

  await page.goto(`${site}demos/playground/`);
  expect(await completed(page)).toBe(before);

  const other = manifest.models.find(({ id }) => id !== smallest.id)!;
  await page.getByLabel('Model').selectOption(other.id);
  await page.getByRole('button', { name: 'Complete', exact: true }).click();
  await expect(page.getByRole('alert').first()).toContainText('Check your connection');
});

test('a page that was read is read again, however its host fails', async ({ page }) => {
  await page.goto(`${site}introduction/`);
  await controlled(page);
  // It was open when the worker came, which fetched it.
  await expect.poll(() => host.asked.filter((path) => path === 'introduction/index.html').length).toBe(2);
  for (const failure of ['hang', 'stall', '503', '404', 'reset', ...LIES] as const) {
    host.failing = (path) => (path.startsWith('introduction/') ? failure : undefined);
    await page.goto('about:blank');
    const start = Date.now();
    await page.goto(`${site}introduction/`);
    await expect(heading(page), failure).toHaveText('A machine that finishes your sentence');
    expect(Date.now() - start, failure).toBeLessThan(12_000);
  }
  expect(await wronglyKept(page)).toEqual([]);
});

test('the rest of a model that a reader stops is not sent', async ({ page }) => {
  await page.goto(`${site}demos/playground/`);
  await controlled(page);
  host.failing = (path) => (path.endsWith('.onnx.bin') ? 'stall' : undefined);
  await ask(page, largest.id);
  await expect(page.getByText(/^Loading:/)).toBeVisible();
  await expect.poll(() => host.asked.some((path) => path.endsWith('.onnx.bin'))).toBe(true);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => host.brokenOff.some((path) => path.endsWith('.onnx.bin'))).toBe(true);
  host.failing = () => undefined;
  await completed(page);
});

test.describe('a new version', () => {
  test('does not reach a tab of the old one; takes over when that is closed, and clears up', async ({
    page,
    context
  }) => {
    await page.goto(`${site}introduction/`);
    await controlled(page);
    const old = await cacheNames(page);
    const renamed = await buildNext(next, 'another', { changed: '/nodes/19.' });
    host.build = next;
    expect(await update(page)).toBe('waits');

    // The old tab has its own files, though no host has them.
    const [gone] = [...renamed.keys()].filter((path) => path.includes('/nodes/'));
    expect(await page.evaluate((url) => fetch(url).then(({ ok }) => ok), site + gone)).toBe(true);
    // What is opened now is of the new version, by the old worker.
    const tab = await context.newPage();
    await tab.goto(`${site}introduction/`);
    expect(await tab.content()).toContain('next0000.js');
    await tab.close();

    await page.close();
    await expect(async () => {
      const later = await context.newPage();
      await later.goto(`${site}introduction/`);
      await controlled(later);
      const names = await cacheNames(later);
      await later.close();
      expect(names).toEqual(expect.arrayContaining([expect.stringContaining('another')]));
      expect(names.filter((name) => old.includes(name) && name.includes(builtVersion()))).toEqual([]);
    }).toPass({ timeout: 30_000 });
    const last = await context.newPage();
    await last.goto(`${site}introduction/`);
    expect(
      await last.evaluate(() => fetch('../files.json').then((response) => response.json()))
    ).toMatchObject({
      version: 'another'
    });
    // Nothing that is not of the new version is kept.
    const strange = await last.evaluate(async () => {
      const list = (await (await fetch('../files.json')).json()) as {
        files: Record<string, [number, string]>;
      };
      const own = new Set(Object.values(list.files).map(([, sum]) => sum));
      const name = (await caches.keys()).find((one) => one.endsWith(':files'))!;
      const keys = await (await caches.open(name)).keys();
      return keys.map(({ url }) => url.replace(/^.*\//, '')).filter((sum) => !own.has(sum));
    });
    expect(strange).toEqual([]);
  });

  test('fetches what changed; a model kept before runs without a network', async ({ page, context }) => {
    await page.goto(`${site}demos/playground/`);
    await controlled(page);
    const before = await completed(page);
    await page.waitForLoadState('networkidle');
    const renamed = await buildNext(next, 'another');
    host.build = next;
    host.asked = [];
    expect(await update(page)).toBe('waits');
    const fetched = host.asked.filter(
      (path) => path.startsWith('_app/immutable/') || path.startsWith('lab/')
    );
    expect(fetched.sort()).toEqual([...renamed.values()].sort());

    await page.close();
    await expect(async () => {
      const later = await context.newPage();
      await later.goto(`${site}demos/playground/`);
      await controlled(later);
      const names = await cacheNames(later);
      await later.close();
      expect(names.some((name) => name.includes(builtVersion()))).toBe(false);
    }).toPass({ timeout: 30_000 });
    await host.close();
    const last = await context.newPage();
    await last.goto(`${site}demos/playground/`);
    expect(await completed(last)).toBe(before);
  });

  test('half on its host is not taken', async ({ page }) => {
    await page.goto(`${site}introduction/`);
    await controlled(page);
    const files = await keptFiles(page);
    await buildNext(next, 'another');
    // The worker is there already, the rest is not.
    host.replaced.set('service-worker.js', readFileSync(join(next, 'service-worker.js'), 'utf8'));
    expect(await update(page)).toBe('refused');
    expect(await keptFiles(page)).toBe(files);
    host.build = next;
    expect(await update(page)).toBe('waits');
  });
});

/** Each file of the build, and a path of each kind: the smallest, for speed. */
const list = JSON.parse(readFileSync(join(buildFolder, 'files.json'), 'utf8')) as FileList;
const pathOf = (kind: FileKind) =>
  Object.keys(list.files)
    .filter((path) => FILES[kind].test(path))
    .sort((a, b) => list.files[a]![0] - list.files[b]![0])[0]!;
const LISTED = (Object.keys(FILES) as FileKind[]).filter(
  (kind) => kind !== 'list of files' && kind !== 'service worker'
);

/** Tried with each kind of file: with `FAULTS=all` every lie, else one of another kind and one nearly right. */
const TRIED = process.env.FAULTS === 'all' ? LIES : (['html', 'flipped'] as const);

/** What came for a file, as a page sees it: its SHA-256, or its status where that is none of success. */
const get = (page: Page, path: string, cache: RequestCache = 'default') =>
  page.evaluate(
    async ([url, mode]) => {
      const response = await fetch(url!, { cache: mode as RequestCache }).catch(() => undefined);
      if (!response?.ok) return response?.status ?? 0;
      const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    [site + path.replace(/(^|\/)index\.html$/, '$1'), cache]
  );

/** What is kept under the sums of files and has another. */
const wronglyKept = (page: Page) =>
  page.evaluate(async () => {
    const wrong: string[] = [];
    const name = (await caches.keys()).find((one) => one.endsWith(':files'))!;
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const bytes = await (await cache.match(url))!.arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      const sum = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (!url.endsWith(sum)) wrong.push(url);
    }
    return wrong;
  });

/** Lets go of what is kept of a file. */
const forget = (page: Page, path: string) =>
  page.evaluate(async (sum) => {
    const name = (await caches.keys()).find((one) => one.endsWith(':files'))!;
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) if (url.endsWith(sum)) await cache.delete(url);
  }, list.files[path]![1]);

test.describe('after one bad answer of status 200', () => {
  test('the next try is right, for every kind of file', async ({ page }) => {
    test.slow();
    await page.goto(`${site}accessibility/`);
    await controlled(page);
    let lies = 0;
    for (const kind of LISTED) {
      const path = pathOf(kind);
      const [, sum] = list.files[path]!;
      for (const lie of TRIED) {
        const published = readFileSync(join(buildFolder, path));
        if (spoil(lie, published, '').body.equals(published)) continue;
        lies++;
        const what = `${path}: ${lie}`;
        await forget(page, path);
        host.failing = (asked) => (asked === path ? lie : undefined);
        // Past the browser's own cache, where the worker's installation left it.
        const first = await get(page, path, kindOf(path) === 'code' ? 'reload' : 'default');
        if (kindOf(path) === 'code') expect(first, what).toBe(502);
        else expect(first, what).not.toBe(sum);
        host.failing = () => undefined;
        expect(await get(page, path), what).toBe(sum);
        // From then on a copy is kept, and what the host says does not matter.
        host.failing = (asked) => (asked === path ? lie : undefined);
        // One thing alone is believed: that there is a new version.
        if (kind !== 'version') await expect.poll(() => get(page, path), { message: what }).toBe(sum);
      }
    }
    expect(lies).toBeGreaterThan((TRIED.length - 1) * LISTED.length);
    expect(await wronglyKept(page)).toEqual([]);
  });

  test('a copy that the device spoiled is fetched anew', async ({ page }) => {
    await page.goto(`${site}accessibility/`);
    await controlled(page);
    const paths = [pathOf('model'), pathOf('code of a page'), 'index.html', 'feed.xml'];
    for (const path of paths) await get(page, path);
    await expect.poll(() => keptFiles(page)).toBeGreaterThan(100);
    await page.evaluate(async () => {
      const name = (await caches.keys()).find((one) => one.endsWith(':files'))!;
      const cache = await caches.open(name);
      for (const request of await cache.keys()) await cache.put(request, new Response('spoiled'));
    });
    await restWorker(page);
    for (const path of paths) expect(await get(page, path), path).toBe(list.files[path]![1]);
  });
});

/** Installs the worker at once, and says what came of it. */
const register = (page: Page) =>
  page.evaluate(async (url) => {
    const registration = await navigator.serviceWorker
      .register(url, { type: 'module' })
      .catch(() => undefined);
    if (!registration) return 'refused';
    const worker = registration.installing ?? registration.waiting ?? registration.active!;
    return new Promise<string>((resolve) => {
      const look = () => {
        if (worker.state === 'activated') resolve('works');
        if (worker.state === 'redundant') resolve('refused');
      };
      worker.addEventListener('statechange', look);
      look();
    });
  }, `${site}service-worker.js`);

/** Whether the site is kept as a whole, by the worker of the built version. */
const isWhole = (page: Page) =>
  page.evaluate(async (version) => {
    const names = await caches.keys();
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    return worker?.state === 'activated' && names.some((name) => name.endsWith(`version:${version}`));
  }, builtVersion());

for (const kind of [
  'service worker',
  'list of files',
  'shared code',
  'entry script',
  'style',
  'font'
] as const) {
  test(`a worker installed while the host lies is whole at the next try: ${kind}`, async ({ page }) => {
    for (const lie of TRIED) {
      const path = { 'service worker': 'service-worker.js', 'list of files': 'files.json' }[kind as string];
      const bad = path ?? pathOf(kind);
      // A script without a digit is in another release what it is in this one.
      const published = readFileSync(join(buildFolder, bad));
      if (spoil(lie, published, '').body.equals(published)) continue;
      // A page without script: none of ours registers the worker here.
      host.failing = () => '404';
      await page.goto(`${site}feed.xml`);
      host.failing = (asked) => (asked === bad ? lie : undefined);
      const first = await register(page);
      // White space after a list changes nothing of it.
      const harmless = kind === 'service worker' || (kind === 'list of files' && lie === 'longer');
      if (!harmless) expect(first, lie).toBe('refused');
      host.failing = () => undefined;
      await register(page);
      // As the browser does by itself when a page is opened.
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      await expect.poll(() => isWhole(page), { message: lie, timeout: 30_000 }).toBe(true);
      expect(await wronglyKept(page), lie).toEqual([]);
      await page.evaluate(async () => {
        for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
        for (const name of await caches.keys()) await caches.delete(name);
      });
    }
  });
}

/** What a reader does with a file of each kind that is fetched when it is asked for. */
const USES: [kind: FileKind, lie: (typeof LIES)[number], page: string, use: (page: Page) => Promise<void>][] =
  [
    ['worker script', 'html', 'demos/playground/', ask],
    ['model', 'truncated', 'demos/playground/', ask],
    ['tokenizer', 'other', 'demos/playground/', ask],
    ['model configuration', 'html', 'demos/playground/', ask]
  ];

for (const [kind, lie, at, use] of USES) {
  test(`a reader who met a bad file tries again, and it works: ${kind}, ${lie}`, async ({ page }) => {
    await page.goto(site + at);
    await controlled(page);
    host.failing = (path) => (FILES[kind].test(path) ? lie : undefined);
    await use(page);
    // What concerns one model is said with it, what concerns all of them above.
    const demo = page.getByRole('region', { name: 'Completion playground' });
    await expect(demo.getByRole('alert').first()).toContainText('ry again', { timeout: 60_000 });
    host.failing = () => undefined;
    await completed(page);
  });
}

test('what is kept can be repaired and cleared, and both say what came of it', async ({ page }) => {
  await page.goto(`${site}accessibility/`);
  await controlled(page);
  const part = page.getByRole('group', { name: 'What is kept here' });
  const repair = part.getByRole('button', { name: 'Repair' });
  const clear = part.getByRole('button', { name: 'Clear' });
  await expect(part).toContainText(
    /Kept on this device: 1 page and \d+ files that these need; [\d.]+ MB in all\./
  );
  await repair.click();
  await expect(part).toContainText('Nothing that is kept is damaged.');

  const damage = (paths: string[]) =>
    page.evaluate(
      async (sums) => {
        const name = (await caches.keys()).find((one) => one.endsWith(':files'))!;
        const cache = await caches.open(name);
        for (const { url } of await cache.keys()) {
          if (sums.some((sum) => url.endsWith(sum))) await cache.put(url, new Response('spoiled'));
        }
      },
      paths.map((path) => list.files[path]![1])
    );
  const code = [pathOf('entry script'), pathOf('font')];
  await damage([...code, 'accessibility/index.html']);
  await repair.click();
  await expect(part).toContainText('Damaged, and deleted: 3 files. Fetched anew: 3 files.');
  expect(await wronglyKept(page)).toEqual([]);

  await damage(code);
  host.failing = (path) => (path === code[0] ? '503' : undefined);
  await repair.click();
  await expect(part).toContainText(
    'Damaged, and deleted: 2 files. Fetched anew: 1 file. Not to be had now: 1 file. Check your connection and try again.'
  );
  host.failing = () => undefined;
  await repair.click();
  await expect(part).toContainText('Nothing that is kept is damaged. Fetched anew: 1 file.');

  await clear.click();
  await expect(part).toContainText('Cleared. Pages that you open from now on are kept again.');
  await expect(part).toContainText('Nothing is kept on this device.');
  expect(await cacheNames(page)).toEqual([]);
  for (const button of [repair, clear]) await expect(button).toBeDisabled();
  await expect(clear).toBeFocused();

  // Also by a worker that the browser has ended since.
  await restWorker(page);
  await page.goto(`${site}glossary/`);
  await page.waitForLoadState('networkidle');
  await host.close();
  await page.goto(`${site}glossary/`);
  await expect(heading(page)).toHaveText('Glossary');
});

test('a deployment can end the worker: nothing is kept, and open pages go on', async ({ page }) => {
  await page.goto(`${site}introduction/`);
  await controlled(page);
  host.replaced.set('service-worker.js', readFileSync('src/service-worker/off.js', 'utf8'));
  await page.evaluate(() => {
    (globalThis as { mark?: string }).mark = 'the same page';
    return navigator.serviceWorker.getRegistration().then((registration) => registration!.update());
  });
  const left = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  await expect.poll(left).toBe(0);
  expect(await cacheNames(page)).toEqual([]);
  expect(await page.evaluate(() => (globalThis as { mark?: string }).mark)).toBe('the same page');
  await page.goto(`${site}glossary/`);
  await expect(heading(page)).toHaveText('Glossary');
});
