// Many texts at once: samples, and the log-probabilities of texts, of samples under other models or in other ways of drawing. A completion on the page is
// traced token by token (model.ts); here nothing is kept but the tokens and how likely they were.
import { checkLength, MAX_SAMPLES, type Model, type Run } from './model.ts';
import { LmError } from './protocol.ts';
import { randomStream } from '#lib/measures/random.ts';
import { choose, drawLogprobs, type Drawing } from './sample.ts';
import { logprob, softmax, type Softmax } from './softmax.ts';

/** What is to be sampled. */
export interface Draw {
  /** A prompt for each sample, all of one length; empty lists for none. They are part of the samples. */
  prompts: readonly (readonly number[])[];
  /** Tokens of a sample at most, its prompt among them. */
  tokens: number;
  /** How many of the likeliest tokens can be drawn; 0 for all. */
  topK: number;
  /** At which every token is drawn; 1 without it. */
  temperature?: number | undefined;
  /** A temperature that falls to 1, by equal steps, over the first tokens that are drawn; in the place of `temperature`. */
  decay?: { from: number; over: number } | undefined;
  /** Sample i draws from the stream of `seed` + i. */
  seed: number;
}

/** A text and the natural log of each token's probability among all, given what stands before it. */
export interface Drawn {
  ids: number[];
  logprobs: number[];
}

/** Ways of drawing, and the token from which on a text would have to be drawn. */
export interface Ways {
  from: number;
  drawings: readonly Drawing[];
}

/** Tokens read at once where texts are scored side by side: logits of more would take much memory. */
const PIECE = 8;

/** The temperature at which the token `at` is drawn, counted from the first that is. */
export function temperatureAt(at: number, decay: Draw['decay']): number {
  if (!decay || at >= decay.over) return 1;
  return decay.from + ((1 - decay.from) * at) / decay.over;
}

/**
 * As many samples as there are prompts, side by side. A sample ends after `tokens` tokens or where the model would begin
 * another document. Null where it was stopped: a part of a batch is none.
 *
 * @param step called with how many tokens each sample has so far
 * @throws LmError 'input' or 'context'
 */
export async function drawMany(
  model: Model,
  draw: Draw,
  step: (tokens: number) => void,
  run: Run
): Promise<Drawn[] | null> {
  const { prompts, tokens, topK, temperature = 1, decay, seed } = draw;
  const { bos, vocabulary } = model;
  const given = prompts[0]?.length ?? 0;
  const whole = Number.isInteger(tokens) && Number.isInteger(topK) && topK >= 0 && Number.isSafeInteger(seed);
  const warm = temperature >= 0 && temperature < Infinity;
  if (!whole || !warm || prompts.length < 1 || prompts.length > MAX_SAMPLES || tokens <= given)
    throw new LmError(
      'input',
      'These samples cannot be drawn: their number, length, temperature or seed makes no sense.'
    );
  if (prompts.some(({ length }) => length !== given))
    throw new LmError('input', 'Samples that are drawn side by side need prompts of one length.');
  checkLength(model, prompts.flat(), model.context - tokens);
  const samples = prompts.map((prompt, i) => ({
    ids: [...prompt],
    logprobs: [] as number[],
    random: randomStream(seed + i),
    ended: false
  }));
  const cache = model.cache(samples.length);
  const row = (logits: Float32Array, i: number, at: number, of: number) => {
    const start = (i * of + at) * vocabulary.size;
    return softmax(logits.subarray(start, start + vocabulary.size));
  };
  let logits = model.forward(
    prompts.flatMap((prompt) => [bos, ...prompt]),
    cache
  );
  let read = given + 1;
  for (const [i, { ids, logprobs }] of samples.entries())
    for (let at = 0; at < given; at++) logprobs.push(logprob(row(logits, i, at, read), ids[at]!));

  for (let length = given + 1; ; length++) {
    const now = decay ? temperatureAt(length - 1 - given, decay) : temperature;
    const next: number[] = [];
    for (const [i, sample] of samples.entries()) {
      if (sample.ended) {
        next.push(bos); // its row goes on unread
        continue;
      }
      const likely = row(logits, i, read - 1, read);
      const id = choose(
        likely,
        { method: 'sample', temperature: now, topK, topP: 1, seed, maxTokens: tokens },
        sample.random
      );
      next.push(id);
      if (id === bos) sample.ended = true;
      else {
        sample.ids.push(id);
        sample.logprobs.push(logprob(likely, id));
      }
    }
    step(length);
    await run.breathe();
    if (run.stopped()) return null;
    if (length === tokens || samples.every(({ ended }) => ended))
      return samples.map(({ ids, logprobs }) => ({ ids, logprobs }));
    logits = model.forward(next, cache);
    read = 1;
  }
}

/**
 * The log-probabilities of the tokens of each text after BOS, the texts read side by side and the shorter ones filled up
 * at their ends; of its first tokens where a text is longer than the model reads. Null where it was stopped.
 *
 * @throws LmError 'input'
 */
export async function scoreMany(
  model: Model,
  texts: readonly (readonly number[])[],
  run: Run
): Promise<number[][] | null> {
  const found = texts.map((): number[] => []);
  const whole = await readMany(
    model,
    texts,
    (text, _, id, likely) => void found[text]!.push(logprob(likely, id)),
    run
  );
  return whole ? found : null;
}

/**
 * For each text and each way of drawing, the natural log of the probability that its tokens from `from` on are drawn one
 * after another, given those before: what one try gives (Hayes et al. 2025, arXiv:2410.19482, section 3). -Infinity where
 * one of them cannot be drawn. Null where it was stopped.
 *
 * @throws LmError 'input'
 */
export async function chances(
  model: Model,
  texts: readonly (readonly number[])[],
  { from, drawings }: Ways,
  run: Run
): Promise<number[][] | null> {
  const wrong = drawings.some(
    ({ temperature, topK }) =>
      !(temperature > 0 && temperature < Infinity) || !Number.isInteger(topK) || topK < 0
  );
  if (wrong) throw new LmError('input', 'Tokens cannot be drawn in such a way.');
  const found = texts.map(() => drawings.map(() => 0));
  const add = (text: number, at: number, id: number, likely: Softmax) => {
    if (at < from) return;
    for (const [i, value] of drawLogprobs(likely, id, drawings).entries()) found[text]![i]! += value;
  };
  return (await readMany(model, texts, add, run)) ? found : null;
}

/** Reads texts side by side. `see` is told of every token what the model expected in its place. False where it was stopped. */
async function readMany(
  model: Model,
  texts: readonly (readonly number[])[],
  see: (text: number, at: number, id: number, likely: Softmax) => void,
  run: Run
): Promise<boolean> {
  const { bos, vocabulary } = model;
  if (texts.length > MAX_SAMPLES) throw new LmError('input', `${texts.length} texts at once are too many.`);
  const cut = texts.map((ids) => ids.slice(0, model.context));
  checkLength(model, cut.flat(), 0);
  const longest = Math.max(0, ...cut.map(({ length }) => length));
  if (longest === 0) return true;
  const cache = model.cache(cut.length);
  for (let from = 0; from < longest; from += PIECE) {
    const count = Math.min(PIECE, longest - from);
    const piece = cut.flatMap((ids) =>
      Array.from({ length: count }, (_, k) => (from + k === 0 ? bos : (ids[from + k - 1] ?? bos)))
    );
    const logits = model.forward(piece, cache);
    for (const [i, ids] of cut.entries()) {
      for (let k = 0; k < count && from + k < ids.length; k++) {
        const start = (i * count + k) * vocabulary.size;
        see(i, from + k, ids[from + k]!, softmax(logits.subarray(start, start + vocabulary.size)));
      }
      await run.breathe();
    }
    if (run.stopped()) return false;
  }
  return true;
}
