// Browsers that lack something, and what readers and time do while a page is open.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Frame, Page } from 'playwright';
import { expect } from '@playwright/test';
import { buildNext } from '../next-build.ts';
import { buildFolder } from '../pages.ts';
import type { StaticServer } from '../static-server.ts';
import type { Place } from './faults.ts';
import type { Visit } from './visits.ts';

/** Takes something away from every page, before its script runs. The functions run there. */
const WITHOUT = {
  'no WebAssembly': () => void Reflect.deleteProperty(globalThis, 'WebAssembly'),
  'no workers': () => void Reflect.deleteProperty(globalThis, 'Worker'),
  'storage blocked': () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        }
      });
  },
  'no locks': () => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined }),
  'no caches': () => void Reflect.deleteProperty(globalThis, 'caches'),
  'service worker refused': () => {
    if (!('ServiceWorkerContainer' in globalThis)) return;
    ServiceWorkerContainer.prototype.register = () =>
      Promise.reject(new DOMException('The operation is insecure.', 'SecurityError'));
  },
  'no service worker': () => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'),
  'no word segmenter': () => void Reflect.deleteProperty(Intl, 'Segmenter'),
  'no observers': () => {
    for (const name of ['IntersectionObserver', 'ResizeObserver']) Reflect.deleteProperty(globalThis, name);
  },
  'address not to be changed': () => {
    // Browsers limit how often. Once the page is alive that is reached.
    const { replaceState } = history;
    history.replaceState = (...state) => {
      if (!('live' in document.documentElement.dataset)) return replaceState.apply(history, state);
      throw new DOMException('Attempt to use history.replaceState() too often.', 'SecurityError');
    };
  },
  'no clipboard': () => void Reflect.deleteProperty(Navigator.prototype, 'clipboard'),
  'data to be saved': () =>
    Object.defineProperty(Navigator.prototype, 'connection', {
      get: () => Object.assign(new EventTarget(), { saveData: true, effectiveType: '2g' })
    })
} as const;

/** Begins every worker of ours with a script: they start from blobs. The function runs in the page. */
const beginWorkers = (script: string) => {
  const { Blob } = globalThis;
  globalThis.Blob = new Proxy(Blob, {
    construct: (target, [parts, options]: [BlobPart[], BlobPropertyBag?]) =>
      new target(options?.type === 'text/javascript' ? [script, ';\n', ...parts] : parts, options)
  });
};

const WORKERS = {
  'no memory in workers': `WebAssembly.Memory = function () { throw new RangeError('WebAssembly.Memory(): could not allocate memory'); };`,
  'engine refused': `WebAssembly.Module = function () { throw new WebAssembly.CompileError('Wasm SIMD unsupported'); };`,
  'endless loop in the worker': `addEventListener('message', ({ data }) => { if (data.type === 'complete') for (;;); });`
} as const;

const CLOCKS = { 'clock of 2001': '2001-01-01', 'clock of 2099': '2099-12-31' } as const;

export type World =
  keyof typeof WITHOUT | keyof typeof WORKERS | keyof typeof CLOCKS | 'plain http' | 'no room';

/** Makes the browser such. */
export async function become(world: World, context: BrowserContext, page: Page, site: string): Promise<void> {
  if (world in WITHOUT) await context.addInitScript(WITHOUT[world as keyof typeof WITHOUT]);
  else if (world in WORKERS)
    await context.addInitScript(beginWorkers, WORKERS[world as keyof typeof WORKERS]);
  else if (world in CLOCKS) await context.clock.setFixedTime(CLOCKS[world as keyof typeof CLOCKS]);
  else if (world === 'no room') {
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(site).origin, quotaSize: 1000 });
  }
}

let next: Promise<string> | undefined;

/** A folder with the site as it would be published next; made once. */
export function nextBuild(): Promise<string> {
  const folder = join(import.meta.dirname, '..', '.results', `next-${process.pid}`);
  next ??= buildNext(folder, 'another').then(() => folder);
  return next;
}

/** Takes the next build away again. */
export async function clearNextBuild(): Promise<void> {
  if (next) rmSync(await next, { recursive: true, force: true });
  next = undefined;
}

const isPage = (path: string) => path.endsWith('.html');

/** Hosts that are half-way from one deployment to the next, or hold on to some of the old one. */
export const HOSTS = {
  'new pages, old files': async (host: StaticServer) => {
    host.build = await nextBuild();
    host.instead = (path) => (isPage(path) ? undefined : buildFolder);
  },
  'old pages, new files': async (host: StaticServer) => {
    host.build = await nextBuild();
    host.instead = (path) => (isPage(path) ? buildFolder : undefined);
  }
} as const;

export type HostName = keyof typeof HOSTS;

export interface Scene {
  context: BrowserContext;
  page: Page;
  frame: Frame;
  place: Place;
  host: StaticServer;
  site: string;
  visit: Visit;
  /** Opens the page of the visit anew, where it stood. */
  open: () => Promise<Frame>;
}

const act = ({ visit, frame }: Scene) => visit.act?.(frame);
const stop = (frame: Frame) => frame.getByRole('button', { name: 'Stop' }).first();

const toGlossary = ({ frame }: Scene) =>
  frame.getByRole('navigation', { name: 'More' }).getByRole('link', { name: 'Glossary' }).click();

/** What happens once the page is there: in place of what the reader would do, or around it. */
export const EVENTS = {
  'stops while nothing comes': async (scene: Scene) => {
    await act(scene);
    await stop(scene.frame).click();
    // The way on is open at once.
    await expect(scene.frame.getByRole('button', { name: 'Complete', exact: true })).toBeEnabled({
      timeout: 2000
    });
  },
  'the worker is killed': async (scene: Scene) => {
    await act(scene);
    await expect(scene.frame.getByText(/^Loading/).first()).toBeVisible({ timeout: 15_000 });
    await expect.poll(() => scene.page.workers().length, { timeout: 15_000 }).toBeGreaterThan(0);
    for (const worker of scene.page.workers())
      await worker.evaluate(() => self.name.startsWith('lm') && self.close()).catch(() => {});
  },
  'the network goes': async (scene: Scene) => {
    await scene.host.close();
    await act(scene);
  },
  'the site is published anew': async (scene: Scene) => {
    scene.host.build = await nextBuild();
    scene.host.failing = (path) => (path.startsWith('_app/immutable/') ? '404' : undefined);
    await act(scene);
  },
  'twenty presses': async (scene: Scene) => {
    await act(scene);
    for (let i = 0; i < 20; i++)
      await scene.frame
        .getByRole('button', { name: /^(Complete|Stop)$/ })
        .first()
        .click({ timeout: 2000, noWaitAfter: true })
        .catch(() => {});
    // However the presses came out: what was asked last is answered.
    const complete = scene.frame.getByRole('button', { name: 'Complete', exact: true });
    await expect(complete).toBeEnabled({ timeout: 30_000 });
    await act(scene);
  },
  'reloads while it loads': async (scene: Scene) => {
    await act(scene);
    await scene.frame.waitForTimeout(500);
    scene.frame = await scene.open();
    await act(scene);
  },
  'goes away and comes back': async (scene: Scene) => {
    await act(scene);
    await scene.page.goto('about:blank');
    await scene.page.goBack({ waitUntil: 'commit' });
    scene.frame = scene.page.mainFrame();
    await act(scene);
  },
  'asks in two tabs at once': async (scene: Scene) => {
    const other = await scene.context.newPage();
    await other.goto(scene.page.url());
    await Promise.all([act(scene), scene.visit.act?.(other.mainFrame())]);
  },
  'pastes 5 MB': async (scene: Scene) => {
    await scene.frame.getByRole('textbox', { name: 'Prefix' }).click();
    // As a paste does, without a clipboard, which no frame without an origin has.
    await scene.page.keyboard.press('Control+A');
    await scene.page.keyboard.insertText('All work and no play. '.repeat(240_000));
    // The page stands no longer than a field alone does; failures.spec.ts measures it.
    await scene.frame.getByRole('button', { name: 'Complete', exact: true }).focus({ timeout: 15_000 });
  },
  'goes on reading without a network': async (scene: Scene) => {
    await scene.host.close();
    scene.frame = await scene.open();
  },
  'follows a link': (scene: Scene) => toGlossary(scene),
  'follows a link without a network': async (scene: Scene) => {
    await scene.host.close();
    await toGlossary(scene);
  }
} as const satisfies Record<string, (scene: Scene) => Promise<unknown>>;

export type EventName = keyof typeof EVENTS;
