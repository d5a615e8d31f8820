import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { curve, exact, interval, recorded, shareOf } from '../fixture.ts';
import { evidence } from './examples.ts';

interface Item {
  passage: string;
  copies: number;
  name: string;
  logprobs: Record<string, number[]>;
}
const record = recorded('name-cloze') as { names: string[]; items: Item[] };
const answer = ({ logprobs }: Item, model: string) => {
  let best = 0;
  logprobs[model]!.forEach((logprob, at) => {
    if (logprob > logprobs[model]![best]!) best = at;
  });
  return record.names[best];
};
const GROUPS = [
  { from: 0, to: 0, label: 'never read' },
  { from: 1, to: 4, label: 'read 1 to 4 times' },
  { from: 8, to: 16, label: 'read 8 to 16 times' },
  { from: 32, to: 128, label: 'read 32 to 128 times' }
].map((group) => {
  const items = record.items.filter(({ copies }) => group.from <= copies && copies <= group.to);
  const right = items.filter((item) => answer(item, 'd8-raw') === item.name).length;
  const commonest = items.filter(({ name }) => name === 'Ahab').length;
  return { ...group, passages: items.length, right, commonest, ...interval(right, items.length) };
});

test('our cloze is counted answer by answer, in four groups of copies', async () => {
  const { ours, twin, cloze, charts } = await evidence();
  const [never, seldom, early, often] = GROUPS as [Group, Group, Group, Group];
  type Group = (typeof GROUPS)[number];
  const names = record.items.map(({ name }) => name);
  for (const other of record.names)
    expect(
      names.filter((name) => name === other).length <= names.filter((name) => name === 'Ahab').length
    ).toBe(true);
  const recital = shareOf(exact('d8-raw', 32, [8, 16]));
  expect(ours).toEqual({
    title: `Read 32 times or more, ${often.right} names of ${often.passages} are right; never read, ${never.right} of ${never.passages}`,
    alternative: [never, seldom, early, often]
      .map((g) => `${g.right} of ${g.passages} ${g.label}`)
      .join(', '),
    label: '15.7M',
    passages: record.items.length,
    commonest: names.filter((name) => name === 'Ahab').length,
    commonestNever: never.commonest,
    early: {
      ...{ from: 8, to: 16, right: early.right, passages: early.passages, context: 32 },
      recited: recital.recited,
      asked: recital.n
    }
  });
  expect(twin).toEqual({
    label: '15.7M',
    passages: record.items.length,
    commonest: record.items.filter((item) => answer(item, 'd8-dedup') === 'Ahab').length
  });
  expect(cloze.counts).toEqual(GROUPS.map(({ label: _, ...group }) => group));
  expect(charts.ours).toEqual(
    GROUPS.map(({ label, right, passages, low, high }) => ({
      ...{ label, value: right / passages, low, high, strong: true }
    }))
  );
});

test('the published cloze is counted book by book', async () => {
  const { books, charts } = await evidence();
  const rows = curve('name_cloze_per_book').map((row) => ({
    file: row.book_file!,
    gpt4: Number(row.gpt4_correct) / Number(row.gpt4_n),
    chatgpt: Number(row.chatgpt_correct) / Number(row.chatgpt_n)
  }));
  const of = (model: 'gpt4' | 'chatgpt', name: string) => {
    const sorted = rows.map((row) => row[model]).sort((a, b) => a - b);
    let [sum, none, half] = [0, 0, 0];
    const bands: Record<string, number> = {
      none: 0,
      '1 to 9': 0,
      '10 to 24': 0,
      '25 to 49': 0,
      '50 or more': 0
    };
    for (const share of sorted) {
      sum += share;
      if (share === 0) none++;
      if (share >= 0.5) half++;
      // No book has a name more than a hundred asked, nor half a name.
      const band =
        share === 0
          ? 'none'
          : share < 0.095
            ? '1 to 9'
            : share < 0.245
              ? '10 to 24'
              : share < 0.495
                ? '25 to 49'
                : '50 or more';
      bands[band]!++;
    }
    return {
      ...{ name, mean: sum / rows.length, median: sorted[(sorted.length - 1) / 2], none, half },
      bands: Object.entries(bands).map(([label, value]) => ({ group: name, label, value }))
    };
  };
  const named = [
    ['Alice’s Adventures in Wonderland', '11_alices_adventures_in_wonderland.txt'],
    ['Harry Potter and the Sorcerer’s Stone', 'rowling_harry_potter_and_the_sorcerers_stone'],
    ['Moby-Dick', 'moby_dick'],
    ['Nineteen Eighty-Four', '1984'],
    ['The Fellowship of the Ring', 'fellowship_of_the_ring'],
    ['The Hunger Games', 'hunger_games']
  ]
    .map(([title, part]) => ({ title, ...rows.find(({ file }) => file.toLowerCase().includes(part!))! }))
    .sort((a, b) => b.gpt4 - a.gpt4);
  const [gpt4, chatgpt] = [of('gpt4', 'GPT-4'), of('chatgpt', 'ChatGPT')];
  expect(books).toEqual({ count: rows.length, gpt4, chatgpt, named });
  expect(charts.bands).toEqual([...gpt4.bands, ...chatgpt.bands]);
  expect(charts.named).toEqual(
    named.flatMap(({ title, gpt4, chatgpt }) => [
      { group: title, label: 'GPT-4', value: gpt4, strong: true },
      { group: title, label: 'ChatGPT', value: chatgpt }
    ])
  );
});

test('the gallery holds the examples of the file', async () => {
  const { examples } = await evidence();
  const file = parse(readFileSync('content/examples.yaml', 'utf8')) as Record<string, unknown>[];
  expect(examples).toMatchObject(file.map(({ cite: _, source: __, ...example }) => example));
  expect(examples).toHaveLength(file.length);
});
