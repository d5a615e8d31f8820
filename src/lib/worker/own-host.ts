/**
 * For a worker: from here on no code in it, ours or a library's, reaches another host than the one that its script is from.
 * The page's policy, which a worker takes over, says the same; but one page may ask a service elsewhere (see `WEB_COUNTS`),
 * and its workers may not.
 */
export function keepToOwnHost(): void {
  // The address of the worker itself is that of a blob, which may have no origin.
  const { origin } = new URL(import.meta.url);
  const fetchAnything = self.fetch.bind(self);
  replace('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input, import.meta.url);
    if (url.origin !== origin) throw new TypeError(`This worker asked for ${url.host}, which it must not.`);
    return fetchAnything(input, init);
  });
  // What could reach others and is not needed. A worker within this one would begin without these words.
  const others =
    'XMLHttpRequest WebSocket WebSocketStream WebTransport EventSource Worker SharedWorker Cache';
  for (const name of others.split(' ')) replace(name, undefined);
  replace('caches', undefined);
}

/** Sets what a name means here, wherever on the way up it stands. */
function replace(name: string, value: unknown): void {
  for (let holder: object | null = self; holder; holder = Object.getPrototypeOf(holder) as object | null) {
    if (Object.hasOwn(holder, name))
      Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  }
}
