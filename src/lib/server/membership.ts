import { readRecitalRecord } from './recorded.ts';
import { once, readPassages, readResults } from './lab.ts';
import { readCorpus } from './corpus.ts';
import { piecesOf } from '#lib/completion/pieces.ts';
import { FORGERIES } from '#lib/demos/membership/forge.ts';
import { SHORTEST, stretchesOf, verbatim } from '#lib/demos/membership/sources.ts';
import {
  barsOver,
  type Bars,
  type Case,
  type Cost,
  type Group,
  type Start,
  type Tested,
  type Written
} from '#lib/demos/membership/start.ts';
import { N } from '#lib/demos/membership/state.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { largestN, matchLengths, RULES, type Rule } from '#lib/measures/n-gram-membership.ts';
import { matched } from '#lib/measures/matched.ts';
import { ASKED, GIVEN } from '#lib/release/given.ts';
import { runnable } from '#lib/release/manifest.ts';
import { withAllCopies } from '#lib/release/models.ts';
import type { Passage } from '#lib/release/passages.ts';
import { isRecited, writtenOf, type ResultRow } from '#lib/release/results.ts';
import { rounded } from '#lib/words/number.ts';

/** Numbers of copies that the table shows of the passages read whole. */
const SHOWN = [0, 1, 4, 16, 128];

const bitsOf = ({ logprob, greedy }: ResultRow) => -logprob / Math.LN2 / greedy.length;

/** What the dial shows: cases and groups from the published rows, forgeries tested on the published training text. */
export const readMembership: () => Promise<Start> = once(async () => {
  const [{ manifest, index, tokenizer }, passages, record] = await Promise.all([
    readCorpus(),
    readPassages(),
    readRecitalRecord()
  ]);
  const models = withAllCopies(runnable(manifest).models);
  const [smallest, largest] = [models[0]!, models.at(-1)!];
  const kinds = new Map(index.documents.map(({ id, kind }) => [id, kind]));
  const rows = new Map<string, ResultRow>();
  const key = (model: string, passage: string, context: number) => `${model} ${passage} ${context}`;
  for (const { id } of models)
    for (const row of (await readResults(id)) ?? []) rows.set(key(id, row.passage, row.context), row);
  const rowOf = (model: string, { id }: Passage, context: number) => rows.get(key(model, id, context))!;
  const recited = (model: string, passage: Passage, context: number) => {
    const row = rows.get(key(model, passage.id, context));
    return row !== undefined && isRecited(row);
  };

  const spansOf = (ids: readonly number[], near = true) =>
    stretchesOf(index.spans(ids, { min: Math.min(SHORTEST, ids.length), near }), (id) => kinds.get(id)!);
  const test = (ids: readonly number[]): Tested => ({
    pieces: piecesOf(ids, tokenizer),
    stretches: spansOf(ids)
  });
  const lengthsOf = (ids: readonly number[]) => matchLengths(ids.length, verbatim(spansOf(ids, false)));

  const planted = (condition: string, copies: number | null = null, level: number | null = null) =>
    passages.filter(
      (passage) =>
        passage.condition === condition &&
        (copies === null || passage.copies === copies) &&
        (level === null || passage.level === level)
    );
  const exact = planted('exact');
  const most = Math.max(...exact.map(({ copies }) => copies));

  const cost = (model: string, passage: Passage, context: number): Cost => {
    const bits = bitsOf(rowOf(model, passage, context));
    const other = bitsOf(rowOf(smallest.id, passage, context));
    return { bits: rounded(bits, 3), less: model === smallest.id ? null : rounded(other - bits, 3) };
  };
  const bars = (model: string, context: number): Bars =>
    barsOver(planted('exact', 0).map((passage) => cost(model, passage, context)));

  function caseOf(id: Case['id'], passage: Passage, context: number, model: string): Case {
    const { token_ids: ids, copies, level = null } = passage;
    const truth = ids.slice(context, context + rowOf(model, passage, context).greedy.length);
    const length = context + truth.length;
    const write = (row: ResultRow): Written => {
      const { ids: said } = writtenOf(row, manifest.bos_token_id);
      return {
        ...test([...ids.slice(0, context), ...said]),
        asked: row.greedy.length,
        matched: matched(said, truth)
      };
    };
    const distances = index.documents
      .filter((document) => id === 'near' && document.id.startsWith(`${passage.id}-`))
      .map((document) => {
        const copy = index.getDoc(document.id, { to: length })!.ids;
        return ids.slice(0, length).filter((token, i) => token !== copy[i]).length;
      });
    const by = <T>(of: (model: string) => T) => Object.fromEntries(models.map(({ id }) => [id, of(id)]));
    return {
      id,
      passage: passage.id,
      model,
      copies,
      level,
      ids: ids.slice(0, context),
      truth,
      differs: distances.length > 0 ? Math.min(...distances) : null,
      written: by((model) => write(rowOf(model, passage, context))),
      costs: by((model) => cost(model, passage, context)),
      bars: by((model) => bars(model, context))
    };
  }

  /** The first passage that the largest model recites; where there is none, the first that it gets furthest with. */
  const shown = (group: readonly Passage[], context: number) =>
    leaders(group, (passage) => rowOf(largest.id, passage, context).matched)[0]!;
  const levels = (condition: string) => planted(condition).map(({ level }) => level!);

  // Of the near copies the one whose passage appears in the shortest runs; of the pieces, one that goes past a piece.
  const near = leaders(
    planted('near', null, Math.min(...levels('near'))).filter((p) => recited(largest.id, p, GIVEN)),
    ({ token_ids }) => -largestN(lengthsOf(token_ids.slice(0, GIVEN + ASKED)), 'some')
  )[0];
  const longest = Math.max(...levels('fragments'));
  const byRule = [16, GIVEN].flatMap((context) =>
    models.flatMap(({ id }) =>
      planted('pattern', 0)
        .filter((passage) => recited(id, passage, context))
        .map((passage) => ({ passage, context, model: id }))
    )
  )[0] ?? { passage: planted('pattern', 0)[0]!, context: GIVEN, model: largest.id };
  const base = exact.find(({ id }) => record.prompts.some(({ passage }) => passage === id))!;

  const cases = [
    caseOf('near', near ?? shown(planted('near'), GIVEN), GIVEN, largest.id),
    caseOf('pieces', shown(planted('fragments', null, longest), longest), longest, largest.id),
    caseOf('rule', byRule.passage, byRule.context, byRule.model),
    caseOf('whole', base.copies === most ? base : shown(planted('exact', most), GIVEN), GIVEN, largest.id),
    caseOf('unread', planted('exact', 0)[0]!, GIVEN, largest.id)
  ];

  const text = tokenizer.decode(base.token_ids.slice(0, GIVEN + ASKED)).trim();
  const groups = [
    ...SHOWN.map((copies) => planted('exact', copies)),
    ...[...new Set(levels('near'))].map((level) => planted('near', null, level)),
    ...[...new Set(levels('fragments'))].map((level) => planted('fragments', null, level)),
    ...[0, 1].map((copies) => planted('pattern', copies))
  ].flatMap((group): Group[] => {
    const first = group[0];
    if (!first) return [];
    const tested = group.map(({ token_ids }) => token_ids.slice(0, GIVEN + ASKED));
    const lengths = tested.map(lengthsOf);
    const largest = (rule: Rule) =>
      lengths.map((each) => {
        const n = largestN(each, rule);
        return n === each.length ? N.max : n;
      });
    return [
      {
        condition: first.condition,
        copies: first.copies,
        level: first.level ?? null,
        n: group.length,
        largest: Object.fromEntries(RULES.map((rule) => [rule, largest(rule)])) as Record<Rule, number[]>,
        bits: Object.fromEntries(
          models.map(({ id }) => [id, group.map((passage) => rounded(bitsOf(rowOf(id, passage, GIVEN)), 3))])
        )
      }
    ];
  });

  return {
    models,
    files: {
      tokens: manifest.corpus.tokens,
      documents: manifest.corpus.documents,
      tokenizer: manifest.tokenizer
    },
    cases,
    members: [...kinds.values()].filter((kind) => kind === 'pattern').length,
    base: { text, copies: base.copies },
    forged: FORGERIES.map(({ forge }) => forge(text)).map((text) => ({
      text,
      ...test(tokenizer.encode(text))
    })),
    groups,
    given: GIVEN,
    asked: ASKED
  };
});
