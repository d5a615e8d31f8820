import { piecesOf } from '#lib/completion/pieces.ts';
import { isNear } from '#lib/demos/filter/distance.ts';
import { MARKED, segmentsOf } from '#lib/demos/filter/segments.ts';
import type { Count, FilterStart, Form, Recorded, ShownPassage } from '#lib/demos/filter/start.ts';
import { asked, RUNS, WAYS } from '#lib/demos/filter/ways.ts';
import type { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import type { Step } from '#lib/lm/memfree.ts';
import { median } from '#lib/measures/median.ts';
import type { FilterRecord } from '#lib/recording/filter-record.ts';
import { runnable } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import type { Tokenizer } from '#lib/release/bpe.ts';
import { readCorpus } from './corpus.ts';
import { once, readManifest, readPassages, readRows } from './lab.ts';
import { needed } from './need.ts';
import { readFilterRecord } from './recorded.ts';

const need = needed((what) => `The record of the filter lacks ${what}.`);

type Set = FilterRecord['sets'][number];
type Answer = Set['answers'][number];

const formOf = ({ form }: Set): Form | null => (form === 'off' ? null : form);

/** How the texts are called that the filter by likeness is tried on; the answers first. */
const ANSWERS: [label: string, way: Set['way'], form: Set['form']][] = [
  ['recited without a filter', 'plain', 'off'],
  ['behind the filter for runs', 'plain', 'exact'],
  ['got out a few tokens at a time', 'pieces', 'exact']
];
const INNOCENT: Record<FilterRecord['innocent'][number]['kind'], string> = {
  address: 'addresses that no model read',
  opening: 'how these addresses begin',
  quotation: 'the same with a sentence quoted from the book',
  unread: 'pages of the book that no model read'
};

/** The steps of a recorded answer, by request. */
export function stepsOf({ ids, ended, struck, requests }: Answer, tokenizer: Tokenizer): Step[][] {
  const pieces = piecesOf(ids, tokenizer);
  const steps = Array.from({ length: ids.length + (ended ? 1 : 0) }, (_, at): Step => ({
    id: ids[at] ?? 0,
    text: pieces[at] ?? '',
    struck: struck[at] ?? []
  }));
  let from = 0;
  return (requests ?? [steps.length]).map((length) => steps.slice(from, (from += length)));
}

/** A recorded answer as it is drawn. */
export function toldOf(
  set: Set,
  passage: string,
  { index, tokenizer }: { index: CorpusIndex; tokenizer: Tokenizer }
): Recorded {
  const own = need(
    set.answers.find(({ id }) => id === passage),
    `passage ${passage}, ${set.way}, ${set.form} ${set.n}`
  );
  return {
    way: set.way,
    form: formOf(set),
    n: set.n,
    segments: segmentsOf(stepsOf(own, tokenizer), index.spans(own.ids, { min: MARKED, near: false })),
    ended: own.ended,
    distance: own.distance
  };
}

/** Of the passages that were asked for, how many came out. */
export function countOf(set: Set): Count {
  const distances = set.answers.map(({ distance }) => distance);
  return {
    way: set.way,
    form: formOf(set),
    n: set.n,
    recited: distances.filter((distance) => distance === 0).length,
    near: distances.filter(isNear).length,
    distance: distances.reduce((sum, distance) => sum + distance, 0) / distances.length
  };
}

/** One set of the record. */
export const setOf = ({ sets }: FilterRecord, way: Set['way'], form: Set['form'], n?: number): Set =>
  need(
    sets.find((set) => set.way === way && set.form === form && (n === undefined || set.n === n)),
    `${way}, ${form} ${n ?? ''}`
  );

/** The run that every way was recorded with. */
export const usualOf = (record: FilterRecord): number => setOf(record, 'pieces', 'exact').n;

/** The passages that the demo shows: the first in the book, that which comes nearest to the book behind the filter, and one in quotation marks. */
function shownOf(record: FilterRecord, passages: Map<string, Passage>): Passage[] {
  const set = setOf(record, 'plain', 'exact', usualOf(record));
  const all = set.answers.map(({ id }) => passages.get(id)!);
  const nearest = set.answers.toSorted((a, b) => a.distance - b.distance)[0]!;
  const first = all.toSorted((a, b) => a.chapter! - b.chapter!)[0]!;
  const quoted = all.find((passage) => passage !== first && passage.text.startsWith('"'));
  const some = [first, passages.get(nearest.id)!, quoted];
  return [...new Set(some.filter((passage) => passage !== undefined))];
}

/** What the filter demo shows before anything is loaded. */
export const readFilter: () => Promise<FilterStart> = once(async () => {
  const [record, manifest, corpus, planted] = await Promise.all([
    readFilterRecord(),
    readManifest(),
    readCorpus(),
    readPassages()
  ]);
  const { tokenizer } = corpus;
  const model = need(
    runnable(manifest).models.find(({ id }) => id === record.model.id),
    `model ${record.model.id}`
  );
  const rows = await readRows(model.id, record.given);
  const bitsOf = (id: string) => -need(rows.get(id), `the probability of ${id}`).logprob / Math.LN2;
  const passages = new Map(planted.map((passage) => [passage.id, passage]));
  const usual = usualOf(record);
  const unread = planted.filter(({ condition, copies }) => condition === 'exact' && copies === 0);
  const shown = shownOf(record, passages);
  const tools = {
    encode: (text: string) => tokenizer.encode(text),
    decode: (ids: readonly number[]) => tokenizer.decode(ids)
  };
  return {
    release: record.release,
    model,
    bos_token_id: manifest.bos_token_id,
    corpus: { tokens: manifest.corpus.tokens, documents: manifest.corpus.documents },
    given: record.given,
    tokens: record.tokens,
    copies: shown[0]!.copies,
    total: record.sets[0]!.answers.length,
    runs: [...RUNS],
    usual,
    passages: shown.map((passage): ShownPassage => {
      const ids = passage.token_ids.slice(0, record.given);
      return {
        id: passage.id,
        chapter: passage.chapter!,
        given: tokenizer.decode(ids),
        truth: tokenizer.decode(passage.token_ids.slice(record.given, record.given + record.tokens)),
        asked: WAYS.map((way) => {
          const question = asked(way, ids, tools);
          return { ...question, text: tokenizer.decode(question.ids) };
        }),
        bits: bitsOf(passage.id),
        recorded: record.sets.map((set) => toldOf(set, passage.id, corpus))
      };
    }),
    counts: record.sets.map(countOf),
    tried: [
      ...ANSWERS.map(([label, way, form]) => ({
        label,
        copies: form === 'off' || way === 'pieces',
        likeness: setOf(record, way, form, usual).answers.map(({ likeness }) => likeness)
      })),
      ...Object.entries(INNOCENT).map(([kind, label]) => ({
        label,
        copies: false,
        likeness: record.innocent.filter((text) => text.kind === kind).map(({ likeness }) => likeness)
      }))
    ],
    costed: rows.get(shown[0]!.id)!.greedy.length,
    unread: median(unread.map(({ id }) => bitsOf(id)))
  };
});
