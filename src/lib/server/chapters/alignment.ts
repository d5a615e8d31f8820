import type { Row } from '#lib/charts/types.ts';
import { NEAR_VERBATIM, normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { matched } from '#lib/measures/matched.ts';
import { readCurve } from '../curves.ts';
import { readCorpus } from '../corpus.ts';
import { readPassages } from '../lab.ts';
import { readFilter, setOf, usualOf } from '../filter.ts';
import { needed } from '../need.ts';
import { readFilterRecord } from '../recorded.ts';
import { MARKED } from '#lib/demos/filter/segments.ts';
import type { FilterStart, Form } from '#lib/demos/filter/start.ts';
import { WAYS, type Way } from '#lib/demos/filter/ways.ts';
import type { FilterRecord } from '#lib/recording/filter-record.ts';

/** Up to this many tokens an answer counts as none. */
const SILENT = 3;

/** Shares of its runs of three words from which on the other filter stops an answer. */
const SHARES = { half: 0.5, quarter: 0.25 };

const need = needed((what) => `The record of the filter lacks ${what}.`);

/** What the text of the chapter is given. */
export async function evidence() {
  return { divergence: await divergence(), filter: await filter() };
}

/** Share of the output that occurs on the web in runs of 50 tokens or more, by model, before and under the attack. */
async function divergence() {
  const { rows } = await readCurve('nasr2023_blog_figure');
  const shares = rows.map(({ model, pct_tokens_memorized: cell }) => {
    // ChatGPT's bar under the usual attack is too low to be read off; its number is the text's.
    const percent = Number(/text says ([\d.]+)/.exec(cell!)?.[1] ?? cell);
    return { model: model!, share: percent / 100 };
  });
  const of = (name: RegExp) => {
    const found = shares.find(({ model }) => name.test(model));
    if (!found) throw new Error(`nasr2023_blog_figure: no bar is called ${name}`);
    return found.share;
  };
  return {
    before: of(/^ChatGPT default/),
    base: of(/^InstructGPT/),
    attack: of(/divergence attack/),
    rows: shares.map(({ model, share }): Row => ({
      label: model,
      value: share,
      strong: model.startsWith('ChatGPT')
    }))
  };
}

/** What our largest model writes of the most copied passages, with a filter and without one (MemFree decoding). */
async function filter() {
  const [record, corpus, passages, lab] = await Promise.all([
    readFilterRecord(),
    readCorpus(),
    readPassages(),
    readFilter()
  ]);
  const { index, manifest, tokenizer } = corpus;
  const entry = manifest.models.find(({ id }) => id === record.model.id)!;
  const planted = new Map(passages.map((passage) => [passage.id, passage]));
  const run = usualOf(record);
  const [off, exact] = [setOf(record, 'plain', 'off'), setOf(record, 'plain', 'exact', run)];
  const answers = exact.answers.map(({ id, ids: filtered }, at) => {
    const plain = off.answers[at]!.ids;
    const passage = planted.get(id)!;
    const truth = passage.token_ids.slice(record.given);
    const asked = Math.max(plain.length, filtered.length);
    const beside = (ids: readonly number[]) => ({
      ids,
      /** How far from the book, of as many tokens. */
      distance: normalizedEditDistance(ids, truth.slice(0, Math.max(ids.length, asked))),
      matched: matched(ids, truth)
    });
    return { passage, asked, plain: beside(plain), filtered: beside(filtered) };
  });
  const tokens = Math.max(...answers.map(({ asked }) => asked));
  const shown = need(
    answers.toSorted((a, b) => a.filtered.distance - b.filtered.distance)[0],
    'every passage'
  );
  const shownAs = (ids: readonly number[]) => ({
    pieces: ids.map((id) => tokenizer.decode([id])),
    spans: index.spans([...ids], { min: MARKED, near: false })
  });
  return {
    run,
    given: record.given,
    tokens,
    marked: MARKED,
    label: entry.label,
    copies: shown.passage.copies,
    passages: answers.length,
    /** Of these passages, those written out without a mistake, and those near-verbatim, with the filter off and on. */
    recited: {
      plain: answers.filter(({ plain }) => plain.matched === tokens).length,
      filtered: answers.filter(({ filtered }) => filtered.matched === tokens).length
    },
    near: {
      plain: answers.filter(({ plain }) => plain.distance <= NEAR_VERBATIM).length,
      filtered: answers.filter(({ filtered }) => filtered.distance <= NEAR_VERBATIM).length
    },
    shown: {
      chapter: shown.passage.chapter,
      prefix: tokenizer.decode(shown.passage.token_ids.slice(0, record.given)),
      plain: shownAs(shown.plain.ids),
      filtered: shownAs(shown.filtered.ids),
      /** Tokens of the answer behind the filter that would have to be changed to make it the book's, as a share. */
      distance: shown.filtered.distance
    },
    /** Answers that the filter left with three tokens or fewer. */
    silent: answers.filter(({ filtered }) => filtered.ids.length <= SILENT).length,
    lab,
    ...bypasses(record, lab)
  };
}

/** How the ways past the filter fare, and what it is worth to look for likeness instead. */
function bypasses(record: FilterRecord, { counts, passages, tried }: FilterStart) {
  const run = usualOf(record);
  const of = (way: Way, form: Form | null) =>
    need(
      counts.find((count) => count.way === way && count.form === form && (form === null || count.n === run)),
      `${way} ${form}`
    );
  const pieces = setOf(record, 'pieces', 'exact', run).answers;
  const requests = pieces.map((answer) => answer.requests!.length);
  const stopped = (least: number) =>
    tried.map(({ label, likeness }) => ({
      label,
      stopped: likeness.filter((share) => share >= least).length,
      of: likeness.length
    }));
  return {
    /** In pieces: what came out, how many tokens a request took, how many requests there were and what was struck out. */
    pieces: {
      ...of('pieces', 'exact'),
      tokens: pieces[0]!.requests![0]!,
      requests: Math.max(...requests),
      struck: pieces.reduce((sum, { struck }) => sum + Object.values(struck).flat().length, 0),
      told: passages[0]!.recorded.find((told) => told.way === 'pieces' && told.form === 'exact')!
    },
    /** Of the other ways: with how many the prompt alone, without a filter, brings the passage out, and behind the filter. */
    ways: WAYS.filter((way) => way !== 'pieces').map((way) => ({
      way,
      off: of(way, null).near,
      exact: of(way, 'exact').near
    })),
    first: { bits: passages[0]!.bits, chapter: passages[0]!.chapter, prefix: passages[0]!.given },
    /** What a filter by likeness stops, at each share. */
    shares: SHARES,
    half: stopped(SHARES.half),
    quarter: stopped(SHARES.quarter)
  };
}
