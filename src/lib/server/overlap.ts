import {
  LEAST,
  OPENINGS,
  PEOPLE,
  type Measured,
  type Opening,
  type OverlapStart,
  type Rate,
  type Writer
} from '#lib/demos/overlap/start.ts';
import { mean } from '#lib/measures/mean.ts';
import { median } from '#lib/measures/median.ts';
import { overlapRate, reproduced } from '#lib/measures/reproduced.ts';
import type { OrdinaryRecord, OrdinaryText } from '#lib/recording/ordinary-record.ts';
import { shortName, withAllCopies } from '#lib/release/models.ts';
import { published } from './aerni.ts';
import { once, readManifest } from './lab.ts';
import { needed } from './need.ts';
import { readOrdinaryRecord } from './recorded.ts';
import { readRelease } from './release.ts';

const need = needed((what) => `The record of ordinary openings lacks ${what}.`);

/** Characters from which on a run can be counted, and the number that Aerni et al. 2025 take. */
const LEASTS = [20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 120, 150, 200, 250, 300];
const USUAL = 50;

/** The share of a recorded text that lies in runs of at least `least` characters. */
export const rateOf = ({ length, runs }: OrdinaryText, least: number): number =>
  overlapRate(length, reproduced(runs, least));

/** The length of a text's longest run; 0 where none was noted. */
export const longestOf = ({ runs }: OrdinaryText): number => Math.max(0, ...runs.map(([, length]) => length));

/** Rounded to what readers see of it: the page holds thousands of these. */
const short = (value: number) => Number(value.toFixed(5));

/** The rates of some texts. A share is never less than nothing, which the interval of a mean does not know. */
export function rateOver(texts: readonly OrdinaryText[], least: number): Rate {
  const rates = texts.map((text) => rateOf(text, least));
  const { mean: middle, low, high } = mean(rates);
  return {
    mean: short(middle),
    low: short(Math.max(0, low)),
    high: short(Math.min(1, high)),
    median: short(median(rates)),
    some: rates.filter((rate) => rate > 0).length
  };
}

/** A recorded text with the words. */
export function measuredOf({ text, runs }: OrdinaryText): Measured {
  const longest = runs.reduce((best, run) => (run[1] > best[1] ? run : best), [0, 0, 0]);
  return {
    text: need(text, 'the words of a text that is shown'),
    runs: runs.map(([start, length]) => [start, length]),
    addresses: longest[2]
  };
}

/** The texts that one writer wrote after openings of a kind. */
export const textsAfter = (
  { prompts }: OrdinaryRecord,
  texts: readonly (OrdinaryText | null)[],
  opening: Opening
): OrdinaryText[] =>
  texts.filter((text, at) => text !== null && prompts[at]!.opening === opening) as OrdinaryText[];

/** The overlap meter as it stands before anything is loaded. */
export const readOverlap: () => Promise<OverlapStart> = once(async () => {
  const [record, manifest, { corpus }] = await Promise.all([
    readOrdinaryRecord(),
    readManifest(),
    readRelease()
  ]);
  if (record.least !== LEAST)
    throw new Error(`Runs are recorded from ${record.least} characters on, not ${LEAST}.`);
  const entries = record.models.map(({ id }) =>
    need(
      manifest.models.find((model) => model.id === id),
      `a published model for ${id}`
    )
  );
  const sizes = withAllCopies(entries);
  const largest = record.models.find(({ id }) => id === sizes.at(-1)!.id)!;
  const shown = record.people.flatMap((_, at) =>
    record.models[0]!.texts[at]!.text === undefined ? [] : [at]
  );

  const writer = (
    id: string,
    name: string,
    texts: readonly (OrdinaryText | null)[],
    tone?: number
  ): Writer => ({
    id,
    name,
    tone,
    texts: shown.map((at) => (texts[at] ? measuredOf(texts[at]) : null)),
    rates: Object.fromEntries(
      OPENINGS.map((opening) => {
        const of = textsAfter(record, texts, opening);
        if (of.length === 0) return [opening, null];
        const by = LEASTS.map((least) => rateOver(of, least));
        return [opening, { texts: of.length, longest: Math.max(...of.map(longestOf)), by }];
      })
    ) as Writer['rates']
  });
  const prompts = shown.map((at) => ({ seed: at + 1, ...record.prompts[at]! }));
  return {
    corpus: { tokens: manifest.corpus.tokens, documents: manifest.corpus.documents },
    tokenizer: manifest.tokenizer,
    models: entries,
    sampling: record.decoding,
    leasts: LEASTS,
    usual: USUAL,
    prompts,
    // The first subject after which the largest model wrote something to mark, of those whose texts were kept.
    first: need(
      prompts.find(
        ({ opening, seed }) => opening === 'subject' && longestOf(largest.texts[seed - 1]!) >= USUAL
      ),
      'a subject after which the largest model copies'
    ).seed,
    writers: [
      writer(PEOPLE, 'presidents', record.people),
      ...record.models.map(({ texts }, at) => {
        const entry = entries[at]!;
        const size = sizes.indexOf(entry);
        return writer(entry.id, shortName(entry), texts, size < 0 ? undefined : size / (sizes.length - 1));
      })
    ],
    addresses: corpus.addresses,
    unread: corpus.held_out.length,
    published: await published()
  };
});
