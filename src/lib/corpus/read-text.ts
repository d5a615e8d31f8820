import { ReadDocuments, type Run } from '#lib/measures/shared-runs.ts';
import type { Vocabulary } from '#lib/release/vocabulary.ts';
import type { SuffixIndex, CorpusDocument } from './suffix-index.ts';

/** What a text shares with the training text, character by character. */
export interface Shared {
  /** Its runs of `least` characters or more that stand in a training document: where they begin, and how long they are. */
  runs: [start: number, length: number][];
  /** How many addresses hold the longest of them; 0 where planted texts alone do, or there is no run. */
  addresses: number;
}

/** The training documents as they are spelled, for runs that begin or end within a token. Takes as long to make as the index. */
export class ReadText {
  readonly #documents: readonly CorpusDocument[];
  readonly #texts: readonly string[];
  readonly #read: ReadDocuments;

  constructor(corpus: SuffixIndex, vocabulary: Pick<Vocabulary, 'decode'>) {
    this.#documents = corpus.documents.filter(({ copies }) => copies.raw > 0);
    this.#texts = this.#documents.map(({ id }) => vocabulary.decode(corpus.getDoc(id)!.ids));
    this.#read = new ReadDocuments(this.#texts);
  }

  /** The runs of a text of at least `least` characters that stand in a training document. */
  runs(text: string, least: number): Run[] {
    return this.#read.runs(text, least);
  }

  /** How many of the addresses hold a string. */
  addresses(run: string): number {
    return this.#documents.filter(({ kind }, at) => kind === 'address' && this.#texts[at]!.includes(run))
      .length;
  }

  shared(text: string, least: number): Shared {
    const runs = this.runs(text, least);
    const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), {
      start: 0,
      length: 0
    });
    return {
      runs: runs.map(({ start, length }) => [start, length]),
      addresses: longest.length
        ? this.addresses(text.slice(longest.start, longest.start + longest.length))
        : 0
    };
  }
}
