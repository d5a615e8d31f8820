import { expect, test } from 'vitest';
import { COPIES, curve, exact, interval, passages, recorded, shareOf } from '../fixture.ts';
import { evidence } from './extraction.ts';

const NAMES = {
  perplexity: 'perplexity',
  small: 'a small model',
  medium: 'a medium model',
  zlib: 'zlib',
  lowercase: 'lowercase',
  window: 'a window of 50 tokens'
};
const record = recorded('extraction');

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

test('the attack is told as it was recorded; rankings that tie are all the best', async () => {
  const { attack, charts } = await evidence();
  const found = Object.entries(NAMES).map(([metric, label]) => ({
    label,
    value: record.ranked.find((row: { metric: string }) => row.metric === metric).copies as number
  }));
  const lead = ['zlib', 'a window of 50 tokens'];
  const unranked = record.unranked.copies;
  expect([record.models.large.id, record.models.medium.id, record.models.small.id]).toEqual([
    'd8-raw',
    'd6-raw',
    'd1-raw'
  ]);
  expect(attack).toEqual({
    ...{
      release: record.release,
      label: '15.7M',
      medium: '5.9M',
      small: '0.14M',
      unranked,
      copy: record.copy
    },
    drawn: record.samples.drawn,
    length: record.decoding.maxTokens,
    topK: record.decoding.topK,
    most: 100,
    best: lead.map((label) => ({ label, value: 100 })),
    choices: [`${unranked}`, `${Math.round((unranked + 100) / 2)}`, '100'],
    worse: ['lowercase']
  });
  for (const { label, value } of found) {
    expect(value < unranked).toBe(label === 'lowercase');
    expect(interval(value, 100).high >= interval(100, 100).low).toBe(lead.includes(label));
  }
  expect(charts.ours).toEqual([
    { label: 'as they come', value: unranked },
    ...found.map(({ label, value }) => ({ label: `ranked by ${label}`, value, strong: lead.includes(label) }))
  ]);
});

test('what came out is counted among the exact passages, beside what a prompt brings out', async () => {
  const { lower, charts } = await evidence();
  const planted = new Map(
    passages.map(({ id, condition, copies }) => [id, condition === 'exact' ? copies : null])
  );
  const out = new Map(COPIES.map((copies) => [copies, 0]));
  let [times, once, all] = [0, 0, 0];
  for (const source of record.found) {
    const copies = planted.get(source.document);
    if (typeof copies !== 'number') continue;
    out.set(copies, out.get(copies)! + 1);
    times += source.times;
    if (source.times === 1) once++;
    all++;
  }
  const { recited } = shareOf(exact('d8-raw', 32, COPIES));
  expect(lower).toEqual({
    title: `1,024 samples showed ${all} of the ${recited} paragraphs that the model can recite`,
    ...{ context: 32, each: 48, found: all, recited, missed: recited - all, hits: times, once },
    newOneIn: Math.round(times / once),
    alternative: `At 128 copies ${out.get(128)} of 48 came out, and ${shareOf(exact('d8-raw', 32, [128])).recited} are recited.`
  });
  expect(charts.lower).toEqual(
    [8, 16, 32, 64, 128].flatMap((copies) => {
      const { share, low, high } = shareOf(exact('d8-raw', 32, [copies]));
      const came = out.get(copies)!;
      const group = `${copies} copies`;
      return [
        { group, label: 'came out of the samples', value: came / 48, ...interval(came, 48), strong: true },
        { group, label: 'recited when prompted', value: share, low, high }
      ];
    })
  );
  for (const copies of [0, 1, 2, 4])
    expect([out.get(copies), shareOf(exact('d8-raw', 32, [copies])).recited]).toEqual([0, 0]);
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
