import { expect, test } from 'vitest';
import { isFile, readList, seal, sha256, type Sum } from './files.ts';

const bytes = (text: string) => new TextEncoder().encode(text).buffer;
const list = () =>
  seal({ version: '7', files: { 'index.html': [3, 'ab'], '404.html': [4, 'cd'] }, carried: {} });

test('a list is read back as it was sealed', async () => {
  const sealed = await list();
  expect(await readList(JSON.stringify(sealed))).toEqual(sealed);
});

test('a list altered anywhere, cut or of another kind is refused', async () => {
  const text = JSON.stringify(await list());
  for (const bad of [
    text.replace('"7"', '"8"'),
    text.replace('[3,', '[5,'),
    text.replace('"cd"', '"ce"'),
    text.replace('"carried":{}', '"carried":{"index.html":"2026-11-29"}'),
    text.slice(0, 40),
    '<!doctype html>',
    'null',
    '{}'
  ]) {
    await expect(readList(bad)).rejects.toThrow();
  }
});

test('a file is told by its length and its sum', async () => {
  const sum: Sum = [3, await sha256(bytes('abc'))];
  expect(sum[1]).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(await isFile(bytes('abc'), sum)).toBe(true);
  expect(await isFile(bytes('abd'), sum)).toBe(false);
  expect(await isFile(bytes('abc'), [4, sum[1]])).toBe(false);
});
