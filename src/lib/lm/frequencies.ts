import { TOTAL, type Stretch } from './range-coder.ts';
import type { Softmax } from './softmax.ts';

/**
 * A next-token distribution in whole numbers: `TOTAL` shared out among all tokens, in the order of their ids, each at least
 * 1, so that any text can be sent. What rounding leaves goes to the likeliest.
 */
export class Frequencies {
  readonly #counts: Float64Array;

  /** @throws RangeError where the logits are no numbers */
  constructor({ weights, total, top }: Pick<Softmax, 'weights' | 'total' | 'top'>) {
    if (!(total > 0 && total < Infinity)) throw new RangeError('These logits give no distribution.');
    const scale = (TOTAL - weights.length) / total;
    this.#counts = Float64Array.from(weights, (weight) => 1 + Math.floor(weight * scale));
    this.#counts[top[0]!]! += TOTAL - this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** The stretch of a token. */
  of(id: number): Stretch {
    let from = 0;
    for (let i = 0; i < id; i++) from += this.#counts[i]!;
    return { from, length: this.#counts[id]! };
  }

  /** The token at a place of `TOTAL`, and its stretch. */
  at(place: number): Stretch & { id: number } {
    let id = 0;
    let from = 0;
    while (from + this.#counts[id]! <= place) from += this.#counts[id++]!;
    return { id, from, length: this.#counts[id]! };
  }
}

/** Bits that a token with so long a stretch takes. */
export const bitsOf = ({ length }: Stretch): number => Math.log2(TOTAL / length);
