import { pairsOf, type Pair } from '#lib/completion/pairs.ts';
import { withAllCopies } from '#lib/release/models.ts';
import { runnable, type Manifest, type Runnable } from '#lib/release/manifest.ts';
import type { Published } from '#lib/release/published.ts';
import { parseRecords, type CompletionRecord } from '#lib/release/record.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { readCorpus } from './corpus.ts';
import { labJson, once, readPassages } from './lab.ts';
import { readRecordedCatalogue } from './recorded-states.ts';

type Release = Omit<Published, 'recorded'> & { manifest: Manifest };

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
async function around(records: CompletionRecord[]): Promise<Omit<Published, 'manifest' | 'recorded'>> {
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

const playgroundOf = async (manifest: Runnable, records: CompletionRecord[]): Promise<Published> => ({
  manifest,
  ...(await around(records)),
  recorded: await readRecordedCatalogue()
});

/** What the playground shows before any download: the largest model on the most copied of the recorded passages. */
export const readPlayground: () => Promise<Published> = once(async () => {
  const { manifest, records } = await mostCopied();
  return playgroundOf(manifest, records.slice(-1));
});

/** What it shows where there is little room: the smallest model that continues that passage without a mistake. */
export const readSmallPlayground: () => Promise<Published> = once(async () => {
  const { manifest, passage, records } = await mostCopied();
  const recites = ({ tokens, prompt }: CompletionRecord) =>
    tokens.every(({ id }, i) => id === passage.token_ids[prompt.ids.length + i]);
  const shown = records.find(recites) ?? records.at(-1)!;
  return playgroundOf(manifest, [shown]);
});

/** The recorded completions that the article opens with. */
export const readPairs: () => Promise<Pair[]> = once(async () => pairsOf(await readPublished()));
