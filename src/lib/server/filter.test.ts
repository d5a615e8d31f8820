import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { wordDistance } from '#lib/demos/filter/distance.ts';
import { textOf } from '#lib/demos/filter/segments.ts';
import { asked } from '#lib/demos/filter/ways.ts';
import { parseFilterRecord, type FilterRecord } from '#lib/recording/filter-record.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { foldedWords } from '#lib/words/fold.ts';
import { readCorpus } from './corpus.ts';
import { readFilter } from './filter.ts';
import { passages } from './fixture.ts';

const record = parseFilterRecord(JSON.parse(readFileSync('content/recorded/filter.json', 'utf8')));
const planted = new Map(
  passages.map((passage: { id: string; token_ids: number[] }) => [passage.id, passage])
);
const truthOf = (id: string): number[] => planted.get(id)!.token_ids.slice(32, 96);
let corpus: Awaited<ReturnType<typeof readCorpus>>;
beforeAll(async () => {
  corpus = await readCorpus();
  corpus.index.foldBy(JSON.parse(readFileSync('static/lab/2026-12/tokenizer.json', 'utf8')));
}, 60_000);

type Answer = FilterRecord['sets'][number]['answers'][number];

/** What was given and written in each request, and where what was written begins. */
function requestsOf(way: FilterRecord['sets'][number]['way'], n: number, { id, ids, requests }: Answer) {
  const given = planted.get(id)!.token_ids.slice(0, 32);
  const { ids: prompt, others } = asked(way, given, {
    encode: (text) => corpus.tokenizer.encode(text),
    decode: (some) => corpus.tokenizer.decode(some)
  });
  if (!requests) return [{ prompt, written: ids }];
  let at = 0;
  return requests.map((length) => {
    const text = [...given, ...ids.slice(0, at)];
    const after = n - 1 - Math.floor((n - 1) / 3);
    const place = text.length - 1 - after;
    const written = ids.slice(at, (at += length));
    return {
      prompt: text.map((token, i) => (i === place ? others[token === others[0] ? 1 : 0] : token)),
      written
    };
  });
}

test('the passages are those of the most copies, in every way and behind every filter', () => {
  const most = passages.filter(
    ({ condition, copies }: { condition: string; copies: number }) => condition === 'exact' && copies === 128
  );
  expect(most).toHaveLength(48);
  for (const { answers } of record.sets)
    expect(answers.map(({ id }) => id)).toEqual(most.map(({ id }: { id: string }) => id));
  expect(record).toMatchObject({ given: 32, tokens: 64 });
});

describe.each(record.sets.map((set) => [`${set.way}, ${set.form} ${set.n}`, set] as const))(
  '%s',
  (_, set) => {
    test('what was recorded is as far from the book, and as alike, as it says', () => {
      for (const { id, ids, ended, distance, likeness } of set.answers) {
        const text = corpus.tokenizer.decode(ids);
        const apart = wordDistance(text, corpus.tokenizer.decode(truthOf(id)), ended);
        expect([apart.toFixed(4), corpus.index.likeness(text).share.toFixed(4)], id).toEqual([
          distance.toFixed(4),
          likeness.toFixed(4)
        ]);
      }
    });

    test('no run that the filter stops came out, and something was struck out only by a filter', () => {
      for (const answer of set.answers) {
        if (set.form === 'off') expect(answer.struck).toEqual({});
        for (const { prompt, written } of requestsOf(set.way, set.n, answer)) {
          for (let length = 1; length <= written.length; length++) {
            const all = [...prompt, ...written.slice(0, length)];
            if (set.form === 'exact') expect(corpus.index.count(all.slice(-set.n)), answer.id).toBe(0);
            if (set.form === 'folded') {
              const before = [...prompt, ...written.slice(0, length - 1)];
              expect(
                corpus.index.stops(before, all.slice(-1), { n: set.n, folded: true }),
                answer.id
              ).toEqual([false]);
            }
          }
        }
      }
    });
  }
);

test('a folded run that came out would be found: the words of a passage as they stand', () => {
  const [first] = record.sets[0]!.answers;
  const { token_ids } = planted.get(first!.id)!;
  const options = { n: 10, folded: true };
  const upper = corpus.tokenizer.encode(corpus.tokenizer.decode(token_ids.slice(0, 40)).toUpperCase());
  const stopped = upper.map((id, at) => corpus.index.stops(upper.slice(0, at), [id], options)[0]);
  expect(stopped.filter(Boolean).length).toBeGreaterThan(5);
  expect(corpus.index.count(upper.slice(0, 10))).toBe(0);
});

test('the demo counts what was recorded, and shows it as it came', async () => {
  const start = await readFilter();
  expect(start.counts).toEqual(
    record.sets.map(({ way, form, n, answers }) => ({
      way,
      form: form === 'off' ? null : form,
      n,
      recited: answers.filter(({ distance }) => distance === 0).length,
      near: answers.filter(({ distance }) => distance <= 0.1).length,
      distance: expect.closeTo(answers.reduce((sum, { distance }) => sum + distance, 0) / 48, 9)
    }))
  );
  const vocabulary = new Vocabulary(JSON.parse(readFileSync('static/lab/2026-12/tokenizer.json', 'utf8')));
  for (const { id, recorded, truth } of start.passages) {
    expect(truth).toBe(vocabulary.decode(truthOf(id)));
    for (const [at, told] of recorded.entries()) {
      const answer = record.sets[at]!.answers.find((one) => one.id === id)!;
      expect(textOf(told.segments)).toBe(vocabulary.decode(answer.ids));
      expect(told.segments.flatMap(({ struck }) => struck)).toEqual(
        Object.entries(answer.struck)
          .toSorted(([a], [b]) => Number(a) - Number(b))
          .flatMap(([, struck]) => struck)
      );
      // Only what stands in the training data is marked.
      for (const { text, verbatim } of told.segments)
        if (verbatim) expect(foldedWords(text).length, text).toBeGreaterThan(0);
    }
  }
});

test('the bits are those of the published probabilities', async () => {
  const start = await readFilter();
  const rows = JSON.parse(readFileSync(`static/lab/2026-12/results/${start.model.id}.json`, 'utf8')).rows as {
    passage: string;
    context: number;
    logprob: number;
    greedy: number[];
  }[];
  const bits = new Map(
    rows.filter(({ context }) => context === 32).map((row) => [row.passage, row.logprob / -Math.log(2)])
  );
  for (const { id, bits: own } of start.passages) expect(own).toBeCloseTo(bits.get(id)!, 9);
  const unread = passages
    .filter(
      ({ condition, copies }: { condition: string; copies: number }) => condition === 'exact' && copies === 0
    )
    .map(({ id }: { id: string }) => bits.get(id)!)
    .sort((a: number, b: number) => a - b);
  expect(start.unread).toBeCloseTo((unread[23]! + unread[24]!) / 2, 9);
  expect(start.costed).toBe(32);
});

test('of the innocent texts as many are told of as were recorded', async () => {
  const { tried } = await readFilter();
  expect(tried.slice(3).map(({ likeness }) => likeness.length)).toEqual([48, 6, 48, 48]);
  expect(tried.slice(3).flatMap(({ likeness }) => likeness)).toEqual(
    record.innocent.map(({ likeness }) => likeness)
  );
  for (const { likeness } of tried.slice(0, 3)) expect(likeness).toHaveLength(48);
});
