// The published corpus and the planting table must tell the same story: everything on the page rests on that.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { CorpusIndex } from './corpus-index.ts';
import { type CorpusDocument } from './suffix-index.ts';

interface File {
  path: string;
  bytes: number;
  sha256: string;
}

interface Manifest {
  corpus: { tokens: File; documents: File; n_tokens: number };
  passages: File;
}

interface Passage {
  id: string;
  condition: string;
  copies: number;
  token_ids: number[];
}

// Seconds of work, and the machine may have other work besides.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const lab = 'static/lab';
const json = <T>(data: Uint8Array) => JSON.parse(new TextDecoder().decode(data)) as T;

/** A file of the manifest, checked against its entry. */
function read({ path, bytes, sha256 }: File): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.from(readFileSync(`${lab}/${path}`));
  expect(data.length, path).toBe(bytes);
  expect(createHash('sha256').update(data).digest('hex'), path).toBe(sha256);
  return data;
}

describe('the published corpus', { tags: ['heavy'] }, () => {
  const open = () => {
    const manifest = json<Manifest>(readFileSync(`${lab}/manifest.json`));
    const tokens = new Uint16Array(read(manifest.corpus.tokens).buffer);
    const { documents } = json<{ documents: CorpusDocument[] }>(read(manifest.corpus.documents));
    const { passages } = json<{ passages: Passage[] }>(read(manifest.passages));
    expect(tokens.length).toBe(manifest.corpus.n_tokens);
    return { index: new CorpusIndex(tokens, documents), passages, tokens };
  };
  let corpus: ReturnType<typeof open>;
  beforeAll(() => {
    corpus = open();
  });
  const exact = () => corpus.passages.filter(({ condition }) => condition === 'exact');

  test('has the ladder of copies', () => {
    const copies = new Set(exact().map(({ copies }) => copies));
    expect([...copies].sort((a, b) => a - b)).toEqual(
      expect.arrayContaining([0, 1, 2, 4, 8, 16, 32, 64, 128])
    );
  });

  test('holds every planted passage as often as the table says', () => {
    const { index } = corpus;
    for (const { id, copies, token_ids } of exact()) {
      expect(index.count(token_ids, 'raw'), id).toBe(copies);
      expect(index.count(token_ids, 'dedup'), id).toBe(Math.min(copies, 1));
      if (copies > 0) {
        const sources = [{ document: id, at: 0, copies }];
        const whole = { start: 0, end: token_ids.length, kind: 'verbatim', copies, sources };
        expect(index.spans(token_ids, { min: 13 }), id).toEqual([whole]);
        expect(index.getDoc(id)?.ids, id).toEqual(token_ids);
      }
    }
  });

  test('holds no 13 tokens in a row of a passage that was not planted', () => {
    const controls = exact().filter(({ copies }) => copies === 0);
    expect(controls.length).toBeGreaterThan(0);
    for (const { id, token_ids } of controls) {
      expect(corpus.index.spans(token_ids, { min: 13, near: false }), id).toEqual([]);
    }
  });

  test('holds no 13 tokens in a row of a planted passage anywhere else', () => {
    const { index } = corpus;
    for (const { id, copies, token_ids } of exact()) {
      for (let at = 0; copies > 0 && at + 13 <= token_ids.length; at++) {
        expect(index.count(token_ids.slice(at, at + 13)), `${id} at ${at}`).toBe(copies);
      }
    }
  });

  test('is indexed in about two seconds, and answers well under a millisecond', () => {
    // Processor time, not the clock's: other work on the machine is no fault of the index. Three seconds leave room
    // for the caches that such work takes away.
    const seconds = (work: () => void) => {
      const start = process.threadCpuUsage();
      work();
      return process.threadCpuUsage(start).user / 1e6;
    };
    const { index, passages, tokens } = corpus;
    expect(seconds(() => new CorpusIndex(tokens, index.documents))).toBeLessThan(3);

    const each = (work: (ids: number[]) => unknown) =>
      seconds(() => passages.forEach(({ token_ids }) => work(token_ids))) / passages.length;
    expect(each((ids) => index.count(ids))).toBeLessThan(1e-3);
    expect(each((ids) => index.ntd(ids.slice(0, 3)))).toBeLessThan(1e-3);
    expect(each((ids) => index.infgramNtd(ids))).toBeLessThan(1e-3);
    expect(each((ids) => index.context(ids.slice(0, 5), 0))).toBeLessThan(1e-3);
    expect(each((ids) => index.spans(ids, { near: false }))).toBeLessThan(1e-3);
    expect(each((ids) => index.spans(ids))).toBeLessThan(3e-3);
  });
});
