import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CorpusIndex, type CorpusDocument } from '#lib/corpus/index.ts';
import { parseManifest } from '#lib/lab/manifest.ts';
import { parsePassages } from '#lib/lab/passages.ts';
import type { Published } from '#lib/lab/published.ts';
import { parseRecords } from '#lib/lab/record.ts';
import { parseSummary, type Summary } from '#lib/lab/summary.ts';
import { Tokenizer } from '#lib/lab/tokenizer.ts';

const LAB = join('static', 'lab');

const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(LAB, path), 'utf8'));

let published: Promise<Published> | undefined;

/** The published experiment as the prerendered pages need it: read, checked and traced once a build. */
export function readPublished(): Promise<Published> {
  return (published ??= read());
}

/** The published counts, of every model and condition. */
export async function readSummary(): Promise<Summary> {
  const { manifest } = await readPublished();
  return parseSummary(await json(manifest.summary.path));
}

async function read(): Promise<Published> {
  const manifest = parseManifest(await json('manifest.json'));
  const { corpus } = manifest;
  const bytes = await readFile(join(LAB, corpus.tokens.path));
  const tokens = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const { documents } = (await json(corpus.documents.path)) as { documents: CorpusDocument[] };
  const index = new CorpusIndex(tokens, documents);
  const tokenizer = new Tokenizer(
    (await json(manifest.tokenizer.path)) as ConstructorParameters<typeof Tokenizer>[0]
  );

  const records = parseRecords(await json(manifest.records.path)).map((record) => {
    const data = manifest.models.find((model) => model.id === record.model)?.data;
    return {
      ...record,
      spans: index.spans(
        record.tokens.map((token) => token.id),
        { data }
      )
    };
  });
  const wanted = new Set(records.map((record) => record.passage));
  const passages = parsePassages(await json(manifest.passages.path)).filter((passage) =>
    wanted.has(passage.id)
  );
  const ids = new Set(passages.flatMap((passage) => passage.token_ids));
  const traced = new Set(
    records.flatMap(({ spans }) => spans.flatMap((s) => s.sources.map((source) => source.document)))
  );
  return {
    manifest,
    records,
    passages,
    pieces: Object.fromEntries([...ids].map((id) => [id, tokenizer.piece(id)])),
    titles: Object.fromEntries(documents.filter((d) => traced.has(d.id)).map((d) => [d.id, d.title]))
  };
}
