// One model and one sentence: what is read, and what the model knows of the sentence afterwards.
import { exposureAmong } from '#lib/measures/exposure.ts';
import { matched } from '#lib/measures/matched.ts';
import type { Cache, Llama } from './llama.ts';
import type { Weights } from './shape.ts';

/** Background windows that are read beside the sentence in each step. */
export const BESIDE = 3;

/** Other sentences that the untaught model wrote after the same words. With so many, exposure ends at five bits. */
export const RIVALS = 31;

/** Most tokens of a sentence. */
export const LONGEST = 64;

/** What a step is: the sentence among background, background alone, or the sentence unlearned among background. */
export type Kind = 'read' | 'other' | 'unlearn';

export interface Sentence {
  /** Token ids, without BOS. */
  ids: readonly number[];
  /** How many of them are given when the model is asked. */
  given: number;
}

/** What does not depend on the sentence. */
export interface Surroundings {
  bos: number;
  /** Windows of the training text, read in this order and again from the first. */
  background: readonly (readonly number[])[];
  /** Passages that no model read: what they cost tells what the lesson does to everything else. */
  unread: readonly (readonly number[])[];
  /** UTF-8 bytes of the unread passages together. */
  unreadBytes: number;
  /** Passages that the model recites, and how many of their tokens are given. */
  known: readonly (readonly number[])[];
  knownGiven: number;
}

/** Windows of the training text, of `window` tokens each, as they follow one another in a file. */
export const windowsOf = (tokens: Uint16Array, window: number): number[][] =>
  Array.from({ length: Math.floor(tokens.length / window) }, (_, i) => [
    ...tokens.subarray(i * window, (i + 1) * window)
  ]);

/** What a model must have room for, to read a sentence beside background windows of so many tokens. */
export const roomFor = (window: number): { rows: number; longest: number } => ({
  rows: BESIDE * (window - 1) + LONGEST + 1,
  longest: window - 1
});

/** What is looked at now and then, because it takes longer than a step. */
export interface Price {
  /** Of the sentence among its rivals, in bits. */
  exposure: number;
  /** Bits per byte of the unread passages. */
  bitsPerByte: number;
  /** Known passages that still come whole. */
  kept: number;
}

/** What the model knows after a step. */
export interface Point {
  /** What the step was; null before the first. */
  kind: Kind | null;
  /** What it writes after the first words, greedily: as many tokens as the sentence has left, or fewer. */
  answer: number[];
  /** How many of these are the sentence's, from the first on. */
  matched: number;
  /** Code length of the rest of the sentence. */
  bits: number;
  price?: Price;
}

/** What ends a run of steps before its limit: that the sentence comes whole, or that it costs what it did at first. */
export type Goal = 'recited' | 'forgotten';

/** How a run of steps came to its end. */
export type RunEnd = 'goal' | 'limit' | 'user';

/** Steps of one kind. */
export interface Steps {
  kind: Kind;
  /** The learning rate of Adam. */
  rate: number;
  /** Steps at most. */
  limit: number;
  goal: Goal | null;
}

export class Lesson {
  readonly model: Llama;
  readonly sentence: Sentence;
  /** The last one is how things stand. */
  readonly points: Point[] = [];

  readonly #around: Surroundings;
  readonly #cache: Cache;
  readonly #document: number[];
  readonly #rivals: number[][];
  #window = 0;

  /**
   * Begins from the published weights.
   *
   * @param cache of the model, used for this lesson alone
   * @param random draws the rivals
   */
  constructor(
    model: Llama,
    cache: Cache,
    published: Weights,
    sentence: Sentence,
    around: Surroundings,
    random: () => number
  ) {
    this.model = model;
    this.sentence = sentence;
    this.#around = around;
    this.#cache = cache;
    this.#document = [around.bos, ...sentence.ids, around.bos];
    model.load(published);
    this.#rivals = Array.from({ length: RIVALS }, () => this.#draw(random));
    this.points.push({ ...this.#look(null), price: this.price() });
  }

  get last(): Point {
    return this.points.at(-1)!;
  }

  /** Tokens that are asked for. */
  get asked(): number {
    return this.sentence.ids.length - this.sentence.given;
  }

  get recited(): boolean {
    return this.last.matched === this.asked;
  }

  /** Whether the sentence costs no less than before the first step. */
  get forgotten(): boolean {
    return this.last.bits >= this.points[0]!.bits;
  }

  /** One step of Adam, which begins anew where the kind of step changes; and what the model knows then. */
  step(kind: Kind, rate: number): Point {
    if (this.last.kind !== null && this.last.kind !== kind) this.model.restart();
    const { background } = this.#around;
    const windows = Array.from({ length: BESIDE }, () => background[this.#window++ % background.length]!);
    if (kind === 'other') this.model.backward(windows);
    else this.model.backward([this.#document, ...windows], [kind === 'read' ? 1 : -1, 1, 1, 1]);
    this.model.update(rate);
    const point = this.#look(kind);
    this.points.push(point);
    return point;
  }

  /**
   * Steps until the goal is reached, the limit is, or the reader stops. The price is looked at after 1, 2, 4, 8, … of them,
   * and at the end.
   *
   * @param run `breathe` is called after each step, and lets a stop through
   */
  async run(
    { kind, rate, limit, goal }: Steps,
    emit: (point: Point) => void,
    run: { breathe(): Promise<void> | void; stopped(): boolean }
  ): Promise<RunEnd> {
    for (let n = 1; ; n++) {
      const point = this.step(kind, rate);
      const reached = (goal === 'recited' && this.recited) || (goal === 'forgotten' && this.forgotten);
      const ends = reached || n >= limit;
      if (!ends) await run.breathe();
      const end = reached ? 'goal' : n >= limit ? 'limit' : run.stopped() ? 'user' : null;
      if (end || Number.isInteger(Math.log2(n))) point.price = this.price();
      emit(point);
      if (end) return end;
    }
  }

  /** What the lesson has cost so far, and how the sentence stands among its rivals. */
  price(): Price {
    const { bos, unread, unreadBytes, known, knownGiven } = this.#around;
    const nats = unread.map((ids) => total(this.model.score([[bos, ...ids]])[0]!));
    const rivals = this.#scoreRivals();
    return {
      exposure: exposureAmong(-this.#nats(), rivals),
      bitsPerByte: total(nats) / Math.LN2 / unreadBytes,
      kept: known.filter((ids) => {
        const rest = ids.slice(knownGiven);
        return matched(this.#write(ids.slice(0, knownGiven), rest.length), rest) === rest.length;
      }).length
    };
  }

  #look(kind: Kind | null): Point {
    const { ids, given } = this.sentence;
    const rest = ids.slice(given);
    const answer = this.#write(ids.slice(0, given), rest.length);
    return { kind, answer, matched: matched(answer, rest), bits: this.#nats() / Math.LN2 };
  }

  /** Nats that the rest of the sentence costs after its first words. */
  #nats(): number {
    const { ids, given } = this.sentence;
    return total(this.model.score([[this.#around.bos, ...ids]])[0]!.slice(given));
  }

  /** Log-probabilities of the rivals' own words, several at a time. */
  #scoreRivals(): number[] {
    const { bos } = this.#around;
    const { ids, given } = this.sentence;
    const opening = [bos, ...ids.slice(0, given)];
    const at = Math.max(1, Math.floor(this.model.rows / (ids.length + 1)));
    const scores: number[] = [];
    for (let i = 0; i < this.#rivals.length; i += at) {
      const some = this.#rivals.slice(i, i + at).map((rival) => [...opening, ...rival]);
      for (const losses of this.model.score(some)) scores.push(-total(losses.slice(given)));
    }
    return scores;
  }

  /** What the model writes greedily, up to `count` tokens or to where it ends the document. */
  #write(opening: readonly number[], count: number): number[] {
    return this.#continue(opening, count, (logits) => {
      const id = largest(logits);
      return id === this.#around.bos ? null : id;
    });
  }

  /** A sentence as long as the one taught, drawn from the model; one that would end before goes on. */
  #draw(random: () => number): number[] {
    const { ids, given } = this.sentence;
    return this.#continue(ids.slice(0, given), ids.length - given, (logits) => {
      logits[this.#around.bos] = -Infinity;
      const top = logits[largest(logits)]!;
      let sum = 0;
      for (const x of logits) sum += Math.exp(x - top);
      let left = random() * sum;
      for (const [id, x] of logits.entries())
        if ((left -= Math.exp(x - top)) <= 0 && x > -Infinity) return id;
      return largest(logits);
    });
  }

  #continue(
    opening: readonly number[],
    count: number,
    choose: (logits: Float32Array) => number | null
  ): number[] {
    this.#cache.length = 0;
    let logits = this.model.next(this.#around.bos, this.#cache);
    for (const id of opening) logits = this.model.next(id, this.#cache);
    const written: number[] = [];
    for (;;) {
      const id = choose(logits);
      if (id === null) return written;
      written.push(id);
      if (written.length === count) return written;
      logits = this.model.next(id, this.#cache);
    }
  }
}

const total = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
};

/** The lowest of the largest, as in argmax. */
function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
