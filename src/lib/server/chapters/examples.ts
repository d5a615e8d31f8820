import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readExamples } from '#lib/demos/gallery/examples.ts';
import { readReferences, readTold } from '../content.ts';
import { readCurve } from '../curves.ts';
import { answerOf } from '#lib/demos/name-cloze/record.ts';
import type { Count } from '#lib/demos/name-cloze/summary.ts';
import { GIVEN } from '#lib/release/given.ts';
import { largestOf, largestPair } from '#lib/release/models.ts';
import { hundredths } from '#lib/words/percent.ts';
import { readSummary } from '../lab.ts';
import { readCloze, readClozeRecord } from '../recorded.ts';

const EXAMPLES = join('content', 'examples.yaml');

/** Bounds of the bands in which books are counted, by right names. */
const BANDS = [
  { label: 'none', from: 0, to: 0 },
  { label: '1 to 9', from: 1, to: 9 },
  { label: '10 to 24', from: 10, to: 24 },
  { label: '25 to 49', from: 25, to: 49 },
  { label: '50 or more', from: 50, to: 100 }
];

/** Books that the text and the chart name, by a part of their file's name. */
const NAMED: [part: string, title: string][] = [
  ['alices_adventures', 'Alice’s Adventures in Wonderland'],
  ['harry_potter_and_the_sorcerers_stone', 'Harry Potter and the Sorcerer’s Stone'],
  ['moby_dick', 'Moby-Dick'],
  ['1984', 'Nineteen Eighty-Four'],
  ['fellowship_of_the_ring', 'The Fellowship of the Ring'],
  ['hunger_games', 'The Hunger Games']
];

const share = (right: string | undefined, asked: string | undefined) => Number(right) / Number(asked);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** What GPT-4 and ChatGPT answered to the books of Chang et al. 2023. */
async function books() {
  const rows = (await readCurve('name_cloze_per_book')).rows.map((row) => ({
    file: row['book_file']!,
    gpt4: share(row['gpt4_correct'], row['gpt4_n']),
    chatgpt: share(row['chatgpt_correct'], row['chatgpt_n'])
  }));
  const of = (model: 'gpt4' | 'chatgpt', name: string) => {
    const shares = rows.map((row) => row[model]);
    return {
      name,
      mean: mean(shares),
      median: median(shares),
      none: shares.filter((x) => x === 0).length,
      half: shares.filter((x) => x >= 0.5).length,
      bands: BANDS.map(({ label, from, to }) => ({
        group: name,
        label,
        value: shares.filter((x) => hundredths(x) >= from && hundredths(x) <= to).length
      }))
    };
  };
  const named = NAMED.map(([part, title]) => {
    const found = rows.filter(({ file }) => file.toLowerCase().includes(part));
    if (found.length !== 1)
      throw new Error(`name_cloze_per_book: ${found.length} books are called "${part}"`);
    return { title, ...found[0]! };
  }).toSorted((a, b) => b.gpt4 - a.gpt4);
  return { count: rows.length, gpt4: of('gpt4', 'GPT-4'), chatgpt: of('chatgpt', 'ChatGPT'), named };
}

/** "never read", "read 8 to 16 times". */
const readLabel = (from: number, to: number) =>
  from === 0 ? 'never read' : from === to ? `read ${from} times` : `read ${from} to ${to} times`;

/** What the text of the chapter is given. */
export async function evidence() {
  const references = await readReferences();
  const [examples, cloze, record, summary, published] = await Promise.all([
    readFile(EXAMPLES, 'utf8').then((yaml) => readExamples(parse(yaml), references, EXAMPLES)),
    readCloze(),
    readClozeRecord(),
    readSummary(),
    books()
  ]);
  const { counts, models, commonest } = cloze;
  const [never, often] = [counts[0]!, counts.at(-1)!];
  if (never.from > 0 || never.high >= often.low)
    throw new Error('Chapter 3 says that copies bring the name, and in the record they do not.');
  const largest = largestOf(models)!;
  const twin = largestPair(models)?.twin;
  if (!twin) throw new Error('Chapter 3 speaks of a deduplicated model, and none was recorded.');

  // Where most names are right and few paragraphs are recited yet: the group before the last.
  const early = counts.at(-2)!;
  const recital = summary.rows.filter(
    ({ model, condition, context, copies }) =>
      model === largest.id &&
      condition === 'exact' &&
      context === GIVEN &&
      early.from <= copies &&
      copies <= early.to
  );
  const total = (pick: (count: Count) => number) => counts.reduce((sum, count) => sum + pick(count), 0);
  const named = published.named.flatMap(({ title, gpt4, chatgpt }) => [
    { group: title, label: 'GPT-4', value: gpt4, strong: true },
    { group: title, label: 'ChatGPT', value: chatgpt }
  ]);
  return {
    examples,
    told: await readTold('examples'),
    cloze,
    ours: {
      title: `Read ${often.from} times or more, ${often.right} names of ${often.passages} are right; never read, ${never.right} of ${never.passages}`,
      alternative: counts
        .map(({ from, to, right, passages }) => `${right} of ${passages} ${readLabel(from, to)}`)
        .join(', '),
      label: largest.label,
      passages: total(({ passages }) => passages),
      commonest: total((count) => count.commonest),
      commonestNever: never.commonest,
      early: {
        from: early.from,
        to: early.to,
        right: early.right,
        passages: early.passages,
        context: GIVEN,
        recited: recital.reduce((sum, { recited }) => sum + recited, 0),
        asked: recital.reduce((sum, { n }) => sum + n, 0)
      }
    },
    twin: {
      label: twin.label,
      passages: record.items.length,
      commonest: record.items.filter(
        ({ logprobs }) => answerOf(record.names, logprobs[twin.id]!) === commonest
      ).length
    },
    books: published,
    charts: {
      named,
      bands: [...published.gpt4.bands, ...published.chatgpt.bands],
      ours: cloze.counts.map(({ from, to, right, passages, low, high }) => ({
        label: readLabel(from, to),
        value: right / passages,
        low,
        high,
        strong: true
      }))
    }
  };
}
