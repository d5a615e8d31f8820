// The site without a network. Kept when the worker is installed: the code, the styles and the fonts. Kept when a reader
// comes by: pages. Kept when a reader loads them, and for as long as they are published: models and training text, with the
// runtime. A new version takes over when no tab of the old one is open, so no tab ever misses a file of its own.
import { dev, version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { isHeavy, isPage, kindOf, pageOf, sameFile } from './kinds.ts';

const PREFIX = 'verbatim-';
const SITE = `${PREFIX}${version}`;
const LAB = `${PREFIX}lab`;

/** The address of a file by its path from the top of the site, under any base path. */
const address = (path: string) => new URL(path.replace(/^\//, ''), self.registration.scope).href;

/** Caches of other versions. */
const others = async () =>
  (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== SITE && name !== LAB);

/** Keeps a response that is whole and ours. That there is no room for it is no reason to fail. */
async function keep(cacheName: string, key: string, response: Response): Promise<void> {
  if (!response.ok || response.status !== 200 || response.redirected || response.type !== 'basic') return;
  try {
    await (await caches.open(cacheName)).put(key, response);
  } catch (error) {
    console.warn(`${key} was not kept for later: ${String(error)}`);
  }
}

const kept = (cacheName: string, key: string) =>
  caches.open(cacheName).then((cache) => cache.match(key, { ignoreVary: true }));

/** Keeps a page with its data, which a move within the site asks for in place of the page. */
async function keepPage(page: string): Promise<void> {
  await Promise.allSettled(
    [page, `${page}__data.json`].map(async (key) => keep(SITE, key, await fetch(key, { cache: 'no-cache' })))
  );
}

async function install(): Promise<void> {
  const cache = await caches.open(SITE);
  const keys = (
    await Promise.all((await others()).map(async (name) => (await caches.open(name)).keys()))
  ).flat();
  const old = keys.map(({ url }) => url);
  const files = immutable.map(({ path }) => address(path));
  await cache.addAll(
    files
      .filter((file) => !isHeavy(file) || old.some((before) => sameFile(file, before)))
      .concat(address('favicon.svg'))
  );
  // What there is on most hosts, and not on all.
  await Promise.allSettled(['_app/env.js'].map((path) => cache.add(address(path))));
  // Pages that are open, and pages read in an earlier version.
  const open = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  const pages = new Set([...open.map(({ url }) => pageOf(url)), ...old.filter(isPage)]);
  await Promise.all([...pages].map(keepPage));
}

async function activate(): Promise<void> {
  for (const name of await others()) await caches.delete(name);
  const published = new Set(assets.map(({ path }) => address(path)));
  const lab = await caches.open(LAB);
  for (const { url } of await lab.keys()) if (!published.has(url)) await lab.delete(url);
  await self.clients.claim();
}

/** From the cache; else from the network, and kept. */
async function fromCache(cacheName: string, request: Request, event: FetchEvent): Promise<Response> {
  // Asked for anew, because what was kept is damaged.
  const anew = request.cache === 'reload' || request.cache === 'no-cache' || request.cache === 'no-store';
  const found = anew ? undefined : await kept(cacheName, request.url);
  if (found) return found;
  const response = await fetch(request);
  event.waitUntil(keep(cacheName, request.url, response.clone()));
  return response;
}

/** From the network, and kept; else what was kept. Throws as fetch does where nothing was. */
async function fromNetwork(request: Request, key: string, event: FetchEvent): Promise<Response> {
  try {
    const response = await fetch(request);
    event.waitUntil(keep(SITE, key, response.clone()));
    return response;
  } catch (error) {
    const found = await kept(SITE, key);
    if (found) return found;
    throw error;
  }
}

async function navigate(request: Request, event: FetchEvent): Promise<Response> {
  const page = pageOf(request.url);
  try {
    const response = await fromNetwork(request, page, event);
    event.waitUntil(keepData(page));
    return response;
  } catch {
    return offline();
  }
}

/** The data of a page that was opened by its address. */
async function keepData(page: string): Promise<void> {
  const key = `${page}__data.json`;
  const response = await fetch(key).catch(() => undefined);
  if (response) await keep(SITE, key, response);
}

/** In place of a page that was never opened: which ones were. */
async function offline(): Promise<Response> {
  const keys = await (await caches.open(SITE)).keys();
  const pages = keys.map(({ url }) => url).filter(isPage);
  const items = await Promise.all(
    pages.map(async (page) => {
      const html = await (await kept(SITE, page))?.text();
      const title = /<title>([^<]*)<\/title>/.exec(html ?? '')?.[1] ?? page;
      return `<li><a href="${page}">${title}</a></li>`;
    })
  );
  const list = items.length > 0 ? `<p>These were, and can be read:</p><ul>${items.join('')}</ul>` : '';
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Offline · Verbatim</title><body style="max-width: 38rem; margin: 3rem auto; padding: 0 1.2rem; font: 1.1rem/1.6 Georgia, serif"><main><h1>No connection</h1><p>You are offline, and this page was not opened on this device before.</p>${list}</main>`,
    { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } }
  );
}

if (!dev) {
  self.addEventListener('install', (event) => event.waitUntil(install()));
  self.addEventListener('activate', (event) => event.waitUntil(activate()));
  self.addEventListener('fetch', (event) => {
    const { request } = event;
    if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
    if (request.mode === 'navigate') {
      event.respondWith(navigate(request, event));
      return;
    }
    switch (kindOf(request.url, self.registration.scope)) {
      case 'immutable':
        event.respondWith(fromCache(SITE, request, event));
        return;
      case 'lab':
        event.respondWith(fromCache(LAB, request, event));
        return;
      case 'data':
        // A move within the site: the page itself is kept too, for when it is opened by its address.
        event.waitUntil(keepPageOnce(pageOf(request.url)));
        event.respondWith(fromNetwork(request, request.url, event));
        return;
      default:
        event.respondWith(fromNetwork(request, request.url, event));
    }
  });
}

async function keepPageOnce(page: string): Promise<void> {
  if (await kept(SITE, page)) return;
  const response = await fetch(page).catch(() => undefined);
  if (response) await keep(SITE, page, response);
}
