import { checkLength, type Model, type Run } from './model.ts';
import { LmError } from './protocol.ts';
import { largest } from './softmax.ts';

/** Tokens read again, by themselves, when the window is full: `REREAD` in training/works.py, which recites likewise. */
export const REREAD = 160;

/** How a recitation came to its end: it has its length, the model would begin another document, or it was stopped. */
export type ReciteEnd = 'length' | 'eos' | 'user';

/**
 * What a model writes after a text, greedily, past the end of its window: when that is full, the last `REREAD` tokens are
 * read again and it goes on from there.
 *
 * The same as `recite` in training/works.py, token by token. Each text is read at once and not in pieces, as there.
 *
 * @param start whether the text begins its document, so that a BOS token stands before it
 * @param count most tokens that are written
 * @param emit called with each of them
 * @throws LmError 'input' or 'context'
 */
export async function recite(
  model: Model,
  ids: readonly number[],
  { start, count }: { start: boolean; count: number },
  emit: (id: number) => void,
  run: Run
): Promise<ReciteEnd> {
  const text = start ? [model.bos, ...ids] : [...ids];
  if (text.length === 0) throw new LmError('input', 'There is nothing to go on from.');
  checkLength(model, ids, model.context - text.length);
  if (count <= 0) return 'length';
  let cache = model.cache();
  let logits = model.forward(text, cache);
  for (let written = 1; ; written++) {
    const id = largest(logits.subarray(-model.vocabulary.size), 1)[0]!;
    if (id === model.bos) return 'eos';
    text.push(id);
    emit(id);
    if (written === count) return 'length';
    await run.breathe();
    if (run.stopped()) return 'user';
    if (cache.length < model.context) {
      logits = model.forward([id], cache);
    } else {
      cache = model.cache();
      logits = model.forward(text.slice(-REREAD), cache);
    }
  }
}
