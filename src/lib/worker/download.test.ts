import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DownloadError } from './causes.ts';
import { download, wireBytes, type RemoteFile } from './download.ts';

const whole = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);
const source: RemoteFile = {
  url: 'https://example.test/tokens.bin',
  bytes: whole.length,
  sha256: createHash('sha256').update(whole).digest('hex')
};

/** A server that sends these chunks; an Error among them breaks the connection, a promise holds it up. */
const serve = (chunks: (Uint8Array | Error | Promise<void>)[], init?: ResponseInit) =>
  vi.fn((_url: string | URL | Request, options?: RequestInit) => {
    const waiting = chunks.values();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value: chunk, done } = waiting.next();
        if (done) return controller.close();
        if (chunk instanceof Error) return controller.error(chunk);
        if (chunk instanceof Uint8Array) return controller.enqueue(chunk);
        await Promise.race([
          chunk,
          new Promise((_, reject) => {
            options?.signal?.addEventListener('abort', () =>
              reject(new DOMException('aborted', 'AbortError'))
            );
          })
        ]);
      }
    });
    return Promise.resolve(new Response(body, init));
  });

const thirds = [whole.slice(0, 30_000), whole.slice(30_000, 60_000), whole.slice(60_000)];

test('puts the pieces together and counts the bytes', async () => {
  const progress: number[] = [];
  const fetch = serve(thirds);
  const result = await download(source, 'the file', {
    fetch,
    onBytes: (length) => progress.push(length),
    fresh: true
  });
  expect(Buffer.from(result).equals(whole)).toBe(true);
  expect(progress).toEqual([30_000, 30_000, 40_000]);
  expect(fetch).toHaveBeenCalledWith(source.url, expect.objectContaining({ cache: 'reload' }));
});

const changed = whole.slice();
changed[50_000]! ^= 1;

const pauses = [1, 1];

afterEach(() => vi.unstubAllGlobals());

describe('says what went wrong, and what to do', () => {
  test.each([
    ['missing', serve([], { status: 404 }), /Missing from this site: the file.*Reloading/],
    ['http', serve([], { status: 503 }), /status 503.*Try again/],
    ['not-data', serve(thirds, { headers: { 'content-type': 'text/html; charset=utf-8' } }), /web page/],
    [
      'network',
      vi.fn(() => Promise.reject(new TypeError('Failed to fetch'))),
      /could not be reached.*connection/
    ],
    ['network', serve([thirds[0]!, new TypeError('network error')]), /stopped arriving after 0.03 of 0.1 MB/],
    ['truncated', serve(thirds.slice(0, 2)), /The file arrived only in part, 0.1 of 0.1 MB.*Try again/],
    ['truncated', serve([]), /only in part, 0 of 0.1 MB/],
    ['damaged', serve([...thirds, new Uint8Array(1)]), /damaged.*Try again/],
    ['damaged', serve([changed]), /damaged.*Try again/]
  ])('%s', async (code, fetch, message) => {
    const failure = download(source, 'the file', { fetch, pauses });
    await expect(failure).rejects.toMatchObject({ name: 'DownloadError', code });
    await expect(failure).rejects.toThrow(message);
  });

  test('network, when the connection goes silent half-way; it is not waited for again', async () => {
    const fetch = serve([thirds[0]!, new Promise<void>(() => {})]);
    await expect(download(source, 'the file', { fetch, stall: 50, pauses })).rejects.toMatchObject({
      code: 'network'
    });
    expect(fetch).toHaveBeenCalledOnce();
  });

  test('offline, when the browser knows it', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    const fetch = vi.fn(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(download(source, 'the file', { fetch, pauses })).rejects.toMatchObject({ code: 'offline' });
    expect(fetch).toHaveBeenCalledOnce();
  });

  test('memory, when there is no room for it', async () => {
    const fetch = serve(thirds);
    await expect(download({ ...source, bytes: 2 ** 60 }, 'the file', { fetch })).rejects.toMatchObject({
      code: 'memory'
    });
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('what may pass by itself is tried again', () => {
  const bad = {
    http: serve([], { status: 503 }),
    'too many': serve([], { status: 429 }),
    refused: serve([], { status: 403 }),
    missing: serve([], { status: 404 }),
    network: serve([thirds[0]!, new TypeError('network error')]),
    truncated: serve(thirds.slice(0, 2)),
    damaged: serve([changed]),
    'not-data': serve(thirds, { headers: { 'content-type': 'text/html' } })
  };

  /** How often a server is asked that always answers so, and how the caches were. */
  async function asked(kind: keyof typeof bad, url: string): Promise<(string | undefined)[]> {
    const fetch = vi.fn((url: string | URL | Request, init?: RequestInit) => bad[kind](url, init));
    await expect(download({ ...source, url }, 'the file', { fetch, pauses })).rejects.toBeInstanceOf(
      DownloadError
    );
    return fetch.mock.calls.map(([, init]) => init?.cache);
  }

  test.each([
    ['http', ['default', 'reload', 'reload']],
    ['too many', ['default', 'reload', 'reload']],
    ['refused', ['default']],
    ['missing', ['default']],
    ['network', ['default', 'default', 'default']],
    ['truncated', ['default', 'reload', 'reload']],
    ['damaged', ['default', 'reload']],
    ['not-data', ['default']]
  ] as const)('%s', async (kind, caches) => {
    const url = `https://example.test/${kind}`;
    expect(await asked(kind, url)).toEqual(caches);
    // What was asked for in vain, and not for want of a network, is asked for past every cache from then on.
    const [next] = await asked(kind, url);
    expect(next).toBe(kind === 'network' ? 'default' : 'reload');
  });

  test('a server that has recovered serves the file, and the bytes are counted once', async () => {
    const answers = [bad.network, bad.damaged, serve(thirds)];
    const fetch = vi.fn((url: string | URL | Request, init?: RequestInit) => answers.shift()!(url, init));
    let loaded = 0;
    const file = { ...source, url: 'https://example.test/healed' };
    const data = await download(file, 'the file', {
      fetch,
      pauses,
      onBytes: (length) => (loaded += length)
    }).catch((error: unknown) => error);
    // Damaged is forgiven once, and that was the second try.
    expect(data).toMatchObject({ code: 'damaged' });
    expect(loaded).toBe(0);
    const healed = await download(file, 'the file', {
      fetch,
      pauses,
      onBytes: (length) => (loaded += length)
    });
    expect(Buffer.from(healed).equals(whole)).toBe(true);
    expect(loaded).toBe(source.bytes);
    expect(fetch.mock.calls.map(([, init]) => init?.cache)).toEqual(['default', 'default', 'reload']);
  });
});

describe('called off', () => {
  test.each(['before', 'while it comes', 'between two tries'])('%s', async (when) => {
    const abort = new AbortController();
    let ended = false;
    const fetch = vi.fn((url: string | URL | Request, init?: RequestInit) => {
      init?.signal?.addEventListener('abort', () => (ended = true));
      if (when !== 'while it comes') return Promise.reject(new TypeError('Failed to fetch'));
      setTimeout(() => abort.abort(), 10);
      return serve([thirds[0]!, new Promise<void>(() => {})])(url, init);
    });
    if (when === 'before') abort.abort();
    if (when === 'between two tries') setTimeout(() => abort.abort(), 30);
    const failure = download(source, 'the file', { fetch, signal: abort.signal, pauses: [60_000] });
    await expect(failure).rejects.toMatchObject({ code: 'aborted' });
    expect(fetch).toHaveBeenCalledTimes(when === 'before' ? 0 : 1);
    expect(ended || when !== 'while it comes').toBe(true);
  });
});

test('says so where what checks a file does not come', async () => {
  vi.stubGlobal('crypto', {});
  vi.doMock('@noble/hashes/sha2.js', () => {
    throw new TypeError('Failed to fetch dynamically imported module');
  });
  const seen = download(source, 'the file', { fetch: serve(thirds), pauses });
  await expect(seen).rejects.toMatchObject({
    code: 'worker-script',
    message: expect.stringContaining('a part of this site’s program did not arrive')
  });
  vi.doUnmock('@noble/hashes/sha2.js');
});

test('knows a damaged file also where the browser keeps its SHA-256 from us, as on plain http', async () => {
  vi.stubGlobal('crypto', {});
  expect((await download(source, 'the file', { fetch: serve(thirds) })).length).toBe(100_000);
  await expect(download(source, 'the file', { fetch: serve([changed]), pauses })).rejects.toMatchObject({
    code: 'damaged'
  });
});

describe('a file that comes packed', () => {
  const gzip = (data: Uint8Array) => Uint8Array.from(gzipSync(data));
  const packed = gzip(whole);
  const file = { ...source, packed: packed.length };
  const cut = (data: Uint8Array) => [data.slice(0, 1000), data.slice(1000, 1001), data.slice(1001)];
  const flipped = (at: number) => packed.map((byte, i) => (i === at ? byte ^ 1 : byte));

  test('is unpacked, and counted as it came', async () => {
    let loaded = 0;
    const options = { fetch: serve(cut(packed)), onBytes: (length: number) => (loaded += length) };
    expect(Buffer.from(await download(file, 'the file', options)).equals(whole)).toBe(true);
    expect(loaded).toBe(packed.length);
    expect(wireBytes(file)).toBe(packed.length);
  });

  test.each<[string, DownloadError['code'], Uint8Array[], Partial<RemoteFile>?]>([
    ['with its first byte changed', 'damaged', [flipped(0)]],
    ['with a byte in its middle changed', 'damaged', cut(flipped(packed.length >> 1))],
    ['with its last byte changed', 'damaged', [flipped(packed.length - 1)]],
    ['with a byte too many', 'damaged', [...cut(packed), new Uint8Array(1)]],
    ['cut short', 'truncated', [packed.slice(0, -20)]],
    ['that was never packed', 'damaged', [whole.slice(0, packed.length)]],
    [
      'whose end belongs to nothing',
      'damaged',
      [Uint8Array.from([...packed, 1, 2])],
      { packed: packed.length + 2 }
    ],
    ['of other content', 'damaged', [gzip(changed)], { packed: gzip(changed).length }],
    [
      'of more than the file',
      'damaged',
      [gzip(Buffer.concat([whole, whole]))],
      { packed: gzip(Buffer.concat([whole, whole])).length }
    ],
    ['of less than the file', 'damaged', [gzip(thirds[0]!)], { packed: gzip(thirds[0]!).length }]
  ])('%s is refused', async (_, code, chunks, change) => {
    let loaded = 0;
    const options = { fetch: serve(chunks), pauses: [], onBytes: (length: number) => (loaded += length) };
    await expect(download({ ...file, ...change }, 'the file', options)).rejects.toMatchObject({ code });
    expect(loaded).toBe(0);
  });

  test('is not asked for where the browser cannot unpack it', async () => {
    vi.stubGlobal('DecompressionStream', undefined);
    const fetch = serve([packed]);
    await expect(download(file, 'the file', { fetch })).rejects.toMatchObject({ code: 'unsupported' });
    expect(fetch).not.toHaveBeenCalled();
  });
});
