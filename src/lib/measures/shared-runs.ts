/** A run of characters of a text that stands in a document and cannot grow to either side without ceasing to. */
export interface Run {
  /** Where it begins in the text, in characters. */
  start: number;
  length: number;
  /** A document that holds it, by its place in the list. */
  document: number;
}

/** What no character of a document is written as: it ends every run. */
const NONE = 0;

/**
 * Documents that texts are held against, character by character (UTF-16 units). For each text the documents are read
 * through once, by an automaton of all parts of the text (Blumer et al. 1985, "The smallest automaton recognizing the
 * subwords of a text"), so that the time is the same whatever the text repeats: 0.2 seconds for 11 million characters.
 */
export class ReadDocuments {
  /** The documents' characters by their numbers, one NONE after each document. */
  #stream: Uint16Array;
  /** Where each document begins there. */
  #starts: number[] = [];
  /** The numbers of characters. */
  #number = new Map<number, number>();

  constructor(documents: readonly string[]) {
    this.#stream = new Uint16Array(documents.reduce((sum, { length }) => sum + length + 1, 0));
    let at = 0;
    for (const document of documents) {
      this.#starts.push(at);
      for (let i = 0; i < document.length; i++) {
        const unit = document.charCodeAt(i);
        let number = this.#number.get(unit);
        if (number === undefined) this.#number.set(unit, (number = this.#number.size + 1));
        this.#stream[at++] = number;
      }
      at++;
    }
  }

  /** The runs of a text of at least `least` characters (one or more), in the order of their starts. */
  runs(text: string, least: number): Run[] {
    // What no document has is NONE in the text, and never met.
    const symbols = Array.from(
      { length: text.length },
      (_, i) => this.#number.get(text.charCodeAt(i)) ?? NONE
    );
    const automaton = new Automaton(symbols, this.#number.size + 1);
    automaton.read(this.#stream);
    const runs: Run[] = [];
    const ending = automaton.longest();
    ending.forEach(({ length, at }, end) => {
      const next = ending[end + 1];
      if (length < least || next?.length === length + 1) return;
      runs.push({ start: end + 1 - length, length, document: this.#documentAt(at) });
    });
    return runs;
  }

  #documentAt(position: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The smallest automaton that knows every part of a text. State 0 has read nothing. */
class Automaton {
  #alphabet: number;
  /** By state and symbol the next state; 0 where there is none. */
  #next: Int32Array;
  /** By state: the state of the longest ends of its parts that occur elsewhere too, and characters of its longest part. */
  #link: Int32Array;
  #length: Int32Array;
  /** By state: characters of its longest part that was met, and where that ended. */
  #met: Int32Array;
  #where: Int32Array;
  /** The states along the text. */
  #along: number[] = [];

  constructor(symbols: readonly number[], alphabet: number) {
    const states = Math.max(1, 2 * symbols.length);
    this.#alphabet = alphabet;
    this.#next = new Int32Array(states * alphabet);
    this.#link = new Int32Array(states).fill(-1);
    this.#length = new Int32Array(states);
    this.#met = new Int32Array(states);
    this.#where = new Int32Array(states);
    const [next, link, length] = [this.#next, this.#link, this.#length];
    let size = 1;
    let last = 0;
    for (const symbol of symbols) {
      const state = size++;
      length[state] = length[last]! + 1;
      let from = last;
      for (; from >= 0 && next[from * alphabet + symbol] === 0; from = link[from]!)
        next[from * alphabet + symbol] = state;
      if (from < 0) link[state] = 0;
      else {
        const to = next[from * alphabet + symbol]!;
        if (length[to] === length[from]! + 1) link[state] = to;
        else {
          const copy = size++;
          length[copy] = length[from]! + 1;
          next.copyWithin(copy * alphabet, to * alphabet, (to + 1) * alphabet);
          link[copy] = link[to]!;
          link[to] = link[state] = copy;
          for (; from >= 0 && next[from * alphabet + symbol] === to; from = link[from]!)
            next[from * alphabet + symbol] = copy;
        }
      }
      last = state;
      this.#along.push(state);
    }
  }

  /** Reads a stream, and notes of each state how much of it was met. */
  read(stream: Uint16Array): void {
    const [alphabet, next, link, length] = [this.#alphabet, this.#next, this.#link, this.#length];
    const [met, where] = [this.#met, this.#where];
    let state = 0;
    let known = 0;
    for (let at = 0; at < stream.length; at++) {
      const symbol = stream[at]!;
      if (symbol === NONE) {
        state = known = 0;
        continue;
      }
      let to = next[state * alphabet + symbol]!;
      while (to === 0 && state !== 0) {
        state = link[state]!;
        known = length[state]!;
        to = next[state * alphabet + symbol]!;
      }
      if (to === 0) continue;
      state = to;
      known++;
      if (known > met[state]!) {
        met[state] = known;
        where[state] = at;
      }
    }
    // What was met was met with all its ends.
    const states = Array.from(length, (_, state) => state).sort((a, b) => length[b]! - length[a]!);
    for (const state of states) {
      const end = link[state]!;
      if (met[state] === 0 || end <= 0 || met[end] === length[end]) continue;
      met[end] = length[end]!;
      where[end] = where[state]!;
    }
  }

  /** For each character of the text the longest part that ends with it and was met: its length, and where it ended. */
  longest(): { length: number; at: number }[] {
    return this.#along.map((state) => {
      while (state > 0 && this.#met[state] === 0) state = this.#link[state]!;
      return { length: this.#met[state]!, at: this.#where[state]! };
    });
  }
}
