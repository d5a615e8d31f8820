import { describe, expect, test } from 'vitest';
import { EARLIER_VERSION } from '#lib/words/earlier.ts';
import { CAUSES, DownloadError, isAborted, isDoubtful, type Cause } from './causes.ts';

const causes = Object.keys(CAUSES) as Cause[];
const details = { far: '0.3 of 1.2 MB', status: 503, lack: 'WebAssembly is missing' };

describe.each(causes.filter((cause) => cause !== 'aborted'))('%s', (cause) => {
  const words = CAUSES[cause].words('the training text', details);

  test('names what is wanting, in whole sentences', () => {
    expect(words).toMatch(/[Tt]he training text/);
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(words).not.toMatch(/undefined|null|\bError\b/);
  });

  test('says what to do', () => {
    expect(words).toMatch(/try again|reload|another browser/i);
  });
});

test('no two causes have the same words', () => {
  const all = causes.map((cause) => CAUSES[cause].words('the training text', details));
  expect(new Set(all).size).toBe(all.length);
});

test('only an earlier version is said to be one', () => {
  const saying = causes.filter((cause) => CAUSES[cause].words('x', details).includes(EARLIER_VERSION));
  expect(saying).toEqual(['outdated']);
});

test('what may be due to a new deployment', () => {
  const perhaps = causes.filter((cause) => CAUSES[cause].perhapsEarlier);
  expect(perhaps).toEqual(['missing', 'not-data', 'truncated', 'damaged', 'worker-script']);
});

test('nothing that came with a fault is taken from a cache again', () => {
  expect(causes.filter(isDoubtful)).toEqual(['missing', 'http', 'not-data', 'truncated', 'damaged']);
  expect([undefined, 'context', 'toString'].some(isDoubtful)).toBe(false);
});

test('what was called off is no failure', () => {
  expect(isAborted(DownloadError.of('aborted', 'x'))).toBe(true);
  expect(isAborted(new DOMException('', 'AbortError'))).toBe(true);
  expect(isAborted(DownloadError.of('network', 'x'))).toBe(false);
  expect(isAborted(new DOMException('', 'NetworkError'))).toBe(false);
  expect(isAborted(new Error('aborted'))).toBe(false);
});
