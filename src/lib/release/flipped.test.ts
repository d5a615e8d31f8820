// Of every kind of file that an answer depends on: with one bit of it changed on the way, it is refused.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { download } from '#lib/worker/download.ts';
import { filesToRun, parseManifest, type FileEntry } from './manifest.ts';
import { loadPassages } from './passages.ts';
import { loadResults } from './results.ts';
import { labFile } from './site.ts';
import { loadTokenizer } from './tokenizer.ts';
import { tokenizerFile } from './tokenizer-file.ts';

const lab = (path: string) => new Uint8Array(readFileSync(`static/lab/${path}`));
const manifest = parseManifest(JSON.parse(new TextDecoder().decode(lab('manifest.json'))));
const smallest = manifest.models.reduce((a, b) => (a.parameters < b.parameters ? a : b));

/** A file, and what a page or a worker takes it by. */
type Kind = [name: string, bytes: Uint8Array<ArrayBuffer>, take: () => Promise<unknown>];

const pauses = [1];
const asBytes = (name: string, entry: FileEntry): Kind => [
  name,
  lab(entry.path),
  () => download(labFile(entry), name, { pauses })
];
const [results] = manifest.results;

const kinds: Kind[] = [
  ['tokenizer', lab(manifest.tokenizer.path), () => loadTokenizer(manifest.tokenizer, { pauses })],
  ['passages', lab(manifest.passages.path), () => loadPassages(manifest.passages, { pauses })],
  ['results', lab(results!.path), () => loadResults(results!, { pauses })],
  asBytes('the training text', manifest.corpus.tokens),
  asBytes('the list of its documents', manifest.corpus.documents),
  ...filesToRun(smallest).map((entry) => asBytes(`model: ${entry.path.split('/').at(-1)}`, entry))
];

/** A server that changes one bit of what it sends, and counts how often it is asked. */
function serve(bytes: Uint8Array<ArrayBuffer>, at: number) {
  const sent = bytes.slice();
  if (at >= 0) sent[at]! ^= 1;
  const fetch = vi.fn((url: string) =>
    Promise.resolve(url.endsWith('version.json') ? new Response('', { status: 404 }) : new Response(sent))
  );
  vi.stubGlobal('fetch', fetch);
}

afterEach(() => {
  vi.unstubAllGlobals();
  tokenizerFile(manifest.tokenizer).forget();
});

describe.each(kinds)('%s', (_, bytes, take) => {
  test('is taken as it was published', async () => {
    serve(bytes, -1);
    await expect(take()).resolves.toBeDefined();
  });

  test.each(['first', 'middle', 'last'])('is refused with its %s byte changed', async (where) => {
    serve(bytes, { first: 0, middle: bytes.length >> 1, last: bytes.length - 1 }[where]!);
    const failure = take();
    await expect(failure).rejects.toMatchObject({ code: 'damaged' });
    await expect(failure).rejects.toThrow(/arrived damaged.*Try again/);
  });
});
