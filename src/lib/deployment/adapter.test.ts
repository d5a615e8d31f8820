import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Adapter, Builder } from '@sveltejs/kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { complete, deployment } from './adapter.ts';
import { readCarried } from './carried.ts';
import { readList } from './files.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'deployment-'))));
afterEach(() => {
  rmSync(root, { recursive: true });
  vi.unstubAllEnvs();
});

/** A build in a folder of its own. */
function build(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries({ '_app/version.json': name, ...files })) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}
const listOf = (folder: string) => readList(readFileSync(join(folder, 'files.json'), 'utf8'));
const plain = { version: '1', base: '', carried: new Map<never, never>(), off: false };
const script = (name: string) => `_app/immutable/nodes/${name}.js`;
const day = (n: number) => new Date(Date.UTC(2026, 10, n));

test('every file that is served is listed with its length and sum', async () => {
  const folder = build('one', { 'index.html': 'é', 'service-worker.js': '', [script('a')]: 'a' });
  await complete(folder, plain);
  const { version, files, carried } = await listOf(folder);
  expect(version).toBe('1');
  expect(Object.keys(files)).toEqual([script('a'), '_app/version.json', 'index.html']);
  expect(files['index.html']).toEqual([
    2,
    '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'
  ]);
  expect(carried).toEqual({});
});

test('scripts of earlier builds are carried for thirty days after they were last current', async () => {
  const one = build('one', { 'index.html': '1', [script('a')]: 'a', [script('b')]: 'b' });
  await complete(one, plain);
  const two = build('two', { 'index.html': '2', [script('b')]: 'b', [script('c')]: 'c' });
  await complete(two, { ...plain, carried: await readCarried(one, day(1)) });
  expect((await listOf(two)).carried).toEqual({ [script('a')]: day(1).toISOString() });
  expect(readFileSync(join(two, script('a')), 'utf8')).toBe('a');
  expect(readFileSync(join(two, 'index.html'), 'utf8')).toBe('2');

  const three = build('three', { [script('c')]: 'c' });
  await complete(three, { ...plain, carried: await readCarried(two, day(20)) });
  expect((await listOf(three)).carried).toEqual({
    [script('a')]: day(1).toISOString(),
    [script('b')]: day(20).toISOString()
  });

  const four = build('four', { [script('c')]: 'c' });
  await complete(four, { ...plain, carried: await readCarried(three, day(35)) });
  expect((await listOf(four)).carried).toEqual({ [script('b')]: day(20).toISOString() });
  expect(existsSync(join(four, script('a')))).toBe(false);
});

test('a build without a list is carried whole; one that is not as its list has it, or none, ends the build', async () => {
  const one = build('one', { [script('a')]: 'a' });
  expect([...(await readCarried(one, day(1))).keys()]).toEqual([script('a')]);
  await complete(one, plain);
  writeFileSync(join(one, script('a')), 'A');
  await expect(readCarried(one, day(1))).rejects.toThrow(/a\.js.*not as its files\.json/);
  await expect(readCarried(join(root, 'nowhere'), day(1))).rejects.toThrow(/no build/);
});

test('the worker that ends all others takes the place of the other', async () => {
  const folder = build('one', { 'service-worker.js': 'serve()' });
  await complete(folder, { ...plain, off: true });
  expect(readFileSync(join(folder, 'service-worker.js'), 'utf8')).toContain('unregister');
});

test('headers stand under the folder of the site', async () => {
  const folder = build('one', {});
  await complete(folder, { ...plain, base: '/verbatim' });
  const lines = readFileSync(join(folder, '_headers'), 'utf8').split('\n');
  expect(lines.filter((line) => line.startsWith('/')).every((line) => line.startsWith('/verbatim/'))).toBe(
    true
  );
  // Cloudflare Pages refuses longer lines.
  for (const line of lines) expect(line.length).toBeLessThan(2000);
});

/** Builds in the folder `site` as `npm run build` does: what stood there goes, and the adapter writes. */
async function adapt(version: string, files: Record<string, string>): Promise<string> {
  const inner: Adapter = {
    name: 'inner',
    adapt: () => {
      rmSync(join(root, 'site'), { recursive: true, force: true });
      build('site', files);
    }
  };
  const builder = { config: { version: { name: version }, paths: { base: '/folder' } } } as Builder;
  await deployment(inner, join(root, 'site')).adapt(builder);
  return join(root, 'site');
}

test('the environment says what belongs to a build besides: the one before, even in the same folder, and the end of the worker', async () => {
  const worker = { 'service-worker.js': 'serve()' };
  const first = await adapt('1', { ...worker, [script('a')]: 'a' });
  expect(readFileSync(join(first, 'service-worker.js'), 'utf8')).toBe('serve()');
  expect(readFileSync(join(first, '_headers'), 'utf8')).toContain('/folder/');

  vi.stubEnv('PREVIOUS_BUILD', first);
  const second = await adapt('2', { ...worker, [script('b')]: 'b' });
  expect(await listOf(second)).toMatchObject({
    version: '2',
    carried: { [script('a')]: expect.any(String) }
  });
  expect(readFileSync(join(second, script('a')), 'utf8')).toBe('a');
  expect(readFileSync(join(second, 'service-worker.js'), 'utf8')).toBe('serve()');

  vi.stubEnv('PREVIOUS_BUILD', '');
  vi.stubEnv('KILL_SERVICE_WORKER', '1');
  const third = await adapt('3', { ...worker, [script('b')]: 'b' });
  expect((await listOf(third)).carried).toEqual({});
  expect(existsSync(join(third, script('a')))).toBe(false);
  expect(readFileSync(join(third, 'service-worker.js'), 'utf8')).toContain('unregister');
});
