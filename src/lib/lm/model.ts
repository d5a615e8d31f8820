import type { Decoding, StopReason, TokenTrace } from '#lib/release/record.ts';
import type { KeyValueCache } from '#lib/engine/cache.ts';
import { LmError, type Arrival } from './protocol.ts';
import { randomStream } from '#lib/measures/random.ts';
import { choose } from './sample.ts';
import { softmax, trace, type Softmax } from './softmax.ts';
import { TokenText, type Vocabulary } from '#lib/release/vocabulary.ts';
import { count } from '#lib/words/number.ts';

/** A language model that can be asked for the next step. */
export interface Model {
  /** Positions it reads at once, including the BOS token. */
  context: number;
  bos: number;
  vocabulary: Vocabulary;
  /** An empty cache of `batch` sequences, one without it. It takes the place of the one before. */
  cache(batch?: number): KeyValueCache;
  /**
   * Reads `ids` (the batch's rows, one after another, of equal length), adds them to the cache, and returns the logits
   * after each: [batch * length, vocabulary].
   */
  forward(ids: readonly number[], cache: KeyValueCache): Float32Array;
}

/** What a run needs from its surroundings. */
export interface Run {
  /** Called after each step; lets messages through from time to time. */
  breathe(): Promise<void> | void;
  stopped(): boolean;
}

/** Most samples drawn at once: their caches must fit in a phone's memory. */
export const MAX_SAMPLES = 64;

/** Prompts are read in pieces of so many tokens, so that "stop" need not wait for a long one. */
const PIECE = 32;

/**
 * `n` completions of BOS and `ids`. Sample i draws from the stream of seed + i, as a single run with that seed would.
 * A completion ends after `maxTokens` tokens, when the context is full, or where the model would end the document (that
 * token is not part of it).
 *
 * @throws LmError 'input' or 'context'
 */
export async function complete(
  model: Model,
  ids: readonly number[],
  decoding: Decoding,
  n: number,
  emit: (arrival: Arrival) => void,
  run: Run
): Promise<{ text: string; stopped: StopReason }[]> {
  checkDecoding(decoding, n);
  const left = model.context - 1 - ids.length;
  checkLength(model, ids, left - 1);

  const { vocabulary, bos } = model;
  const piece = (id: number) => vocabulary.piece(id);
  const limit = Math.min(decoding.maxTokens, left);
  const samples = Array.from({ length: n }, (_, i) => ({
    random: randomStream(decoding.seed + i),
    text: new TokenText(vocabulary),
    stopped: undefined as StopReason | undefined
  }));
  const end = (reason: StopReason) =>
    samples.map(({ text, stopped }) => ({ text: text.end(), stopped: stopped ?? reason }));

  const cache = model.cache();
  let logits: Float32Array = new Float32Array();
  for await (const rows of read(model, [bos, ...ids], cache, run)) logits = rows;
  if (run.stopped()) return end('user');
  logits = logits.subarray(-vocabulary.size);
  let shared: Softmax | undefined = softmax(logits); // all samples begin alike
  cache.repeat(n);

  for (let length = 1; ; length++) {
    const next: number[] = [];
    for (const [i, sample] of samples.entries()) {
      if (sample.stopped) {
        next.push(bos); // its row continues, unread
        continue;
      }
      const row = shared ?? softmax(logits.subarray(i * vocabulary.size, (i + 1) * vocabulary.size));
      const id = choose(row, decoding, sample.random);
      next.push(id);
      if (id === bos) sample.stopped = 'eos';
      else emit([i, trace(row, id, piece), sample.text.push(id)]);
    }
    shared = undefined;
    await run.breathe();
    if (run.stopped()) return end('user');
    if (length === limit) return end(limit === decoding.maxTokens ? 'length' : 'context');
    if (samples.every(({ stopped }) => stopped)) return end('eos');
    logits = model.forward(next, cache);
  }
}

/**
 * What the model makes of each token of a given text after BOS.
 * @throws LmError 'input' or 'context'
 */
export async function score(model: Model, ids: readonly number[], run: Run): Promise<TokenTrace[]> {
  checkLength(model, ids, model.context - 1 - ids.length);
  const { vocabulary, bos } = model;
  const traces: TokenTrace[] = [];
  for await (const rows of read(model, [bos, ...ids.slice(0, -1)], model.cache(), run)) {
    for (let at = 0; at < rows.length && traces.length < ids.length; at += vocabulary.size) {
      const row = softmax(rows.subarray(at, at + vocabulary.size));
      traces.push(trace(row, ids[traces.length]!, (id) => vocabulary.piece(id)));
    }
  }
  return traces;
}

/** Feeds tokens to one sequence, piece by piece, and yields the logits of each piece. Ends early if stopped. */
async function* read(model: Model, ids: readonly number[], cache: KeyValueCache, run: Run) {
  for (let at = 0; at < ids.length && !run.stopped(); at += PIECE) {
    yield model.forward(ids.slice(at, at + PIECE), cache);
    await run.breathe();
  }
}

/**
 * @param left positions left beyond what is needed
 * @throws LmError 'input' or 'context'
 */
export function checkLength({ context, vocabulary }: Model, ids: readonly number[], left: number): void {
  if (left < 0) {
    const most = count(ids.length + left);
    throw new LmError(
      'context',
      `This text is ${count(ids.length)} tokens long, and this model takes ${most} at most (it reads ${context} tokens at once, its start mark among them). Shorten the text and try again.`
    );
  }
  const stranger = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabulary.size);
  if (stranger !== undefined) {
    throw new LmError(
      'input',
      `There is no token ${stranger}: this model knows 0 to ${vocabulary.size - 1}.`
    );
  }
}

function checkDecoding({ temperature, topK, topP, maxTokens, seed }: Decoding, n: number): void {
  const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  const wrong =
    (!(temperature >= 0 && temperature < Infinity) && `temperature ${temperature} is not 0 or more`) ||
    (!whole(topK, 0) && `top-k ${topK} is not a whole number, 0 or more`) ||
    (!(topP > 0 && topP <= 1) && `top-p ${topP} is not above 0 and at most 1`) ||
    (!whole(maxTokens, 1) && `the length ${maxTokens} is not a whole number, 1 or more`) ||
    (!Number.isSafeInteger(seed) && `the seed ${seed} is not a whole number`) ||
    (!(whole(n, 1) && n <= MAX_SAMPLES) && `${n} samples at once are not between 1 and ${MAX_SAMPLES}`);
  if (wrong) throw new LmError('input', `These settings do not work: ${wrong}.`);
}
