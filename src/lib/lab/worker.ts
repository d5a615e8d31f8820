/** What a worker of ours says to the page; see `Connection`. */
export type Reply<Code extends string, Progress> =
  /** It runs and holds the lock of its name: whoever gets that lock knows that the worker is gone. */
  | { type: 'alive' }
  | ({ type: 'progress' } & Progress)
  /** Something ahead of the answer, to whoever waits for that. */
  | { type: 'part'; id: number; part: unknown }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'error'; id: number; code: Code; message: string; stack?: string };

/**
 * For a worker: says that it runs, and holds the lock of its name for as long as it does. A worker that the browser ends
 * says nothing. Its lock is let go, though, and the page waits for that.
 *
 * Locks are missing on plain http; there only an error that the worker throws is noticed.
 */
export function stayAlive(): void {
  void navigator.locks?.request(self.name, () => {
    postMessage({ type: 'alive' });
    return new Promise(() => {});
  });
}

/**
 * For a worker: answers question `id` with what `work` comes to, or with the error that ended it. Does not reject.
 *
 * @param explain an error's code, and its message for readers where it has none itself
 */
export async function answer(
  id: number,
  work: () => unknown,
  explain: (error: Error) => { code: string; message?: string }
): Promise<void> {
  try {
    postMessage({ type: 'answer', id, value: await work() });
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    postMessage({ type: 'error', id, message: error.message, stack: error.stack, ...explain(error) });
  }
}
