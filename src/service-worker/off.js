// The service worker that ends all others. In the place of the built one (`KILL_SERVICE_WORKER=1 npm run build`, or copied
// there by hand) it takes over at once, deletes what was kept and unregisters; open pages go on, by the network.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => {
  const ours = [`verbatim:${new URL(self.registration.scope).pathname}:`, 'verbatim-'];
  const end = async () => {
    for (const name of await caches.keys()) {
      if (ours.some((prefix) => name.startsWith(prefix))) await caches.delete(name);
    }
    await self.registration.unregister();
  };
  event.waitUntil(end());
});
