import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { download, type RemoteFile } from './download.ts';

const data = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);
const source: RemoteFile = {
  url: 'https://example.test/tokens.bin',
  bytes: data.length,
  sha256: createHash('sha256').update(data).digest('hex')
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

const thirds = [data.slice(0, 30_000), data.slice(30_000, 60_000), data.slice(60_000)];

test('puts the pieces together and counts the bytes', async () => {
  const progress: number[] = [];
  const fetch = serve(thirds);
  const result = await download(source, 'the file', {
    fetch,
    onBytes: (length) => progress.push(length),
    fresh: true
  });
  expect(Buffer.from(result).equals(data)).toBe(true);
  expect(progress).toEqual([30_000, 30_000, 40_000]);
  expect(fetch).toHaveBeenCalledWith(source.url, expect.objectContaining({ cache: 'reload' }));
});

const changed = data.slice();
changed[50_000]! ^= 1;

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
    const failure = download(source, 'the file', { fetch });
    await expect(failure).rejects.toMatchObject({ name: 'DownloadError', code });
    await expect(failure).rejects.toThrow(message);
  });

  test('network, when the connection goes silent half-way', async () => {
    const fetch = serve([thirds[0]!, new Promise<void>(() => {})]);
    await expect(download(source, 'the file', { fetch, stall: 50 })).rejects.toMatchObject({
      code: 'network'
    });
  });
});

test('goes by the length where the browser has no SHA-256', async () => {
  vi.stubGlobal('crypto', {});
  try {
    expect((await download(source, 'the file', { fetch: serve([changed]) })).length).toBe(100_000);
    await expect(download(source, 'the file', { fetch: serve(thirds.slice(1)) })).rejects.toMatchObject({
      code: 'truncated'
    });
  } finally {
    vi.unstubAllGlobals();
  }
});
