// The site without a network. Kept when the worker is installed: the code, the styles and the fonts. Kept when a reader
// comes by: pages. Kept when a reader loads them, and for as long as they are published: models and training text.
// Only what is, to the byte, as the list of this version has it (src/lib/deployment/files.ts) is kept or shown in
// place of it. A new version takes over when no tab of the old one is open, so no tab ever misses a file of its own.
import { dev } from '$app/env';
import { self } from '$app/service-worker';
import {
  cachesOf,
  filesCache,
  keptLists,
  REPAIR,
  versionCache,
  type Repaired
} from '#lib/deployment/kept.ts';
import { fill } from './fill.ts';
import { code, data, other } from './files.ts';
import { kindOf, pathOf } from './kinds.ts';
import { keepIfRight } from './network.ts';
import { page, unknownPage } from './pages.ts';
import { fetchList, keepList, listSoon, ownList, scope, VERSION } from './site.ts';
import { deleteDamaged, purge } from './store.ts';

/** Fails where the code is not complete; the browser tries again at a later visit, and what has come stays. */
async function install(event: ExtendableEvent): Promise<void> {
  // The worker before this one, if any, was no good one of another version: no tab has files that others would miss.
  const lists = await keptLists(scope);
  if (lists.every(({ version }) => version === VERSION)) await self.skipWaiting();
  const list = await fetchList();
  const { missing } = await fill(list, [], event);
  if (missing.length > 0) throw new Error(`Not all of the site could be kept: ${missing.join(', ')}`);
  await keepList(list);
}

async function activate(): Promise<void> {
  const own = [filesCache(scope), versionCache(scope, VERSION)];
  for (const name of await cachesOf(scope)) if (!own.includes(name)) await caches.delete(name);
  // As earlier workers named theirs.
  for (const name of await caches.keys()) if (name.startsWith('verbatim-')) await caches.delete(name);
  const list = await ownList();
  if (list) await purge(new Set(Object.values(list.files).map(([, sum]) => sum)));
  await self.clients.claim();
}

async function answer(request: Request, event: FetchEvent): Promise<Response> {
  const list = await ownList();
  const path = pathOf(request.url, scope);
  const sum = list?.files[path];
  if (!list) return unchecked(request, path, event);
  // Not of this version: not ours to judge.
  if (!sum) return request.mode === 'navigate' ? unknownPage(request, path, list) : fetch(request);
  const file = { path, sum };
  switch (kindOf(path)) {
    case 'page':
      return request.mode === 'navigate' ? page(request, file, list, event) : other(request, file, event);
    case 'code':
      return code(request, file, event);
    case 'data':
      return data(request, file, event);
    case 'other':
      return other(request, file, event);
  }
}

/** What is asked for while the list is on its way: as it comes from the server. It is kept once the list says that it is right. */
async function unchecked(request: Request, path: string, event: FetchEvent): Promise<Response> {
  const response = await (request.mode === 'navigate'
    ? unknownPage(request, path, undefined)
    : fetch(request));
  const copy = response.clone();
  const keeping = listSoon().then(async (list) => {
    const sum = list?.files[path];
    if (sum) await keepIfRight(copy, { path, sum });
    else await copy.body?.cancel();
  });
  event.waitUntil(keeping.catch(() => {}));
  return response;
}

/** Looks through all that is kept, and fetches what is damaged or missing. */
async function repair(event: ExtendableEvent): Promise<Repaired> {
  const list = (await ownList()) ?? (await fetchList());
  await keepList(list);
  const files = Object.entries(list.files).map(([path, sum]) => ({ path, sum }));
  const damaged = await deleteDamaged(files);
  const { fetched, missing } = await fill(list, damaged, event);
  return { damaged: damaged.length, fetched, missing: missing.length };
}

if (!dev) {
  self.addEventListener('install', (event) => event.waitUntil(install(event)));
  self.addEventListener('activate', (event) => event.waitUntil(activate()));
  self.addEventListener('fetch', (event) => {
    const { request } = event;
    if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
    // Who asks past every cache means this one too.
    if (request.cache === 'no-store') return;
    event.respondWith(answer(request, event));
  });
  self.addEventListener('message', (event) => {
    if (event.data !== REPAIR) return;
    const [port] = event.ports;
    const done = repair(event).then(
      (repaired) => port?.postMessage(repaired),
      (error: unknown) => port?.postMessage(String(error))
    );
    event.waitUntil(done);
  });
}
