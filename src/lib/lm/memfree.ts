import type { StopReason } from '#lib/release/record.ts';
import { TokenText } from '#lib/release/vocabulary.ts';
import { checkLength, type Model, type Run } from './model.ts';
import { largest } from './softmax.ts';

/** Whether each of `candidates` may not follow what was written so far, which does not hold the prompt. */
export type Stops = (
  written: readonly number[],
  candidates: readonly number[]
) => boolean[] | Promise<boolean[]>;

/** A token behind a filter. */
export interface Step {
  /** The token that was taken; BOS where the model would end the document, which is the last step then. */
  id: number;
  /** What it adds to the text: a character is added with its last byte. */
  text: string;
  /** The texts of the likelier tokens that were struck out, likeliest first. */
  struck: string[];
}

/** How many of the likeliest tokens are put before the filter at once: mostly the first or the second passes. */
const WIDTHS = [4, 64];

/**
 * Greedy decoding that passes over every token the filter stops and takes the next best (MemFree decoding, Ippolito et al.
 * 2023, arXiv:2210.17546, where the filter stops what would complete an n-gram of the training data). The end of the
 * document is never stopped, so there is always a token to take.
 *
 * The prompt is read at once, as in `recite`.
 *
 * @param count most tokens that are written
 * @throws LmError 'input' or 'context'
 */
export async function memfree(
  model: Model,
  ids: readonly number[],
  count: number,
  stops: Stops,
  emit: (step: Step) => void,
  run: Run
): Promise<StopReason> {
  const left = model.context - 1 - ids.length;
  checkLength(model, ids, left - 1);
  const { bos, vocabulary } = model;
  const text = new TokenText(vocabulary);
  let said = '';
  const cache = model.cache();
  const written: number[] = [];
  const limit = Math.min(count, left);
  if (limit <= 0) return 'length';
  let logits = model.forward([bos, ...ids], cache);
  for (;;) {
    const { id, struck } = await firstAllowed(logits.subarray(-vocabulary.size), bos, (candidates) =>
      stops(written, candidates)
    );
    // A filter that was called off says nothing.
    if (run.stopped()) return 'user';
    const before = said.length;
    said = text.push(id);
    emit({ id, text: said.slice(before), struck: struck.map((other) => vocabulary.piece(other)) });
    if (id === bos) return 'eos';
    written.push(id);
    if (written.length === limit) return limit === count ? 'length' : 'context';
    await run.breathe();
    if (run.stopped()) return 'user';
    logits = model.forward([id], cache);
  }
}

/** The likeliest token that is not stopped, and those before it. */
async function firstAllowed(
  row: Float32Array,
  bos: number,
  stops: (candidates: number[]) => ReturnType<Stops>
): Promise<{ id: number; struck: number[] }> {
  const struck: number[] = [];
  for (const width of [...WIDTHS, row.length]) {
    const candidates = largest(row, width).slice(struck.length);
    const end = candidates.indexOf(bos);
    const asked = end < 0 ? candidates : candidates.slice(0, end);
    const stopped = asked.length ? await stops(asked) : [];
    const first = asked.findIndex((_, i) => !stopped[i]);
    if (first >= 0) return { id: asked[first]!, struck: [...struck, ...asked.slice(0, first)] };
    struck.push(...asked);
    if (end >= 0) break;
  }
  return { id: bos, struck };
}
