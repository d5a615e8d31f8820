import type { DataVariant } from '#lib/release/manifest.ts';
import type { Span } from '#lib/release/record.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { foldedWords } from '#lib/words/fold.ts';
import { copied, type Copied } from './copied.ts';
import { findPhrase, type PhraseFound, type PhraseOptions } from './phrase.ts';
import { nearSpans } from './near-spans.ts';
import { ReadText, type Shared } from './read-text.ts';
import { BOS, SuffixIndex } from './suffix-index.ts';
import { verbatimSpans } from './verbatim-spans.ts';
import { WordIndex, type Likeness } from './word-index.ts';

export interface SpanOptions {
  /** Tokens that a span has at least. */
  min?: number;
  /** Whether to look for near-verbatim spans too. */
  near?: boolean;
  data?: DataVariant;
}

/** What a filter stops: a token that would complete a run of so many tokens, or of folded words, of the training data. */
export interface FilterOptions {
  n: number;
  folded: boolean;
  data?: DataVariant;
}

/** The training corpus, indexed, and able to trace a text. */
export class CorpusIndex extends SuffixIndex {
  #folded: { words: WordIndex; vocabulary: Vocabulary } | undefined;
  #spelled: ReadText | undefined;

  /** Makes the index of folded words, once: half as much work as this one. Before it there is no folded filter and no likeness. */
  foldBy(tokenizer: ConstructorParameters<typeof Vocabulary>[0]): void {
    if (this.#folded) return;
    const vocabulary = new Vocabulary(tokenizer);
    this.#folded = { words: new WordIndex(this, vocabulary), vocabulary };
  }

  /**
   * Which of `candidates` a filter stops after `ids`: those that would complete a run of `n` tokens of the training data,
   * or, folded, of `n` words whatever their case and the punctuation between them. Runs count that end in the candidate,
   * wherever they begin.
   */
  stops(
    ids: readonly number[],
    candidates: readonly number[],
    { n, folded, data = 'raw' }: FilterOptions
  ): boolean[] {
    if (!folded) {
      if (ids.length < n - 1) return candidates.map(() => false);
      const range = this.find(ids.slice(ids.length - (n - 1)));
      return candidates.map((id) => this.weigh(this.step(range, n - 1, id), data) > 0);
    }
    const { words, vocabulary } = this.#foldedIndex;
    const before = foldedWords(vocabulary.decode(ids));
    return candidates.map((id) =>
      words.completesRun(before, foldedWords(vocabulary.decode([...ids, id])), n, data)
    );
  }

  /** How alike a text is to the training document that has most of it. */
  likeness(text: string, data: DataVariant = 'raw'): Likeness {
    return this.#foldedIndex.words.likeness(text, data);
  }

  get #foldedIndex() {
    if (!this.#folded) throw new Error('The words of the training text are not indexed yet.');
    return this.#folded;
  }

  /** Spells the training text, once. Before it there is no `shared`. */
  spellBy(tokenizer: ConstructorParameters<typeof Vocabulary>[0]): void {
    this.#spelled ??= new ReadText(this, new Vocabulary(tokenizer));
  }

  /** What a text shares with the training text in runs of `least` characters or more; see read-text.ts. */
  shared(text: string, least: number): Shared {
    if (!this.#spelled) throw new Error('The training text is not spelled yet.');
    return this.#spelled.shared(text, least);
  }

  /**
   * Where a text occurs in the training data: all maximal spans of at least `min` tokens, verbatim and (unless `near`
   * is false) near-verbatim, in order of their start. They may overlap; none contains another. A BOS in `ids` belongs
   * to no span and ends every one.
   *
   * verbatim-spans.ts and near-spans.ts define what counts as a span.
   */
  spans(ids: ArrayLike<number>, { min = 10, near = true, data = 'raw' }: SpanOptions = {}): Span[] {
    const spans: Span[] = [];
    const all = Array.from(ids);
    for (let start = 0; start < all.length;) {
      const end = all.indexOf(BOS, start);
      const piece = all.slice(start, end < 0 ? all.length : end);
      const verbatim = verbatimSpans(this, piece, min, data);
      const found = near ? [...verbatim, ...nearSpans(this, piece, min, data, verbatim)] : verbatim;
      for (const span of found) spans.push({ ...span, start: span.start + start, end: span.end + start });
      start += piece.length + 1;
    }
    return spans.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Every place of a phrase of whole words, given in all its forms as tokens; see phrase.ts. */
  phrase(forms: readonly (readonly number[])[], options: PhraseOptions): PhraseFound {
    return findPhrase(this, forms, options);
  }

  /** What of a text stands in the training data for at least `min` tokens in a row; see copied.ts. */
  copied(ids: readonly number[], min: number): Copied | null {
    return copied(this, ids, min);
  }
}
