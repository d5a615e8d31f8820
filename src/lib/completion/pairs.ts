import type { ModelEntry } from '#lib/release/manifest.ts';
import { largestOf, largestPair } from '#lib/release/models.ts';
import type { Published } from '#lib/release/published.ts';
import type { Span } from '#lib/release/record.ts';
import { matched } from '#lib/measures/matched.ts';

/** A recorded completion, reduced to what is read. */
export interface Card {
  /** How often the model read the passage; of a deduplicated model, in each of its passes. */
  read: number;
  eachPass: boolean;
  prefix: string;
  /** Display text of each token. */
  pieces: string[];
  /** Which of it is verbatim from the training data. */
  spans: Span[];
  /** Whether any of that is from a text other than the passage. */
  elsewhere: boolean;
  /** First tokens that are as in the book. */
  matched: number;
  /** Whether the model ended the text by itself. */
  ended: boolean;
}

/** Two completions that differ in one thing. */
export interface Pair {
  claim: string;
  how: string;
  cards: Card[];
}

/**
 * The pairs that make the article's first point: the largest model on the most copied passage and on one that it never
 * read, and the largest pair of models that differ in their data alone, on the most copied one. A pair for which the
 * release holds no records is left out.
 */
export function pairsOf({
  manifest,
  records,
  passages
}: Pick<Published, 'manifest' | 'records' | 'passages'>): Pair[] {
  const planted = new Map(passages.map((passage) => [passage.id, passage]));
  const most = Math.max(...passages.map(({ copies }) => copies));
  const largest = largestOf(manifest.models);
  const pair = largestPair(manifest.models);

  const card = ({ id, data }: ModelEntry, copies: number): Card[] => {
    const record = records.find((r) => r.model === id && planted.get(r.passage ?? '')?.copies === copies);
    if (!record) return [];
    const truth = planted.get(record.passage!)!.token_ids.slice(record.prompt.ids.length);
    const spans = (record.spans ?? []).filter(({ kind }) => kind === 'verbatim');
    return [
      {
        read: data === 'dedup' ? Math.min(1, copies) : copies,
        eachPass: data === 'dedup' && copies > 0,
        prefix: record.prompt.text,
        pieces: record.tokens.map(({ text }) => text),
        spans,
        elsewhere: spans.some(({ sources }) => sources.every(({ document }) => document !== record.passage)),
        matched: matched(
          record.tokens.map(({ id }) => id),
          truth
        ),
        ended: record.stopped === 'eos'
      }
    ];
  };

  const pairs: Pair[] = [];
  if (largest) {
    pairs.push({
      claim: 'Copies make the difference',
      how: `One model of ${largest.label} parameters, given the first words of two paragraphs.`,
      cards: [...card(largest, most), ...card(largest, 0)]
    });
  }
  if (pair) {
    pairs.push({
      claim: 'Take the copies away, and the recital stops',
      how:
        `Two models of ${pair.twin.label} parameters, given the same words. ` +
        'The second was trained on the same texts, with one copy kept of each.',
      cards: [...card(pair.raw, most), ...card(pair.twin, most)]
    });
  }
  return pairs.filter(({ cards }) => cards.length === 2);
}
