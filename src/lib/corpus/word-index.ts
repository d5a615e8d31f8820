import type { DataVariant } from '#lib/release/manifest.ts';
import type { Vocabulary } from '#lib/release/vocabulary.ts';
import { foldedWords } from '#lib/words/fold.ts';
import { BOS, SuffixIndex, type CorpusDocument } from './suffix-index.ts';

/** Words of a run by which two texts are alike. */
const ALIKE = 3;

/** How much of a text stands in the one document that has the most of it. */
export interface Likeness {
  /** Of the text's runs of three words, the share that stands in the document; 0 where the text has no such run. */
  share: number;
  /** The document; null where none has any of them. */
  document: string | null;
}

/**
 * The training corpus as folded words (`foldedWords`), indexed: what a filter looks at that is to see through capitals and
 * punctuation.
 */
export class WordIndex {
  #index: SuffixIndex;
  /** The ids of the words, by which they are indexed; 0 is BOS. */
  #ids = new Map<string, number>();

  /**
   * @param corpus the same corpus as tokens
   * @throws Error where it has more different words than an index of 16 bits can name
   */
  constructor(corpus: SuffixIndex, vocabulary: Vocabulary) {
    const stream: number[] = [];
    const documents: CorpusDocument[] = [];
    for (const document of corpus.documents) {
      stream.push(BOS);
      const start = stream.length;
      for (const word of foldedWords(vocabulary.decode(corpus.getDoc(document.id)!.ids))) {
        let id = this.#ids.get(word);
        if (id === undefined) this.#ids.set(word, (id = this.#ids.size + 1));
        stream.push(id);
      }
      documents.push({ ...document, start, length: stream.length - start });
    }
    if (this.#ids.size >= 2 ** 16)
      throw new Error(`${this.#ids.size} different words are too many to index.`);
    this.#index = new SuffixIndex(Uint16Array.from(stream), documents);
  }

  /** How often a sequence of folded words stands in the training data, with copies. */
  count(words: readonly string[], data: DataVariant = 'raw'): number {
    const ids = words.map((word) => this.#ids.get(word) ?? -1);
    return ids.includes(-1) ? 0 : this.#index.count(ids, data);
  }

  /**
   * Whether a text that grows from `before` to `after` gets a run of `n` words that stands in the training data: one
   * that ends in a word that is new or has changed. The last word counts as it stands, whole or not.
   */
  completesRun(
    before: readonly string[],
    after: readonly string[],
    n: number,
    data: DataVariant = 'raw'
  ): boolean {
    let same = 0;
    while (same < before.length && before[same] === after[same]) same++;
    for (let end = Math.max(same + 1, n); end <= after.length; end++) {
      if (this.count(after.slice(end - n, end), data) > 0) return true;
    }
    return false;
  }

  /** How alike a text is to the training document that has most of its runs of three words. */
  likeness(text: string, data: DataVariant = 'raw'): Likeness {
    const ids = foldedWords(text).map((word) => this.#ids.get(word) ?? -1);
    const runs = ids.length - ALIKE + 1;
    const shared = new Map<string, number>();
    for (let at = 0; at < runs; at++) {
      const { from, to } = this.#index.find(ids.slice(at, at + ALIKE));
      const holding = new Set<string>();
      for (let rank = from; rank < to; rank++) {
        const { id, copies } = this.#index.documentAt(this.#index.position(rank));
        if (copies[data] > 0) holding.add(id);
      }
      for (const id of holding) shared.set(id, (shared.get(id) ?? 0) + 1);
    }
    let best: Likeness = { share: 0, document: null };
    for (const [document, n] of shared) if (n / runs > best.share) best = { share: n / runs, document };
    return best;
  }
}
