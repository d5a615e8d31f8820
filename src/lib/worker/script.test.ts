import { afterEach, expect, test, vi } from 'vitest';
import { EARLIER_VERSION } from '#lib/words/earlier.ts';
import { script } from './script.ts';

afterEach(() => vi.unstubAllGlobals());

test('a script that fails twice is had by the third try', async () => {
  const get = vi
    .fn()
    .mockRejectedValueOnce(new TypeError('failed'))
    .mockRejectedValueOnce(new TypeError('failed'));
  get.mockResolvedValue('module');
  await expect(script('the tokenizer', get, [1, 1])).resolves.toBe('module');
  expect(get).toHaveBeenCalledTimes(3);
});

test('one that does not come says so in words for readers', async () => {
  const cause = new TypeError('Failed to fetch dynamically imported module');
  const failure = script('the tokenizer', () => Promise.reject(cause), [1]);
  await expect(failure).rejects.toMatchObject({
    name: 'DownloadError',
    message: expect.stringContaining('The tokenizer could not be started') as string,
    cause
  });
});

test('one that a new deployment has taken away says that the page is from an earlier version', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ version: 'another' })));
  const failure = script('the tokenizer', () => Promise.reject(new TypeError('Failed to fetch')), []);
  await expect(failure).rejects.toMatchObject({
    code: 'outdated',
    message: expect.stringContaining(EARLIER_VERSION) as string
  });
});
