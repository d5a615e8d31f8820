import type { Row } from '#lib/charts/types.ts';
import { NEAR_VERBATIM, normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { matched } from '#lib/measures/matched.ts';
import { readCurve } from '../curves.ts';
import { readCorpus } from '../corpus.ts';
import { readPassages } from '../lab.ts';
import { readFilterRecord } from '../recorded.ts';

/** Tokens of a run that the figure of the filter marks; the filter lets no longer ones through. */
const MARKED = 5;

/** Up to this many tokens an answer counts as none. */
const SILENT = 3;

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
  const [record, { index, manifest, tokenizer }, passages] = await Promise.all([
    readFilterRecord(),
    readCorpus(),
    readPassages()
  ]);
  const entry = manifest.models.find(({ id }) => id === record.model.id)!;
  const planted = new Map(passages.map((passage) => [passage.id, passage]));
  const answers = record.passages.map(({ id, plain, filtered }) => {
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
  const shown = answers.toSorted((a, b) => a.filtered.distance - b.filtered.distance)[0];
  if (!shown) throw new Error('The filter was recorded for no passage.');
  const shownAs = (ids: readonly number[]) => ({
    pieces: ids.map((id) => tokenizer.decode([id])),
    spans: index.spans([...ids], { min: MARKED, near: false })
  });
  return {
    run: record.run,
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
    silent: answers.filter(({ filtered }) => filtered.ids.length <= SILENT).length
  };
}
