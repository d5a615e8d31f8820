import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { type CorpusDocument } from '#lib/corpus/suffix-index.ts';
import { pairsOf, type Pair } from '#lib/completion/pairs.ts';
import { withAllCopies } from '#lib/release/models.ts';
import { runnable, type Manifest } from '#lib/release/manifest.ts';
import type { Published } from '#lib/release/published.ts';
import { parseRecords, type CompletionRecord } from '#lib/release/record.ts';
import { Tokenizer } from '#lib/release/tokenizer.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { labFile, labJson, once, readManifest, readPassages } from './lab.ts';

/** The manifest, the training text, indexed, and the tokenizer. */
interface Corpus {
  manifest: Manifest;
  /** The stream that `index` is of. */
  tokens: Uint16Array;
  index: CorpusIndex;
  tokenizer: Tokenizer;
}

/** The training text of the published experiment: read and indexed once a build. */
export const readCorpus: () => Promise<Corpus> = once(async () => {
  const manifest = await readManifest();
  const bytes = await labFile(manifest.corpus.tokens.path);
  const tokens = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const { documents } = (await labJson(manifest.corpus.documents.path)) as { documents: CorpusDocument[] };
  const tokenizer = await labJson(manifest.tokenizer.path);
  return {
    manifest,
    tokens,
    index: new CorpusIndex(tokens, documents),
    tokenizer: new Tokenizer(tokenizer as ConstructorParameters<typeof Tokenizer>[0])
  };
});

interface Release extends Published {
  manifest: Manifest;
}

/** The published experiment with all its recorded completions: read, checked and traced once a build. */
export const readPublished: () => Promise<Release> = once(async () => {
  const { manifest, index } = await readCorpus();
  const records = parseRecords(await labJson(manifest.records.path)).map((record) => {
    const data = manifest.models.find((model) => model.id === record.model)?.data;
    return {
      ...record,
      spans: index.spans(
        record.tokens.map((token) => token.id),
        { data }
      )
    };
  });
  return { manifest, ...(await around(records)) };
});

/** Records with what a page needs to show them. */
async function around(records: CompletionRecord[]): Promise<Omit<Published, 'manifest'>> {
  const { index, tokenizer } = await readCorpus();
  const wanted = new Set(records.map((record) => record.passage));
  const passages = (await readPassages()).filter((passage) => wanted.has(passage.id));
  const ids = new Set(passages.flatMap((passage) => passage.token_ids));
  const traced = new Set(
    records.flatMap(({ spans }) => (spans ?? []).flatMap((s) => s.sources.map((source) => source.document)))
  );
  return {
    records,
    passages,
    pieces: Object.fromEntries([...ids].map((id) => [id, tokenizer.piece(id)])),
    titles: Object.fromEntries(index.documents.filter((d) => traced.has(d.id)).map((d) => [d.id, d.title]))
  };
}

/** The most copied of the recorded passages, and what the models that read every copy made of it, from small to large. */
async function mostCopied() {
  const release = await readPublished();
  const passage = leaders(release.passages, ({ copies }) => copies)[0]!;
  const records = withAllCopies(release.manifest.models).flatMap(({ id }) =>
    release.records.filter((record) => record.model === id && record.passage === passage.id)
  );
  return { manifest: runnable(release.manifest), passage, records };
}

/** What the playground shows before any download: the largest model on the most copied of the recorded passages. */
export const readPlayground: () => Promise<Published> = once(async () => {
  const { manifest, records } = await mostCopied();
  return { manifest, ...(await around(records.slice(-1))) };
});

/** What it shows where there is little room: the smallest model that goes on with that passage without a mistake. */
export const readSmallPlayground: () => Promise<Published> = once(async () => {
  const { manifest, passage, records } = await mostCopied();
  const recites = ({ tokens, prompt }: CompletionRecord) =>
    tokens.every(({ id }, i) => id === passage.token_ids[prompt.ids.length + i]);
  const shown = records.find(recites) ?? records.at(-1)!;
  return { manifest, ...(await around([shown])) };
});

/** The recorded completions that the article opens with. */
export const readPairs: () => Promise<Pair[]> = once(async () => pairsOf(await readPublished()));
