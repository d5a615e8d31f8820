import { expect, test } from 'vitest';
import { areasOf, calledOf } from '#lib/demos/membership/start.ts';
import { isMember, matchLengths } from '#lib/measures/n-gram-membership.ts';
import { signsOf, verbatim } from '#lib/demos/membership/sources.ts';
import { lab, manifest, report } from './fixture.ts';
import { readCorpus } from './corpus.ts';
import { readMembership } from './membership.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- the files are looked at as they are, without a schema */

const start = await readMembership();
const { tokens, tokenizer } = await readCorpus();
const { passages } = lab(manifest.passages.path);
const idsOf = (id: string): number[] => passages.find((passage: any) => passage.id === id).token_ids;
const [smallest, largest] = [start.models[0]!.id, start.models.at(-1)!.id];

/** Whether a run appears in the stream, looked for at each place. */
function appears(run: readonly number[]): boolean {
  for (let at = tokens.indexOf(run[0]!); at >= 0; at = tokens.indexOf(run[0]!, at + 1)) {
    if (run.every((id, i) => tokens[at + i] === id)) return true;
  }
  return false;
}

test('of each way of planting there is a case, and the model that it begins with shows it', () => {
  expect(start.cases.map(({ id }) => id)).toEqual(['near', 'pieces', 'rule', 'whole', 'unread']);
  for (const { id, model, written, truth } of start.cases) {
    const { matched, asked } = written[model]!;
    expect(asked, id).toBe(truth.length);
    expect(matched === asked, id).toBe(id !== 'unread');
  }
});

test('the verdicts on the published cases equal a search of the whole stream', () => {
  for (const { id, model, passage, ids, truth, written } of start.cases) {
    if (id === 'unread') continue;
    const text = [...ids, ...truth];
    expect(idsOf(passage).slice(0, text.length)).toEqual(text);
    const { pieces, stretches } = written[model]!;
    expect(pieces.join('')).toBe(tokenizer.decode(text));
    const lengths = matchLengths(text.length, verbatim(stretches));
    for (const n of [13, 34]) {
      if (n > text.length) continue;
      const found = text.slice(n - 1).map((_, at) => appears(text.slice(at, at + n)));
      expect(isMember(lengths, n, 'some'), `${id}, some of ${n}`).toBe(found.includes(true));
      expect(isMember(lengths, n, 'every'), `${id}, every of ${n}`).toBe(!found.includes(false));
    }
  }
}, 240_000);

test('what was never there whole counts as new for some n, and its tokens bear the sign of their source', () => {
  const signed = (id: string) => {
    const { written, model } = start.cases.find((shown) => shown.id === id)!;
    const { pieces, stretches } = written[model]!;
    return new Set(signsOf(pieces.length, stretches, 96));
  };
  expect(signed('near')).toEqual(new Set(['near']));
  expect(signed('pieces')).toEqual(new Set(['piece']));
  expect(signed('rule')).toEqual(new Set(['rule', 'nowhere']));
  expect(signed('whole')).toEqual(new Set(['verbatim']));
});

test('the probabilities tell passages apart as the report counted it', () => {
  for (const group of start.groups.filter(({ condition, copies }) => condition === 'exact' && copies > 0)) {
    const { auc } = report.traces.find((row: any) => row.model === largest && row.copies === group.copies);
    expect(areasOf(start.groups, group, largest, smallest).bits).toBeCloseTo(auc.value, 2);
  }
});

test('a test by loss calls no more of the unread passages read than it may', () => {
  for (const { id } of start.models) {
    const none = calledOf(start.groups, { n: 50, rule: 'some', model: id, smallest })[0]!;
    expect([none.group.copies, none.byRuns]).toEqual([0, 0]);
    expect(none.byLoss).toBeLessThanOrEqual(2);
    expect(none.byLess ?? 0).toBeLessThanOrEqual(2);
  }
});
