// The fault matrix at work: each fault happens, the reader does what the table says, and sees the words that stand there.
// What stood on the page stands, nothing wrong is shown as live, and once the fault is over the next try succeeds.
// `npm run faults` runs all of it, `npm test` a sample.
import { expect, test, type Browser, type BrowserContext, type Frame, type Page } from '@playwright/test';
import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, relative, sep } from 'node:path';
import { linesOf } from '../page-text.ts';
import { buildFolder } from '../pages.ts';
import { StaticServer } from '../static-server.ts';
import {
  DOES,
  FAULTS,
  inWords,
  PLACES,
  seenAt,
  STANDS,
  WORKS,
  type Fault,
  type Place,
  type VisitName
} from './faults.ts';
import { ASIDE, FILES, kindsOf } from './kinds.ts';
import { liveWords, VISITS } from './visits.ts';
import { become, clearNextBuild, EVENTS, HOSTS, type Scene } from './world.ts';

/** Of so many cells one is in the sample. */
const ONE_IN = 23;

const cells = FAULTS.flatMap((fault) =>
  (fault.places ?? (Object.keys(PLACES) as Place[])).map((place) => ({ fault, place }))
);
const all = process.env.FAULTS === 'all';
const chosen = cells.filter(({ fault }, i) => all || (i % ONE_IN === 0 && !fault.long));

/** What no reader should have to read. */
const RAW =
  /Internal Error|\[object |TypeError|ReferenceError|SyntaxError|is not a function|sASSERTIONS|Unexpected token|Failed to fetch|NetworkError|Invalid (key|type)|but received/;

const textOf = (frame: Frame, within = 'body') =>
  frame
    .evaluate((within) => document.querySelector<HTMLElement>(within)?.innerText ?? '', within)
    .then((text) => text.replace(/\s+/g, ' '));

/** The texts of a page, block by block. */
const blocksOf = (frame: Frame) =>
  frame.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main :is(h1, h2, h3, p, figcaption, blockquote, tbody)')]
      .filter((block) => block.checkVisibility())
      .map((block) => block.innerText.replace(/\s+/g, ' ').trim())
      .filter((text) => text.length > 5)
  );

interface Reference {
  /** The answer on a host that does not fail. */
  answer: string;
  /** What stands in the page as it is served, and still when the reader has done all this. */
  stands: string[];
}
const references = new Map<string, Promise<Reference>>();

/** What a visit comes to where nothing fails. */
function referenceOf(browser: Browser, name: VisitName, path: string): Promise<Reference> {
  let found = references.get(path + name);
  if (!found) references.set(path + name, (found = look(browser, name, path)));
  return found;
}

async function look(browser: Browser, name: VisitName, path: string): Promise<Reference> {
  const visit = VISITS[name];
  const host = new StaticServer();
  const site = await host.open();
  const open = async (javaScriptEnabled: boolean) => {
    const context = await browser.newContext({ javaScriptEnabled, serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(site + path);
    return page.mainFrame();
  };
  const served = await open(false);
  const blocks = await blocksOf(served);
  const frame = await open(true);
  await frame.locator('html[data-live]').waitFor({ state: 'attached' });
  if (path.includes('view=full')) await frame.locator('.demo.boxed').first().waitFor();
  await visit.act?.(frame);
  let answer = '';
  if (visit.answer)
    await expect.poll(async () => (answer = await visit.answer!(frame)), { timeout: 60_000 }).not.toBe('');
  const text = await textOf(frame, 'main');
  const stands = blocks.filter((block) => text.includes(block));
  await served.page().context().close();
  await frame.page().context().close();
  await host.close();
  expect(stands.length, 'texts that stand').toBeGreaterThan(0);
  return { answer, stands };
}

/** Whether a place is a frame on a page of another host. */
const isFramed = (place: Place) => place === 'framed' || place === 'sandboxed';

/** Opens an address as the page itself, or in a frame on a page of another host. */
async function openAt(page: Page, address: string, place: Place): Promise<Frame> {
  if (!isFramed(place)) {
    await page.goto(address, { waitUntil: 'commit', timeout: 30_000 });
    await page.waitForLoadState('domcontentloaded');
    return page.mainFrame();
  }
  const sandbox = place === 'sandboxed' ? 'sandbox="allow-scripts"' : '';
  const html = `<!doctype html><title>Host</title><link rel="icon" href="data:," />
    <iframe name="embed" ${sandbox} src="${address}" width="1280" height="900"></iframe>`;
  // A server, because a browser lets no page that comes from nowhere frame one of this machine.
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { waitUntil: 'commit' });
  const frame = (await (await page.waitForSelector('iframe')).contentFrame())!;
  await frame.waitForURL(/^http:\/\/(localhost|plain)/, { waitUntil: 'domcontentloaded' });
  server.close();
  return frame;
}

/** Has the service worker installed, as the page does some seconds after it has loaded. False where it does not come. */
async function keep(context: BrowserContext, site: string, path: string): Promise<boolean> {
  const page = await context.newPage();
  await page.goto(site + path);
  const kept = await page.evaluate(async (script) => {
    const { serviceWorker } = navigator;
    const taken = new Promise<boolean>((resolve) => {
      if (serviceWorker.controller) resolve(true);
      serviceWorker.addEventListener('controllerchange', () => resolve(true));
      setTimeout(() => resolve(false), 45_000);
    });
    try {
      const registration = await serviceWorker.register(script, { type: 'module' });
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'redundant') dispatchEvent(new Event('refused'));
      });
    } catch {
      return false;
    }
    return Promise.race([
      taken,
      new Promise<boolean>((resolve) => addEventListener('refused', () => resolve(false)))
    ]);
  }, `${site}service-worker.js`);
  await page.close();
  return kept;
}

async function live(frame: Frame, timeout: number): Promise<boolean> {
  return frame
    .locator('html[data-live]')
    .waitFor({ state: 'attached', timeout })
    .then(
      () => true,
      () => false
    );
}

/** Holds what must never be: a lost article, raw words of a program, wrong words shown as live. */
async function nothingIsWrong(frame: Frame, name: VisitName, { answer, stands }: Reference): Promise<void> {
  const text = await textOf(frame);
  expect(
    stands.filter((block) => !text.includes(block)),
    'texts that were lost'
  ).toEqual([]);
  expect(RAW.exec(text)?.[0], `raw words in: ${text.slice(0, 500)}`).toBeUndefined();
  if (name !== 'completion') return;
  const words = await liveWords(frame);
  expect(answer.startsWith(words), `live words: ${words}`).toBe(true);
}

/** Waits until the reader sees what the table says. */
async function sees(
  frame: () => Frame,
  words: string,
  name: VisitName,
  reference: Reference,
  timeout: number
): Promise<void> {
  const { answer } = VISITS[name];
  await expect(async () => {
    if (words === WORKS) {
      if (answer) expect(await answer(frame())).toBe(reference.answer);
      else expect(await live(frame(), 1000), 'the page is alive').toBe(true);
    } else if (words !== STANDS) expect(await textOf(frame())).toContain(words);
  }).toPass({ timeout, intervals: [100, 250] });
  // What fails may fail late.
  if (words === STANDS) await live(frame(), 2500);
}

/** What the reader finds to press when the fault is over. */
const again = (frame: Frame) =>
  frame.getByRole('button', { name: /^(Try again|Load (them|it|again)|Reload)/, disabled: false }).first();

async function run(browser: Browser, fault: Fault, place: Place): Promise<void> {
  const visit = VISITS[fault.visit];
  const usual = isFramed(place) ? (visit.framed ?? visit.path) : visit.path;
  const path = usual + (fault.link ?? '');
  const usually = await referenceOf(browser, fault.visit, usual);
  // A link asks something else, so another record stands there, or none.
  const reference = fault.link ? { ...usually, stands: [] } : usually;
  const words = seenAt(fault, place);
  const host = new StaticServer();
  let site = await host.open();
  if (fault.world === 'plain http') site = site.replace('localhost', 'plain.test');
  const context = await browser.newContext({
    serviceWorkers: place === 'worker' || fault.world ? 'allow' : 'block'
  });
  try {
    const page = await context.newPage();
    if (fault.world) await become(fault.world, context, page, site);
    const failing = (path: string) =>
      fault.serves && FILES[fault.serves[0]].test(path) ? fault.serves[1] : undefined;
    if (fault.fromTheStart) host.failing = failing;
    if (place === 'worker') {
      const kept = await keep(context, site, visit.path);
      if (!fault.fromTheStart && !fault.world) expect(kept, 'the service worker is there').toBe(true);
    }
    host.failing = failing;
    if (fault.host) await HOSTS[fault.host](host);

    let opened = await openAt(page, site + path, place);
    // A frame shows the small view first, and what is set there is not taken over.
    const whole = async (frame: Frame) => {
      if (visit.act && path.includes('view=full'))
        await frame.locator('.demo.boxed').first().waitFor({ timeout: 30_000 });
    };
    const scene: Scene = {
      context,
      page,
      frame: opened,
      place,
      host,
      site,
      visit,
      open: async () => {
        opened = await openAt(page, site + path, place);
        await whole(opened);
        return (scene.frame = opened);
      }
    };
    if (place === 'framed' || place === 'sandboxed')
      expect(
        await opened.evaluate(() => {
          try {
            return navigator.serviceWorker?.controller ?? null;
          } catch {
            return null;
          }
        }),
        'a frame has no service worker'
      ).toBeNull();
    if (visit.act) await live(scene.frame, 30_000);
    await whole(scene.frame);
    if (fault.event) await EVENTS[fault.event](scene);
    else if (!fault.link) await visit.act?.(scene.frame);
    const other = fault.event?.startsWith('follows a link');
    // In a frame there are no locks, and silence alone tells of a worker's end; see worker/connection.svelte.ts.
    const silence = fault.event === 'the worker is killed' && isFramed(place);
    await sees(() => scene.frame, words, fault.visit, reference, silence ? 150_000 : 60_000);
    if (!other) await nothingIsWrong(scene.frame, fault.visit, reference);

    if (fault.mends === 'never') return;
    host.failing = () => undefined;
    host.replaced.clear();
    host.instead = () => undefined;
    // What was left hanging is let go, as by a host that starts anew.
    await host.close();
    await host.open();
    if (fault.mends === 'reload') {
      await scene.open();
      await visit.act?.(scene.frame);
    } else if (words !== WORKS || !visit.answer) {
      const button = again(scene.frame);
      if (await button.isVisible()) await button.click();
      else if (visit.act) await visit.act(scene.frame);
      else await scene.open();
      // A script that arrived and is none stays so for the life of the page.
      if (!visit.act && !(await live(scene.frame, 8000))) await scene.open();
    }
    await sees(() => scene.frame, WORKS, fault.visit, reference, 60_000);
    await nothingIsWrong(scene.frame, fault.visit, reference);
    if (fault.fromTheStart) expect(await keep(context, site, visit.path), 'kept at last').toBe(true);
  } finally {
    await context.close();
    await host.close();
  }
}

test.describe.configure({ mode: 'parallel' });
test.afterAll(clearNextBuild);

for (const { fault, place } of chosen) {
  const how = fault.event ? `, ${fault.event}` : '';
  test(`${place}: ${fault.fault} (${DOES[fault.visit]}${how})`, async ({ browser }) => {
    await run(browser, fault, place);
  });
}

test('every file that an answer hangs on is tried', () => {
  const tried = new Set(FAULTS.flatMap(({ serves }) => (serves ? [serves[0]] : [])));
  const paths = readdirSync(buildFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(buildFolder, join(parentPath, name)).split(sep).join('/'));
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter((path) => !ASIDE.test(path) && !kindsOf(path).some((kind) => tried.has(kind)))).toEqual(
    []
  );
});

test('the matrix holds what it says, and the page prints it', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(60);
  const names = cells.map(({ fault, place }) => `${place} ${fault.fault} ${fault.visit} ${fault.event}`);
  expect(new Set(names).size).toBe(names.length);
  const page = readFileSync(join(buildFolder, 'accessibility', 'index.html'), 'utf8');
  const lines = linesOf(page).join('\n');
  for (const fault of FAULTS)
    expect(lines).toContain(`${fault.fault}. | ${DOES[fault.visit]} | ${inWords(seenAt(fault, 'top'))}`);
  for (const place of Object.keys(PLACES)) expect(chosen.map((cell) => cell.place)).toContain(place);
});
