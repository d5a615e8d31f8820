/** Where our scripts come from. The address of a worker itself is that of a blob, which may have no origin. */
const { origin } = new URL(import.meta.url);

/**
 * For a worker: from here on no code in it, ours or a library's, reaches another host.
 *
 * @param refused the error in place of an answer from such a host
 */
export function keepToOwnHost(refused: (host: string) => Error): void {
  const fetchAnything = self.fetch.bind(self);
  self.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, import.meta.url);
    if (url.origin !== origin) throw refused(url.host);
    return fetchAnything(input, init);
  };
}
