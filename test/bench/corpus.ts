// The corpus's part of the bench; runs in the page.
import { Corpus } from '#lib/corpus/client.svelte.ts';
import type { FileEntry, Manifest } from '#lib/release/manifest.ts';
import { labUrl } from '#lib/release/site.ts';
import { median, type Row } from './rows.ts';

/** Calls a second, the way to the worker and back included. */
async function rate(calls: (() => Promise<unknown>)[]): Promise<number> {
  const started = performance.now();
  await Promise.all(calls.map((call) => call()));
  return calls.length / ((performance.now() - started) / 1000);
}

const source = ({ path, bytes, sha256 }: FileEntry) => ({
  url: new URL(labUrl(path), document.baseURI).href,
  bytes,
  sha256
});

/** @param texts token ids of texts to look for, some of them in the corpus */
export async function benchCorpus(manifest: Manifest, texts: number[][]): Promise<Row[]> {
  const sources = { tokens: source(manifest.corpus.tokens), documents: source(manifest.corpus.documents) };
  const builds: number[] = [];
  for (let i = 0; i < 3; i++) {
    const fresh = new Corpus(sources);
    await fresh.load();
    builds.push(fresh.timings!.index);
    fresh.dispose();
  }
  const corpus = new Corpus(sources);
  await corpus.load();
  const times = async (run: () => Promise<number>) => {
    const values: number[] = [];
    for (let i = 0; i < 5; i++) values.push(await run());
    return median(values);
  };
  const counts = await times(() => rate(texts.map((ids) => () => corpus.count(ids.slice(0, 8)))));
  const next = await times(() => rate(texts.map((ids) => () => corpus.ntd(ids.slice(0, 4)))));
  const spans = await times(() => rate(texts.map((ids) => () => corpus.spans(ids.slice(0, 64)))));
  corpus.dispose();
  return [
    { name: 'corpus: building the index', value: median(builds), unit: 'ms' },
    { name: 'corpus: counts of 8-grams', value: counts, unit: 'per second' },
    { name: 'corpus: next tokens after 4-grams', value: next, unit: 'per second' },
    { name: 'corpus: spans of 64 tokens', value: spans, unit: 'per second' }
  ];
}
