// What nobody meant a page to be given: links, queries, typed texts, stored settings, messages. No exception, no injection;
// what is ignored is named. The inputs in corpus/ run in `npm test`, with a few drawn ones; `npm run fuzz` draws many
// (FUZZ_RUNS) from another seed (FUZZ_SEED) and adds what fails to the corpus.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Browser, type Frame, type Page } from '@playwright/test';
import fc from 'fast-check';
import { DEMOS } from '#lib/demos/registry.ts';
import fixture from '#lib/demos/links.fixture.json' with { type: 'json' };
import { StaticServer } from '../static-server.ts';
import { VISITS } from './visits.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 4);
const SEED = Number(process.env.FUZZ_SEED ?? 20261129);

/** Something that shows when it comes to life, if it is not shown as text. */
const MARK = 'fuzzed';
const INJECTIONS = [
  `<img src=x onerror="document.body.dataset.${MARK}=1">`,
  `"><script>document.body.dataset.${MARK}=1</script>`,
  `javascript:document.body.dataset.${MARK}=1`,
  `{@html "<i data-${MARK}>"}`,
  `</textarea><svg onload="document.body.dataset.${MARK}=1">`,
  '__proto__',
  'constructor',
  '\u202e\u0000\ufeff\ud800',
  'a\u0301'.repeat(300),
  '-1e309',
  'NaN'
];
const text = fc.oneof(
  fc.constantFrom(...INJECTIONS),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom('%', '&', '=', '+', '#', '?', '\0', '\r', '\n', '<', '"', "'") })
);

const CORPUS = join(import.meta.dirname, 'corpus');
/** Inputs kept from earlier runs, and newly drawn ones. */
function inputs<T>(kind: string, arbitrary: fc.Arbitrary<T>, runs = RUNS): T[] {
  const kept = JSON.parse(readFileSync(join(CORPUS, `${kind}.json`), 'utf8')) as T[];
  return [...kept, ...fc.sample(arbitrary, { numRuns: runs, seed: SEED })];
}

/** Does something with each input; the one that fails is kept. */
async function each<T>(kind: string, given: T[], does: (input: T) => Promise<void>): Promise<void> {
  for (const input of given) {
    try {
      await does(input);
    } catch (error) {
      const path = join(CORPUS, `${kind}.json`);
      const kept = JSON.parse(readFileSync(path, 'utf8')) as T[];
      const known = kept.some((old) => JSON.stringify(old) === JSON.stringify(input));
      if (process.env.FUZZ_RUNS && !known)
        writeFileSync(path, `${JSON.stringify([...kept, input], null, 2)}\n`);
      throw new Error(`with ${JSON.stringify(input).slice(0, 2000)}`, { cause: error });
    }
  }
}

/** A page of the built site, and what goes wrong on it. */
async function fresh(browser: Browser): Promise<{ page: Page; site: string; check: () => Promise<void> }> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('pageerror', ({ message }) => trouble.push(message));
  page.on('dialog', (dialog) => {
    trouble.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('blocked by Playwright'))
      trouble.push(message.text());
  });
  const check = async () => {
    expect(trouble.splice(0), 'exceptions').toEqual([]);
    for (const frame of page.frames()) {
      const injected = await frame.evaluate(
        (mark) =>
          document.querySelectorAll(`[data-${mark}], img[src="x"], main script, main svg[onload]`).length +
          Number(Object.hasOwn(Object.prototype, 'v') || Object.hasOwn(Object.prototype, mark)),
        MARK
      );
      expect(injected, 'injected').toBe(0);
    }
  };
  return { page, site, check };
}

let host: StaticServer;
let site: string;
test.beforeAll(async () => {
  host = new StaticServer();
  site = await host.open();
});
test.afterAll(() => host.close());

const alive = (frame: Frame | Page) => frame.locator('html[data-live]').waitFor({ state: 'attached' });
const links = fixture as Record<string, { links: { link: string }[] }>;

for (const { name } of DEMOS) {
  const known = links[name]!.links.map(({ link }) => link);
  const keys = [...new Set(known.flatMap((link) => [...new URLSearchParams(link).keys()]))];
  const pairs = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...keys), text), text), { maxLength: 4 });
  const drawn = fc
    .tuple(fc.constantFrom(...known, ''), pairs, fc.boolean())
    .map(([link, pairs, raw]) =>
      raw
        ? `${link}&${pairs.flat().join('&')}`
        : `${link}&${new URLSearchParams(pairs.map(([key, value]) => [key, value]))}`
    );

  for (const kind of ['demos', 'embed'] as const)
    test(`links of ${kind}/${name}`, async ({ browser }) => {
      const { page, check } = await fresh(browser);
      await page.goto(`${site}${kind}/${name}/?${kind === 'embed' ? 'view=full' : ''}`);
      await alive(page);
      await each('links', inputs('links', drawn), async (link) => {
        // What stands first is read first, and named.
        await page.evaluate((hash) => void (location.hash = hash), `v=1&colour=red&${link}`);
        await expect(page.getByText('“colour” is not something this demo reads.').first()).toBeVisible();
        await check();
      });
      await page.context().close();
    });
}

/** What of a pair in the query a frame cannot do, as it names it; see static/frame.js. */
function ignored(key: string, value: string): string[] {
  const done: Record<string, RegExp> = { theme: /^(light|dark)$/, view: /^full$/, law: /^\d{4}-\d\d-\d\d$/ };
  if (key === 'hide') return [...new Set(value.split(','))].slice(0, 50).filter((name) => name !== 'stage');
  if (key === 'release') return /^[\w.-]{1,20}$/.test(value) ? [] : [value];
  return Object.hasOwn(done, key) && done[key]!.test(value) ? [] : [`${key}=${value}`];
}

test('queries of a frame', async ({ browser }) => {
  const { page, check } = await fresh(browser);
  const drawn = fc
    .array(fc.tuple(fc.oneof(fc.constantFrom('theme', 'view', 'hide', 'release', 'law', 'v'), text), text), {
      minLength: 1,
      maxLength: 4
    })
    .map((pairs) => new URLSearchParams(pairs.map(([key, value]) => [key, value])).toString());
  await each('queries', inputs('queries', drawn), async (query) => {
    await page.goto(`${site}embed/supply-chain-map/?colour=red&${query}`);
    await alive(page);
    const said = page.locator('[data-frame-says]');
    await expect(said).toContainText('“colour=red” means nothing here.');
    // What is ignored is named, each thing by itself.
    const told = (await said.evaluate((place) => place.textContent)).toWellFormed();
    for (const [key, value] of new URLSearchParams(query))
      for (const name of ignored(key, value))
        expect(told).toContain(`“${name.length > 40 ? `${name.slice(0, 40)}…` : name}”`.toWellFormed());
    await check();
  });
  await page.context().close();
});

for (const path of ['demos/playground/', 'demos/deduplication-lab/', 'demos/definition-bench/', 'search/'])
  test(`texts typed at ${path}`, async ({ browser }) => {
    const { page, check } = await fresh(browser);
    await page.goto(site + path);
    await alive(page);
    if (path.includes('dedup')) await page.getByRole('button', { name: 'a text of yours' }).click();
    await each('texts', inputs('texts', text), async (typed) => {
      for (const box of await page
        .locator('main :is(textarea, input[type=text], input[type=search], input[type=number])')
        .all()) {
        if (!(await box.isVisible()) || !(await box.isEnabled())) continue;
        const number = (await box.getAttribute('type')) === 'number';
        await box.fill(number ? (/^-?\d+(e\d+)?$/.test(typed) ? typed : '99999999999') : typed);
        await box.press('Tab');
      }
      await check();
    });
    // The page is as useful as before.
    expect((await page.locator('main').innerText()).length).toBeGreaterThan(100);
    await page.context().close();
  });

test('what is stored in the browser', async ({ browser }) => {
  const keys = [
    'verbatim-search-key',
    'sveltekit:snapshot',
    'sveltekit:history-info',
    'sveltekit:navigation-snapshot'
  ];
  const value = fc.oneof(text, fc.json(), fc.constantFrom('null', '[]', '{}', '"', '0', 'on', 'off'));
  const drawn = fc.dictionary(fc.oneof(fc.constantFrom(...keys), text), value, { minKeys: 1, maxKeys: 5 });
  const { page, check } = await fresh(browser);
  await page.goto(site);
  await each('settings', inputs('settings', drawn), async (settings) => {
    await page.evaluate((settings) => {
      for (const storage of [localStorage, sessionStorage]) {
        storage.clear();
        for (const [key, value] of Object.entries(settings)) storage.setItem(key, value);
      }
    }, settings);
    for (const path of ['introduction/', 'search/?q=token']) {
      await page.goto(site + path);
      await alive(page);
      await check();
    }
    await expect(page.getByRole('status').first()).toContainText('found for');
  });
  await page.context().close();
});

/** Anything that can be sent as a message. */
const message = fc.oneof(
  fc.json().map((json) => JSON.parse(json) as unknown),
  text,
  fc.record(
    {
      id: fc.oneof(fc.integer(), text),
      type: fc.oneof(
        fc.constantFrom('load', 'stop', 'complete', 'score', 'call', 'alive', 'answer', 'lti.frameResize'),
        text
      ),
      subject: fc.constantFrom('lti.frameResize', 'lti.get_data'),
      ids: fc.array(fc.integer(), { maxLength: 3 }),
      bytes: text,
      verb: fc.oneof(fc.constantFrom('count', 'constructor', '__proto__'), text),
      args: fc.array(fc.integer(), { maxLength: 3 })
    },
    { requiredKeys: ['type'] }
  )
);

test('messages to a frame', async ({ browser }) => {
  const { page, check } = await fresh(browser);
  await page.goto(`${site}embed/supply-chain-map/`);
  await alive(page);
  const before = await page.locator('main').innerText();
  await each('messages', inputs('messages', message, RUNS * 5), async (sent) => {
    await page.evaluate((sent) => window.postMessage(sent, '*'), sent);
    await check();
  });
  expect(await page.locator('main').innerText()).toBe(before);
  await page.context().close();
});

test('messages to the workers', async ({ browser }) => {
  const { page } = await fresh(browser);
  await page.addInitScript(() => {
    const all: Worker[] = [];
    Object.assign(globalThis, { all });
    globalThis.Worker = new Proxy(Worker, {
      construct: (target, [address, options]: [string, WorkerOptions]) => {
        const worker = new target(address, options);
        all.push(worker);
        return worker;
      }
    });
  });
  await page.goto(site + VISITS.completion.path);
  await alive(page);
  const ask = async () => {
    await VISITS.completion.act!(page.mainFrame());
    await expect(page.locator('.origin').first()).toHaveText('live', { timeout: 60_000 });
    let words = '';
    await expect
      .poll(async () => (words = await VISITS.completion.answer!(page.mainFrame())), { timeout: 60_000 })
      .not.toBe('');
    return words;
  };
  const words = await ask();
  await each('messages', inputs('messages', message, RUNS * 5), async (sent) => {
    await page.evaluate((sent) => {
      for (const worker of (globalThis as unknown as { all: Worker[] }).all) worker.postMessage(sent);
    }, sent);
    expect(await page.locator('body').innerText()).not.toContain('[object');
  });
  // However a worker took them: the same question has the same answer.
  await expect(async () => expect(await ask()).toBe(words)).toPass({ timeout: 90_000 });
  await page.context().close();
});
