import { collectionOfCorpus, idsOf, spellingOfTokens } from '#lib/corpus/dedup/collection.ts';
import { Deduplicator } from '#lib/corpus/dedup/deduplicator.ts';
import { jaccard } from '#lib/corpus/dedup/minhash.ts';
import { PAPER, clusters } from '#lib/corpus/dedup/near.ts';
import { countGroups, groupsOf } from '#lib/demos/deduplication-lab/groups.ts';
import { LOOSE, QUICK } from '#lib/demos/deduplication-lab/rules.ts';
import type { LabStart, NearCopies, Recital } from '#lib/demos/deduplication-lab/start.ts';
import { usualMin } from '#lib/demos/deduplication-lab/state.ts';
import { GIVEN } from '#lib/release/given.ts';
import { fetched, type Manifest } from '#lib/release/manifest.ts';
import { largestPair } from '#lib/release/models.ts';
import type { Passage } from '#lib/release/passages.ts';
import { editDistanceWithin } from '#lib/measures/edit-distance-within.ts';
import { percent } from '#lib/words/percent.ts';
import { once, readPassages, readSummary } from './lab.ts';
import { readCorpus } from './corpus.ts';

/** Runs whose beginning is in the page, and tokens of each document of the example. */
const RUNS = 3;
const EXAMPLE = 64;

/** What the deduplication lab shows before anything is loaded: a few seconds of work, once a build. */
export const readLabStart: () => Promise<LabStart> = once(async () => {
  const [{ manifest, tokens, index, tokenizer }, passages] = await Promise.all([
    readCorpus(),
    readPassages()
  ]);
  const collection = collectionOfCorpus(tokens, index.documents);
  const deduplicator = new Deduplicator(collection, spellingOfTokens(collection, tokenizer));

  const { documents, removals } = deduplicator.overview();
  const exact = deduplicator.exact(usualMin('corpus'));
  // The loose rule first: what comes after asks for shingles of one length.
  const loose = clusters(deduplicator.near(LOOSE).merges);
  const published = clusters(deduplicator.near(QUICK).merges);
  const levels = levelsOf(passages);
  const groups = groupsOf(documents, levels);
  const total = (of: (document: (typeof documents)[number]) => number) =>
    documents.reduce((sum, document) => sum + of(document), 0);

  const [a, b] = documents.flatMap(({ kind }, i) => (kind === 'near' ? [i] : []));
  if (a === undefined || b === undefined) throw new Error('The published corpus holds no near copies.');
  const comparison = deduplicator.compare(a, b, PAPER.k);
  return {
    release: manifest.release,
    files: {
      tokens: fetched(manifest.corpus.tokens),
      documents: fetched(manifest.corpus.documents),
      tokenizer: fetched(manifest.tokenizer)
    },
    levels,
    documents: { once: documents.length, all: total(({ copies }) => copies) },
    tokens: { once: total(({ length }) => length), all: total(({ length, copies }) => length * copies) },
    removals,
    runs: {
      count: exact.count,
      longest: exact.runs.slice(0, RUNS).map(({ length, here, before, text }) => ({
        length,
        here: documents[here.document]!.title,
        before: documents[before.document]!.title,
        text
      }))
    },
    groups: countGroups(groups, documents, exact.byDocument, [published, loose]),
    nearCopies: nearCopies(deduplicator, levels),
    example: {
      a: documents[a]!.title,
      b: documents[b]!.title,
      level: levels[documents[a]!.id.split('-')[0]!]!,
      comparison: {
        ...comparison,
        a: comparison.a.slice(0, EXAMPLE),
        b: comparison.b.slice(0, EXAMPLE),
        cut: true
      }
    },
    models: await recitals(manifest)
  };
});

/** Per cent of the tokens replaced in the near copies of each passage that has any. */
const levelsOf = (passages: readonly Passage[]): Record<string, number> =>
  Object.fromEntries(
    passages.flatMap(({ id, condition, level }) => (condition === 'near' && level ? [[id, level]] : []))
  );

/** How alike near copies of one passage are, over all pairs. */
function nearCopies(deduplicator: Deduplicator, levels: Record<string, number>): NearCopies[] {
  const { collection } = deduplicator;
  const sets = deduplicator.shingles(PAPER.k);
  const copies = new Map<string, number[]>();
  collection.documents.forEach(({ id, kind }, i) => {
    if (kind !== 'near') return;
    const passage = id.split('-')[0]!;
    copies.set(passage, [...(copies.get(passage) ?? []), i]);
  });
  const alike = new Map<number, { jaccard: number[]; edit: number[] }>();
  for (const [passage, members] of copies) {
    const level = levels[passage]!;
    const at = alike.get(level) ?? { jaccard: [], edit: [] };
    alike.set(level, at);
    members.forEach((i, n) => {
      for (const j of members.slice(n + 1)) {
        const [a, b] = [i, j].map((k) => idsOf(collection, collection.documents[k]!));
        at.jaccard.push(jaccard(sets[i]!, sets[j]!));
        const longer = Math.max(a!.length, b!.length);
        at.edit.push(1 - editDistanceWithin(a!, b!, longer) / longer);
      }
    });
  }
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  const median = (values: number[]) => values[values.length >> 1]!;
  return [...alike].map(([level, { jaccard, edit }]) => ({
    level,
    pairs: jaccard.length,
    jaccard: { low: sorted(jaccard)[0]!, median: median(jaccard), high: jaccard.at(-1)! },
    edit: median(sorted(edit))
  }));
}

/** What the largest model that has a deduplicated twin recites, and what the twin does. */
async function recitals({ models }: Manifest): Promise<LabStart['models']> {
  const pair = largestPair(models);
  if (!pair) return null;
  const { raw, twin } = pair;
  const names: Record<string, (level: number | null) => string> = {
    exact: () => 'Copied exactly',
    near: (level) => `In near copies, ${percent(level! / 100)} replaced`,
    fragments: (level) => `In pieces of ${level} tokens`
  };
  const rows = new Map<string, Recital>();
  for (const row of (await readSummary()).rows) {
    const name = names[row.condition]?.(row.level);
    if (name === undefined || row.context !== GIVEN || row.copies === 0) continue;
    if (row.model !== raw.id && row.model !== twin.id) continue;
    const at = rows.get(name) ?? { name, passages: 0, raw: 0, twin: 0 };
    rows.set(name, at);
    if (row.model === raw.id) {
      at.passages += row.n;
      at.raw += row.recited;
    } else at.twin += row.recited;
  }
  return { label: raw.label, given: GIVEN, rows: [...rows.values()] };
}
