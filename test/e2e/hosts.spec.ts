// What a reader types stays on the device: from inside each worker, no other host can be reached by any means.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from './site.ts';

let other: Server;
let address: string;
const heard: string[] = [];

test.beforeAll(async () => {
  other = createServer((request, response) => {
    heard.push(request.url!);
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'content-type': request.url!.endsWith('events') ? 'text/event-stream' : 'text/javascript'
    });
    response.end(request.url!.endsWith('events') ? 'data: 1\n\n' : 'self.reached = true;');
  });
  other.on('upgrade', (request, socket) => {
    heard.push(request.url!);
    socket.destroy();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
});
test.afterAll(() => void other.close());
test.beforeEach(() => void heard.splice(0));

/** Tries every way to another host, `s` for its safe ones. Resolves to those that did not fail. */
async function reach(host: string, s = ''): Promise<string[]> {
  const event = (target: EventTarget, good: string, bad: string) =>
    new Promise<void>((resolve, reject) => {
      target.addEventListener(good, () => resolve());
      target.addEventListener(bad, () => reject(new Error(bad)));
    });
  const ways: Record<string, () => unknown> = {
    fetch: () => fetch(`http${s}://${host}/fetch`),
    'fetch without an answer': () => fetch(`http${s}://${host}/opaque`, { mode: 'no-cors' }),
    XMLHttpRequest: () => {
      const request = new XMLHttpRequest();
      request.open('GET', `http${s}://${host}/xhr`);
      request.send();
      return event(request, 'load', 'error');
    },
    WebSocket: () => {
      const socket = new WebSocket(`ws${s}://${host}/socket`);
      return event(socket, 'open', 'error');
    },
    EventSource: () => {
      const source = new EventSource(`http${s}://${host}/events`);
      return event(source, 'open', 'error').finally(() => source.close());
    },
    Cache: async () => (await caches.open('x')).add(`http${s}://${host}/cache`),
    import: () => import(`http${s}://${host}/module.js`),
    importScripts: () =>
      (self as unknown as { importScripts(url: string): void }).importScripts(`http${s}://${host}/script.js`),
    'a worker of its own': async () => {
      const script = `fetch('http${s}://${host}/nested').then(() => postMessage(1), () => { throw 0; })`;
      const worker = new Worker(URL.createObjectURL(new Blob([script])));
      await event(worker, 'message', 'error');
    }
  };
  const reached: string[] = [];
  for (const [name, way] of Object.entries(ways)) {
    try {
      await Promise.race([
        (async () => way())(),
        new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5000))
      ]);
      reached.push(name);
    } catch {
      // As it should.
    }
  }
  return reached;
}

/** The worker of the page whose name begins so. */
async function workerOf(page: Page, name: string) {
  for (let i = 0; i < 100; i++) {
    for (const worker of page.workers()) {
      const called = await worker.evaluate(() => self.name).catch(() => '');
      if (called.startsWith(name)) return worker;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No worker ${name} was started.`);
}

const STARTS: Record<string, (page: Page) => Promise<void>> = {
  lm: async (page) => {
    await page.goto('/demos/playground/');
    await page.getByRole('textbox', { name: 'Prefix' }).fill('The whale');
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
  },
  corpus: async (page) => STARTS.lm!(page),
  deduplication: async (page) => {
    await page.goto('/demos/deduplication-lab/#v=1&source=text&text=One.%0A%0ATwo.');
    await page
      .getByRole('button', { name: /^Deduplicate|^Run/ })
      .first()
      .click();
  }
};

test('the other host answers where nothing forbids it', async ({ page, baseURL }) => {
  // A file of ours, which has no policy: were all ways closed for another reason, the tests below would show nothing.
  await page.evaluate((url) => void (location.href = url), `${baseURL}/robots.txt`);
  await page.waitForURL('**/robots.txt');
  const reached = await page.evaluate(`(${reach.toString()})(${JSON.stringify(address)})`);
  expect(reached).toEqual([
    'fetch',
    'fetch without an answer',
    'XMLHttpRequest',
    'EventSource',
    'Cache',
    'import',
    'a worker of its own'
  ]);
  expect(heard).toContain('/socket');
});

for (const name of Object.keys(STARTS))
  test(`from the worker ${name}`, async ({ page }) => {
    await STARTS[name]!(page);
    const worker = await workerOf(page, name);
    expect(await worker.evaluate(`(${reach.toString()})(${JSON.stringify(address)})`)).toEqual([]);
    expect(heard).toEqual([]);
  });

test('from the workers of the page that may ask one other host', async ({ page }) => {
  const reached: string[] = [];
  await page.route('https://api.infini-gram.io/**', (route) => {
    reached.push(route.request().url());
    return route.fulfill({ body: '', headers: { 'access-control-allow-origin': '*' } });
  });
  await page.goto('/corpus/');
  await page.getByRole('textbox').fill('whale');
  await page.getByRole('textbox').press('Enter');
  const worker = await workerOf(page, 'corpus');
  // The worker's own script runs by then: until it comes, none of ours or of a library does.
  await expect(page.getByText('live', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(
    await worker.evaluate(`(${reach.toString()})(${JSON.stringify('api.infini-gram.io')}, 's')`)
  ).toEqual([]);
  expect(await worker.evaluate(`(${reach.toString()})(${JSON.stringify(address)})`)).toEqual([]);
  expect([...reached, ...heard]).toEqual([]);
});
