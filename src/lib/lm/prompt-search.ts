import { checkLength, type Model, type Run } from './model.ts';
import { randomStream } from '#lib/measures/random.ts';
import { largest, logprob, softmax } from './softmax.ts';

/** Tokens tried in one place of a prompt at each step. */
const CANDIDATES = 96;
/** Candidates read side by side. */
const BATCH = 32;
/** Tokens of the text by which candidates are first ranked, and how many of them are then held against all of it. */
const HEAD = 8;
const FINALISTS = 16;

/** What to look for, and how. */
export interface Wanted {
  /** The text that is to come, and the tokens before it in its passage. */
  text: readonly number[];
  before: readonly number[];
  /** Tokens that are likely candidates, such as those of the whole passage. */
  pool: readonly number[];
  /** Most steps for each length of a prompt. */
  steps: number;
  seed: number;
}

/** How a prompt did. */
export interface Tried {
  prompt: number[];
  /** Tokens of the text, from its first, that greedy decoding writes after it. */
  matched: number;
}

/** How far a search has come. */
export interface Searching extends Tried {
  /** Steps taken in all. */
  step: number;
  /** Mean loss of the text after the prompt that is being changed, in bits a token. */
  bits: number;
}

/** The same, from the first word that is taken away: while the words before a text are tried, there are no bits. */
export interface Shortening extends Tried {
  step: number;
  bits: number | null;
}

/** Tries the words before a text, as few as suffice, then looks for a shorter prompt: `prune`, then `searchPrompt`. */
export async function shorten(
  model: Model,
  wanted: Wanted,
  emit: (state: Shortening) => void,
  run: Run
): Promise<number[] | null> {
  let known: number | null = null;
  const note = (tried: Tried) => {
    if (tried.matched === wanted.text.length) known = tried.prompt.length;
    emit({ ...tried, step: 0, bits: null });
  };
  await prune(model, wanted, note, run);
  return run.stopped() ? null : searchPrompt(model, wanted, known, emit, run);
}

/**
 * Tries the last tokens before a text as a prompt: all of them, then one less, down to one (Schwarzschild et al. 2024,
 * arXiv 2404.15146, ask for the shortest prompt that brings a text out).
 *
 * @param emit called with each prompt
 * @throws LmError 'context'
 */
export async function prune(
  model: Model,
  { before, text }: Pick<Wanted, 'before' | 'text'>,
  emit: (tried: Tried) => void,
  run: Run
): Promise<void> {
  for (let length = before.length; length >= 1 && !run.stopped(); length--) {
    const prompt = before.slice(-length);
    emit({ prompt, matched: matchedAfter(model, prompt, text) });
    await run.breathe();
  }
}

/**
 * Looks for prompts shorter than one that is known: takes a token away and changes one token at a time, keeping what makes
 * the text likelier, until greedy decoding writes all of it; then again with one token less. No gradient leads it, as one
 * leads the search of Zou et al. 2023 (arXiv 2307.15043): of the tokens that might stand in a place it tries some, half of
 * them from the `pool`. It finds a short prompt, not the shortest.
 *
 * @param known how many of the tokens before the text bring it out; null where none of them do: then it begins with as many
 *   as the text has, less one
 * @param emit called after each step, and with every prompt that brings the text out (`matched` is its length)
 * @returns the shortest prompt found; null where none was
 * @throws LmError 'context'
 */
export async function searchPrompt(
  model: Model,
  { text, before, pool, steps, seed }: Wanted,
  known: number | null,
  emit: (state: Searching) => void,
  run: Run
): Promise<number[] | null> {
  const random = randomStream(seed);
  let found: number[] | null = null;
  let prompt =
    known === null ? before.slice(1 - text.length) : await shortened(model, before.slice(-known), text);
  let step = 0;
  while (prompt.length > 0 && !run.stopped()) {
    let best = await lossesOf(model, [prompt], text).then(([loss]) => loss!);
    let matched = matchedAfter(model, prompt, text);
    for (let here = 0; matched < text.length && here < steps; here++) {
      const place = Math.floor(random() * prompt.length);
      const tokens = draw(model, pool, random);
      const candidates = tokens.map((token) => prompt.with(place, token));
      const first = await lossesOf(model, candidates, text.slice(0, HEAD), run);
      if (run.stopped()) return found;
      const finalists = least(first, FINALISTS).map((i) => candidates[i]!);
      const losses = await lossesOf(model, finalists, text, run);
      const at = least(losses, 1)[0]!;
      if (losses[at]! < best) {
        best = losses[at]!;
        prompt = finalists[at]!;
        matched = matchedAfter(model, prompt, text);
      }
      emit({ prompt, matched, step: ++step, bits: best / Math.LN2 });
      await run.breathe();
      if (run.stopped()) return found;
    }
    if (matched < text.length) break;
    found = prompt;
    emit({ prompt, matched, step, bits: best / Math.LN2 });
    prompt = await shortened(model, prompt, text);
  }
  return found;
}

/** The prompt less that token whose loss harms least. */
async function shortened(
  model: Model,
  prompt: readonly number[],
  text: readonly number[]
): Promise<number[]> {
  if (prompt.length <= 1) return [];
  const shorter = prompt.map((_, i) => prompt.toSpliced(i, 1));
  const losses = await lossesOf(model, shorter, text);
  return shorter[least(losses, 1)[0]!]!;
}

/** Where the `count` smallest losses stand, the smallest first. */
const least = (losses: readonly number[], count: number): number[] =>
  largest(
    Float32Array.from(losses, (loss) => -loss),
    count
  );

/** Tokens to try in one place. BOS is none: it begins another document. */
function draw({ vocabulary, bos }: Model, pool: readonly number[], random: () => number): number[] {
  const tokens = new Set<number>();
  while (tokens.size < CANDIDATES) {
    const own = pool.length > 0 && tokens.size < Math.min(CANDIDATES / 2, pool.length / 2);
    const token = own ? pool[Math.floor(random() * pool.length)]! : Math.floor(random() * vocabulary.size);
    if (token !== bos) tokens.add(token);
  }
  return [...tokens];
}

/** Mean loss of a text after BOS and each of several prompts of equal length, in nats a token. */
async function lossesOf(
  model: Model,
  prompts: readonly (readonly number[])[],
  text: readonly number[],
  run?: Run
): Promise<number[]> {
  const losses: number[] = [];
  const { size } = model.vocabulary;
  for (let from = 0; from < prompts.length; from += BATCH) {
    const part = prompts.slice(from, from + BATCH);
    const rows = part.map((prompt) => [model.bos, ...prompt, ...text.slice(0, -1)]);
    const width = rows[0]!.length;
    const logits = model.forward(rows.flat(), model.cache(part.length));
    for (let row = 0; row < part.length; row++) {
      let sum = 0;
      for (const [i, id] of text.entries()) {
        const at = (row * width + width - text.length + i) * size;
        sum -= logprob(softmax(logits.subarray(at, at + size)), id);
      }
      losses.push(sum / text.length);
    }
    await run?.breathe();
    if (run?.stopped()) return losses;
  }
  return losses;
}

/** Tokens of a text, from its first, that greedy decoding writes after BOS and a prompt. */
function matchedAfter(model: Model, prompt: readonly number[], text: readonly number[]): number {
  const ids = [...prompt, ...text];
  checkLength(model, ids, model.context - ids.length);
  const logits = model.forward([model.bos, ...ids.slice(0, -1)], model.cache());
  const { size } = model.vocabulary;
  const wrong = text.findIndex((id, i) => {
    const at = (prompt.length + i) * size;
    return largest(logits.subarray(at, at + size), 1)[0] !== id;
  });
  return wrong < 0 ? text.length : wrong;
}
