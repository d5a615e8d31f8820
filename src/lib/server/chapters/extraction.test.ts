import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Attack } from '#lib/release/extraction.ts';
import { COPIES, curve, exact, interval, shareOf } from '../fixture.ts';
import { evidence } from './extraction.ts';

const NAMES = {
  perplexity: 'perplexity',
  small: 'a small model',
  medium: 'a medium model',
  zlib: 'zlib',
  lowercase: 'lowercase',
  window: 'a window of 50 tokens'
};
test('the published table is told cell by cell, with its greatest', async () => {
  const { hits, charts } = await evidence();
  const table = curve('carlini2021_hits');
  const columns = {
    top_n: 'No prompt',
    temperature: 'No prompt, falling temperature',
    internet: 'Web text as prompt'
  };
  const cells = Object.entries(columns).flatMap(([column, group]) =>
    Object.entries(NAMES).map(([metric, label]) => ({
      group,
      label,
      value: Number(table.find((line) => line.metric === metric)![column])
    }))
  );
  // Of each way of sampling the one greatest is set off.
  const strong = cells.map((cell) =>
    cells.every(({ group, value }) => group !== cell.group || value <= cell.value)
  );
  const best = { group: 'Web text as prompt', label: 'zlib', value: 67, strong: true };
  expect(charts.hits).toEqual(cells.map((cell, at) => ({ ...cell, strong: strong[at] })));
  expect(cells.filter(({ value }) => value >= 67)).toHaveLength(1);
  expect(hits).toEqual({ best, worst: Number(table[0]!.top_n) });
});

const attack = JSON.parse(readFileSync('static/lab/2026-12/results/extraction.json', 'utf8')) as Attack;
const copied = new Set(attack.copies.map(({ at }) => at));
const hitsOf = (order: string) => attack.inspected[order]!.filter((at) => copied.has(at)).length;

test('the attack is told as it was published; rankings that tie are all the best', async () => {
  const { attack: told, charts } = await evidence();
  const found = Object.entries(NAMES).map(([metric, label]) => ({ label, value: hitsOf(metric) }));
  const lead = ['perplexity', 'a small model', 'zlib', 'a window of 50 tokens'];
  const unranked = hitsOf('unranked');
  expect([attack.models.large.id, attack.models.medium.id, attack.models.small.id]).toEqual([
    'd6-raw',
    'd4-raw',
    'd1-raw'
  ]);
  expect(told).toEqual({
    ...{
      release: attack.release,
      label: '5.9M',
      medium: '1.3M',
      small: '0.14M',
      unranked,
      copy: attack.copy
    },
    drawn: attack.samples.tokens.length,
    length: attack.decoding.tokens,
    topK: attack.decoding.top_k,
    most: 100,
    best: found.filter(({ label }) => lead.includes(label)),
    choices: [`${unranked}`, `${Math.round((unranked + 100) / 2)}`, '100'],
    worse: ['lowercase'],
    idle: ['a medium model']
  });
  for (const { label, value } of found) {
    const [own, none] = [interval(value, 100), interval(unranked, 100)];
    expect(own.high < none.low).toBe(label === 'lowercase');
    expect(own.low > none.high).toBe(lead.includes(label));
    expect(own.high >= interval(100, 100).low).toBe(lead.includes(label));
  }
  expect(charts.ours).toEqual([
    { label: 'as they come', value: unranked },
    ...found.map(({ label, value }) => ({ label: `ranked by ${label}`, value, strong: lead.includes(label) }))
  ]);
});

test('what came out is counted among the exact passages, beside what a prompt brings out', async () => {
  const { lower, charts } = await evidence();
  const rows = exact('d6-raw', 32, COPIES);
  const times = new Map(rows.map(({ id }) => [id, 0]));
  for (const { from } of attack.copies)
    for (const id of from) if (times.has(id)) times.set(id, times.get(id)! + 1);
  const came = rows.filter(({ id }) => times.get(id)! > 0);
  const once = came.filter(({ id }) => times.get(id) === 1).length;
  const finds = came.reduce((sum, { id }) => sum + times.get(id)!, 0);
  const recited = rows.filter(({ recited }) => recited);
  const of = (copies: number) => came.filter((row) => row.copies === copies).length;
  expect(lower).toEqual({
    title: `10,240 samples showed ${came.length} paragraphs; the model can recite ${recited.length}`,
    ...{ context: 32, each: 48, found: came.length, recited: recited.length },
    missed: recited.filter(({ id }) => times.get(id) === 0).length,
    ...{ hits: finds, once, newOneIn: Math.round(finds / once) },
    alternative: `At 128 copies ${of(128)} of 48 came out, and ${shareOf(exact('d6-raw', 32, [128])).recited} are recited.`
  });
  expect(charts.lower).toEqual(
    [8, 16, 32, 64, 128].flatMap((copies) => {
      const { share, low, high } = shareOf(exact('d6-raw', 32, [copies]));
      const group = `${copies} copies`;
      return [
        {
          group,
          label: 'came out of the samples',
          value: of(copies) / 48,
          ...interval(of(copies), 48),
          strong: true
        },
        { group, label: 'recited when prompted', value: share, low, high }
      ];
    })
  );
  for (const copies of [0, 1, 2, 4])
    expect([of(copies), shareOf(exact('d6-raw', 32, [copies])).recited]).toEqual([0, 0]);
});

test('the tries are counted from the published probabilities, in both directions', async () => {
  const { queries } = await evidence();
  const rows = exact('d6-raw', 32, COPIES.slice(1));
  const lead = (list: typeof rows, sign: number) => {
    let best = list[0]!;
    for (const row of list) if (sign * row.drawn > sign * best.drawn) best = row;
    return best;
  };
  const missed = lead(
    rows.filter(({ recited }) => !recited),
    1
  );
  const given = lead(
    rows.filter(({ recited }) => recited),
    -1
  );
  const within = (list: typeof rows, n: number) =>
    list.filter(({ drawn }) => 1 - (1 - Math.exp(drawn)) ** n >= 0.5).length;
  const group = exact('d6-raw', 32, [missed.copies]);
  let right = 0;
  while (missed.greedy[right] === missed.tokens[32 + right]) right++;
  const inTwoDigits = (n: number) => String(Number(n.toPrecision(2)));
  expect(queries).toMatchObject({
    ...{ label: '5.9M', topK: 40, asked: 32, copies: missed.copies, wrong: right + 1 },
    odds: `${inTwoDigits(100 * Math.exp(missed.drawn))}\u00a0%`,
    half: String(Math.ceil(Math.log(0.5) / Math.log(1 - Math.exp(missed.drawn)))),
    ...{ passages: 48, recited: shareOf(group).recited, few: 1000, many: 1_000_000 },
    ...{ inFew: within(group, 1000), inMany: within(group, 1_000_000), never: 48 }
  });
  expect(within(exact('d6-raw', 32, [0]), 1_000_000)).toBe(0);
  expect(queries.other.copies).toBe(given.copies);
  expect(queries.other.odds).toBe(
    given.drawn > Math.log(0.001)
      ? `${inTwoDigits(100 * Math.exp(given.drawn))}\u00a0%`
      : `one in ${Number((1 / Math.exp(given.drawn)).toPrecision(2)).toLocaleString('en')}`
  );
});
