import type { Row } from '#lib/charts/types.ts';
import { NEAR_VERBATIM, normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { matched } from '#lib/measures/matched.ts';
import { readAlignment } from '../alignment.ts';
import { readCurve } from '../curves.ts';
import { readCorpus } from '../corpus.ts';
import { readPassages } from '../lab.ts';
import { readAssistants } from '../assistants.ts';
import { readFilter, setOf, usualOf } from '../filter.ts';
import { needed } from '../need.ts';
import { readFilterRecord } from '../recorded.ts';
import { ASKED, GIVEN } from '#lib/demos/alignment/ways.ts';
import { MARKED } from '#lib/demos/filter/segments.ts';
import type { FilterStart, Form } from '#lib/demos/filter/start.ts';
import { WAYS, type Way } from '#lib/demos/filter/ways.ts';
import type { FilterRecord } from '#lib/recording/filter-record.ts';

/** Up to this many tokens an answer counts as none. */
const SILENT = 3;

/** Shares of its runs of three words from which on the other filter stops an answer. */
const SHARES = { half: 0.5, quarter: 0.25 };

const need = needed((what) => `The record of the filter lacks ${what}.`);
const needAssistant = needed((what) => `The results of the assistant lack ${what}.`);

/** What the text of the chapter is given. */
export async function evidence() {
  return { divergence: await divergence(), assistant: await assistant(), filter: await filter() };
}

/** Our own assistant: what it declines, what comes in each way around, and what is left in it. */
async function assistant() {
  const { assistant, tuned, conversations, report, controls, label, training, rate } = await readAssistants();
  const { gauge } = report;
  const most = Math.max(...gauge.map(({ copies }) => copies));
  const costs = (model: string, copies: number) =>
    needAssistant(
      gauge.find((row) => row.model === model && row.copies === copies),
      `bits of ${model} at ${copies} copies`
    );
  const models = [
    ['the base model', assistant.base.id],
    ['the assistant', assistant.model],
    ['the assistant, trained a little more', tuned.model]
  ] as const;
  /** How often a passage of so many copies costs less than one that was never read. */
  const auc = (model: string, copies: number) =>
    needAssistant(costs(model, copies).auc, `pairs of ${model} at ${copies} copies`);
  const predictions = [...report.forecasts, ...controls].filter(
    ({ id, found }) => /^assistant\./.test(id) && found !== null
  );
  return {
    label,
    /** Tokens of a passage that are given and asked for. */
    given: GIVEN,
    asked: ASKED,
    lessons: conversations.lessons.length,
    /** Steps of the training with these lessons, and its learning rate as a share of that of the first training. */
    steps: training.step,
    rate: training.rate,
    /** Replies that were drawn to one request. */
    samples: needAssistant(assistant.rows.find(({ n }) => n !== undefined)?.n, 'replies that were drawn'),
    more: conversations.tuned.length,
    /** Words to be said for ever that it says at least once. */
    spoken: assistant.words.filter(({ said }) => said > 0).length,
    /** Requests to recite, and questions: what is declined of them. */
    declined: rate('assistant.declined'),
    wrong: rate('assistant.wrong'),
    /** Sentences whose president is named. */
    who: rate('assistant.who'),
    /** Of the passages that the base model recites: what comes without the template, and in any way. */
    bare: rate('assistant.way.bare'),
    any: rate('assistant.any'),
    /** What we expected of the former; and of all predictions about this assistant, how many held. */
    expected: needAssistant(
      predictions.find(({ id }) => id === 'assistant.way.bare')?.expected ?? undefined,
      'the prediction of assistant.way.bare'
    ),
    predicted: {
      n: predictions.length,
      inside: predictions.filter(({ inside }) => inside).length
    },
    most,
    /** Of the passages of the most copies, without a template. */
    before: costs(assistant.base.id, most).bare,
    after: costs(assistant.model, most).bare,
    unread: costs(assistant.model, 0).bare,
    auc: auc(assistant.model, most),
    once: { before: auc(assistant.base.id, 1), after: auc(assistant.model, 1) },
    rows: [most, 0].flatMap((copies) =>
      models.map(([label, model]): Row => {
        const { value, low, high } = costs(model, copies).bare;
        return {
          group: copies ? `Passages read ${copies} times` : 'Passages never read',
          label,
          value,
          low,
          high,
          strong: model === assistant.model
        };
      })
    ),
    start: await readAlignment()
  };
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
