// The published answers as the playground fetches them: a catalogue, the openings, and bundles of a few passages each.
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import { isTraced, parseRecords, type CompletionRecord } from '#lib/release/record.ts';
import { packIds, packSpan, packTrace, type Bundle, type Catalogue } from '#lib/release/recorded.ts';
import { writtenOf, type ResultRow } from '#lib/release/results.ts';
import { GIVEN } from '#lib/release/given.ts';
import { labJson, once, readManifest, readPassages, readResultsOf } from './lab.ts';
import { made } from './made.ts';
import { readCorpus } from './corpus.ts';
import { readRelease } from './release.ts';

/** Where the files are, from the top of the site. */
const FOLDER = 'demos/playground/recorded';

/** Passages in a bundle: few enough that it stays at a few kilobytes, and many enough that the list of all is short. */
const TOGETHER = 6;

type Answered = Bundle['passages'][number];

/** All files by their names, as they are served. */
export const readRecordedFiles: () => Promise<ReadonlyMap<string, string>> = once(async () => {
  const manifest = await readManifest();
  const { index, tokenizer } = await readCorpus();
  const passages = await readPassages();
  const results = await readResultsOf(manifest.models);
  const records = parseRecords(await labJson(manifest.records.path));
  const rows = new Map<string, ResultRow>();
  for (const [model, all] of results)
    for (const row of all) rows.set(keyOf(row.passage, model, row.context), row);
  const traced = new Map(
    records.map((record) => [keyOf(record.passage!, record.model, record.prompt.ids.length), record])
  );
  const contexts = new Map<string, Set<number>>();
  for (const { passage, context } of rows.values())
    contexts.set(passage, (contexts.get(passage) ?? new Set()).add(context));

  const titles = new Map(index.documents.map(({ id, title }) => [id, title]));
  const wanted = new Set<string>();

  /** What one model made of a passage, by context. */
  function answersOf({ id, data }: ModelEntry, passage: Passage, given: number[]) {
    const asked = given.map((context) => rows.get(keyOf(passage.id, id, context))!);
    const spans: Answered['models'][string]['spans'] = {};
    const traces: NonNullable<Answered['models'][string]['traces']> = {};
    const tokens = asked.map(({ greedy, context }, place) => {
      const { ids: words, ended } = writtenOf({ greedy }, manifest.bos_token_id);
      const found = index.spans(words, { data });
      if (found.length > 0) spans[place] = found.map(packSpan);
      for (const { document } of found.flatMap(({ sources }) => sources)) wanted.add(document);
      const record = traced.get(keyOf(passage.id, id, context));
      if (record && sameWords(record, words)) traces[place] = record.tokens.filter(isTraced).map(packTrace);
      return packIds(ended ? [...words, manifest.bos_token_id] : words);
    });
    const logprobs = asked.map(({ logprob }) => Math.round(logprob * 1000) / 1000);
    return { tokens, logprobs, spans, ...(Object.keys(traces).length > 0 && { traces }) };
  }

  const answered = (passage: Passage): Answered => {
    const { id, condition, copies, level, chapter, token_ids } = passage;
    const given = [...(contexts.get(id) ?? [])].sort((a, b) => a - b);
    const whole = manifest.models.filter((model) =>
      given.every((context) => rows.has(keyOf(id, model.id, context)))
    );
    const first = whole[0];
    return {
      ...{ id, condition, copies, level: level ?? null, chapter },
      ids: packIds(token_ids),
      asked: given.map((context) => [
        context,
        first ? rows.get(keyOf(id, first.id, context))!.greedy.length : 0
      ]),
      models: Object.fromEntries(whole.map((model) => [model.id, answersOf(model, passage, given)]))
    };
  };

  const groups = groupsOf(passages);
  const heavy = new Set(records.map(({ passage }) => passage!));
  const files = new Map<string, string>();
  const bundles: Catalogue['bundles'] = [];
  for (const together of cut(groups.flat(), heavy)) {
    wanted.clear();
    const bundle: Bundle = {
      passages: together.map(answered),
      titles: Object.fromEntries([...wanted].map((id) => [id, titles.get(id)!]))
    };
    const name = `${bundles.length}.json`;
    const text = JSON.stringify(bundle);
    const { bytes, sha256 } = made(name, text);
    files.set(name, text);
    bundles.push({ passages: together.map(({ id }) => id), bytes, sha256 });
  }
  const openings = JSON.stringify(
    Object.fromEntries(passages.map(({ id, token_ids }) => [id, tokenizer.decode(token_ids.slice(0, GIVEN))]))
  );
  files.set('openings.json', openings);
  const { bytes, sha256 } = made('openings.json', openings);
  const catalogue: Catalogue = {
    release: manifest.release,
    runtime: await runtime(),
    tokens: tokenizer.names,
    bos: manifest.bos_token_id,
    groups: groups.map((group) => {
      const { condition, copies, level } = group[0]!;
      return { condition, copies, level: level ?? null, passages: group.map(({ id }) => id) };
    }),
    bundles,
    openings: { bytes, sha256 }
  };
  return files.set('catalogue.json', JSON.stringify(catalogue));
});

/** What a page is told of them. */
export const readRecordedCatalogue = async () =>
  made(`${FOLDER}/catalogue.json`, (await readRecordedFiles()).get('catalogue.json')!);

const keyOf = (passage: string, model: string, context: number) => `${passage} ${model} ${context}`;

const sameWords = ({ tokens }: CompletionRecord, ids: readonly number[]) =>
  tokens.length === ids.length && tokens.every(({ id }, i) => id === ids[i]);

/** The passages by condition, copies and level, each group in the order of the table. */
function groupsOf(passages: readonly Passage[]): Passage[][] {
  const groups = new Map<string, Passage[]>();
  for (const passage of passages) {
    const key = JSON.stringify([passage.condition, passage.copies, passage.level ?? null]);
    groups.set(key, [...(groups.get(key) ?? []), passage]);
  }
  return [...groups.values()];
}

/** The passages in bundles; one whose record holds more than words has a bundle of its own. */
function cut(passages: readonly Passage[], alone: ReadonlySet<string>): Passage[][] {
  const bundles: Passage[][] = [];
  let open: Passage[] = [];
  for (const passage of passages) {
    if (alone.has(passage.id)) {
      bundles.push([passage]);
      continue;
    }
    if (open.length === 0) bundles.push(open);
    open.push(passage);
    if (open.length === TOGETHER) open = [];
  }
  return bundles;
}

/** What computed the results, in the words of the records. */
async function runtime(): Promise<string> {
  const versions = (await readRelease()).models.map(({ evaluation }) => evaluation.versions['onnxruntime']);
  return `onnxruntime ${[...new Set(versions)].join(', ')} (Python)`;
}
