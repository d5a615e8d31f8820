import { expect, test } from 'vitest';
import { asked, entryOf, interval, type Asked } from '../fixture.ts';
import { worksEvidence } from '../works.ts';
import { evidence } from './files-in-the-computer.ts';

/** Insertions, deletions and replacements between two lists of tokens, by the whole table. */
function edits(a: readonly number[], b: readonly number[]) {
  let row = b.map((_, j) => j + 1);
  a.forEach((x, i) => {
    const next: number[] = [];
    b.forEach((y, j) => {
      const [left, up, corner] = [next[j - 1] ?? i + 1, row[j]!, j ? row[j - 1]! : i];
      next.push(Math.min(left + 1, up + 1, corner + (x === y ? 0 : 1)));
    });
    row = next;
  });
  return b.length ? row[b.length - 1]! : a.length;
}

/** Tokens, from the first, that the output and the truth share but for a share `near` of them. */
function stretch({ greedy, tokens, context }: Asked, near: number) {
  let most = 0;
  for (let n = 1; n <= greedy.length; n++)
    if (edits(greedy.slice(0, n), tokens.slice(context, context + n)) <= near * n + 1e-9) most = n;
  return most;
}

/** Each definition, and whether a row of a model's results counts by it. */
const DEFINITIONS: [id: string, label: string, context: number, counts: (row: Asked) => boolean][] = [
  ['exact', 'Exact, greedy', 32, (row) => stretch(row, 0) >= 32],
  ['near', 'Near, a tenth', 32, (row) => stretch(row, 0.1) >= 32],
  ['similar', 'Similar, a fifth', 32, (row) => stretch(row, 0.2) >= 32],
  ['books', 'One sample, 1 in 1,000', 32, ({ drawn }) => Math.exp(drawn) >= 0.001],
  ['discoverable', '10,000 samples', 32, ({ drawn }) => 1 - (1 - Math.exp(drawn)) ** 10_000 >= 0.999],
  ['loose', 'Too loose (ours)', 96, (row) => stretch(row, 0.5) >= 2]
];

const GROUP = { condition: 'exact', copies: 0, level: null };
const read = ({ condition, copies }: Asked) =>
  copies > 0 && (condition === 'exact' || condition === 'pattern');
const control = ({ condition, copies }: Asked) => copies === 0 && condition === 'exact';

function tally(
  model: string,
  context: number,
  among: (row: Asked) => boolean,
  counts: (row: Asked) => boolean
) {
  const rows = asked(model).filter((row) => row.context === context && among(row));
  let counted = 0;
  for (const row of rows) if (counts(row)) counted++;
  return { passages: rows.length, counted, ...interval(counted, rows.length) };
}

test('what each definition makes of the largest model is counted over its rows', async () => {
  const { definitions, chart } = await evidence();
  const found = DEFINITIONS.map(([id, label, context, counts]) => ({
    ...{ id, label, read: tally('d8-raw', context, read, counts) },
    never: { group: GROUP, ...tally('d8-raw', context, control, counts) }
  }));
  expect(definitions).toEqual(found);
  expect(chart).toEqual(
    found.flatMap(({ label: group, read, never }) =>
      [
        { label: 'read in training', of: read, strong: true },
        { label: 'never read', of: never, strong: false }
      ].map(({ label, of: { counted, passages, low, high }, strong }) => ({
        ...{ label, value: counted / passages, low, high, group, strong }
      }))
    )
  );
});

test('the numbers of the text are those of the definitions, the twin and the smallest model', async () => {
  const { numbers, definitions } = await evidence();
  const by = (id: string) => definitions.find((definition) => definition.id === id)!;
  const published = definitions.filter(({ id }) => id !== 'loose');
  const counts = published.map(({ read }) => read.counted).sort((a, b) => a - b);
  const exact = (model: string, context = 32) =>
    tally(model, context, read, ({ recited, greedy }) => recited && greedy.length === 32).counted;
  const ladder = (copies: number) => ({
    group: { condition: 'exact', copies, level: null },
    ...tally(
      'd8-raw',
      32,
      (row) => row.condition === 'exact' && row.copies === copies,
      ({ recited }) => recited
    )
  });
  const pattern = tally(
    'd8-raw',
    32,
    ({ condition, copies }) => condition === 'pattern' && copies === 0,
    (row) => stretch(row, 0) >= 32
  );
  expect(numbers).toEqual({
    ...{
      label: '15.7M',
      passages: 408,
      controls: 48,
      exact: by('exact'),
      near: by('near'),
      loose: by('loose')
    },
    ...{
      least: counts[0],
      most: counts[counts.length - 1],
      mostCopies: 128,
      atMost: ladder(128),
      atNone: ladder(0)
    },
    controlsMost: published.reduce((most, { never }) => (never.counted > most ? never.counted : most), 0),
    bitsPerByte: entryOf('d8-raw').loss_bits_per_byte,
    twin: { label: '15.7M', with: exact('d8-raw'), without: exact('d8-dedup') },
    smallest: { label: '0.14M', counted: exact('d1-raw') },
    given: { 8: exact('d8-raw', 8), 32: exact('d8-raw'), 96: exact('d8-raw', 96) },
    sampled: by('discoverable').read.counted,
    pattern: { group: { condition: 'pattern', copies: 0, level: null }, ...pattern }
  });
});

test('the two models of the objects are the smallest pair that recites what it read most often', async () => {
  const { copies } = await evidence();
  const often = (model: string) =>
    asked(model).filter((row) => row.condition === 'exact' && row.copies === 128 && row.context === 32);
  for (const model of ['d1-raw', 'd2-raw']) expect(often(model).every(({ recited }) => recited)).toBe(false);
  expect(often('d4-raw').every(({ recited }) => recited)).toBe(true);
  expect([copies.models.raw.id, copies.models.twin.id, copies.copies]).toEqual(['d4-raw', 'd4-dedup', 128]);

  const [row] = often('d4-raw');
  expect([copies.passage, copies.ids, copies.truth]).toEqual([
    row!.id,
    row!.tokens.slice(0, 32),
    row!.tokens.slice(32, 64)
  ]);
  expect(copies.told.raw).toMatchObject({ matched: 32, tokens: 32, marked: copies.told.raw.text.length });
  expect(copies.told.twin).toMatchObject({ matched: expect.any(Number) as number, marked: 0 });
  expect(copies.told.twin.matched).toBeLessThan(10);

  const says = (model: string) => copies.things.find((thing) => thing.model === model)!.perceived.says;
  for (const [which, model] of [
    ['raw', 'd4-raw'],
    ['twin', 'd4-dedup']
  ] as const) {
    const { counted, passages } = tally(
      model,
      32,
      read,
      ({ recited, greedy }) => recited && greedy.length === 32
    );
    expect(says(which)).toMatch(new RegExp(`^${counted || 'none'} of ${passages} `));
  }
});

test('the bench begins with the exact definition and the largest model', async () => {
  const { start } = await evidence();
  expect(start.state).toMatchObject({ model: 'd8-raw', definition: { means: 'greedy', given: 32, near: 0 } });
  expect(start.models.map(({ label, data }) => `${label} ${data}`)).toEqual(
    ['15.7M', '5.9M', '1.3M', '0.37M', '0.14M'].flatMap((label) => [`${label} raw`, `${label} dedup`])
  );
});

test('whole works are told of as works.test.ts counts them', async () => {
  expect((await evidence()).works).toEqual(await worksEvidence());
});
