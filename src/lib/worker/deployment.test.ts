import { afterEach, describe, expect, test, vi } from 'vitest';
import { version } from '$app/env';
import { EARLIER_VERSION } from '#lib/words/earlier.ts';
import { DownloadError, type Cause } from './causes.ts';
import { explained, outdated } from './deployment.ts';
import { downloadJson, downloadText } from './page-files.ts';
import { contentsOf } from './fixture.ts';
import * as v from 'valibot';

/** The site answers so where it is asked for its version. */
function site(answer: () => Response | Promise<Response>) {
  const fetch = vi.fn((_url: string, _init?: RequestInit) => Promise.resolve(answer()));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

afterEach(() => vi.unstubAllGlobals());

const another = () => Response.json({ version: 'another' });

test('another version stands there', async () => {
  const fetch = site(another);
  expect(await outdated()).toBe(true);
  const [url, init] = fetch.mock.calls[0]!;
  expect(url).toMatch(/_app\/version\.json$/);
  expect(init?.cache).toBe('no-store');
});

test.each<[string, () => Response | Promise<Response>]>([
  ['the same version', () => Response.json({ version })],
  ['no such file', () => new Response('{"version":"another"}', { status: 404 })],
  ['a web page', () => new Response('<!doctype html>')],
  ['something else', () => Response.json(null)],
  ['a version that is no text', () => Response.json({ version: 5 })],
  ['nobody', () => Promise.reject(new TypeError('Failed to fetch'))]
])('where %s answers, this page counts as up to date', async (_, answer) => {
  site(answer);
  expect(await outdated()).toBe(false);
});

describe('an error becomes that the page is from an earlier version', () => {
  test.each<[Cause, boolean]>([
    ['missing', true],
    ['not-data', true],
    ['truncated', true],
    ['damaged', true],
    ['worker-script', true],
    ['network', false],
    ['offline', false],
    ['http', false],
    ['memory', false],
    ['aborted', false]
  ])('%s: %s', async (cause, becomes) => {
    const fetch = site(another);
    const told = await explained(DownloadError.of(cause, 'the file'), 'the file');
    expect(told.code).toBe(becomes ? 'outdated' : cause);
    expect(told.message.includes(EARLIER_VERSION)).toBe(becomes);
    expect(fetch).toHaveBeenCalledTimes(becomes ? 1 : 0);
    site(() => Response.json({ version }));
    expect((await explained(DownloadError.of(cause, 'the file'), 'the file')).code).toBe(cause);
  });
});

describe('a file for the page', () => {
  const text = '{"a":1}';
  const schema = v.object({ a: v.number() });

  test('comes as text, or as JSON of its form', async () => {
    const file = { url: 'https://example.test/a.json', ...(await contentsOf(text)) };
    site(() => new Response(text));
    expect(await downloadText(file, 'the file')).toBe(text);
    expect(await downloadJson(file, 'the file', schema)).toEqual({ a: 1 });
  });

  test.each(['{"a":"1"}', '{}', '[', ''])(
    'of another form (%j) is damaged, in words for readers',
    async (wrong) => {
      const file = { url: 'https://example.test/a.json', ...(await contentsOf(wrong)) };
      vi.stubGlobal('fetch', () => Promise.resolve(new Response(wrong)));
      const failure = downloadJson(file, 'the file', schema);
      await expect(failure).rejects.toMatchObject({ name: 'DownloadError', code: 'damaged' });
      await expect(failure).rejects.toThrow(/^The file arrived damaged/);
    }
  );

  test('of another deployment is said to be one', async () => {
    const file = { url: 'https://example.test/b.json', ...(await contentsOf(text)) };
    vi.stubGlobal('fetch', (url: string) =>
      Promise.resolve(url.endsWith('version.json') ? another() : new Response('{"a":2}'))
    );
    const options = { pauses: [1] };
    await expect(downloadJson(file, 'the file', schema, options)).rejects.toMatchObject({ code: 'outdated' });
  });
});
