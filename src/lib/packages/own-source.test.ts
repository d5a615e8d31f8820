import { afterEach, expect, test, vi } from 'vitest';
import { openOwn } from './own-source.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const opened = () =>
  openOwn('https://example.org/', { signal: new AbortController().signal, onBytes: () => {} });

test('a page in place of the list is said in words for readers, as is a server that does not send it', async () => {
  vi.stubGlobal('fetch', async () => new Response('<!doctype html><title>Sign in</title>'));
  await expect(opened()).rejects.toThrow('The list of the files of this site arrived damaged.');
  vi.stubGlobal('fetch', async () => new Response('', { status: 503 }));
  await expect(opened()).rejects.toThrow('The server did not send files.json (status 503).');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  await expect(opened()).rejects.toThrow('The connection broke. Try again.');
});
