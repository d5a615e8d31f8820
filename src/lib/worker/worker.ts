import { keepToOwnHost } from './own-host.ts';

/** What a worker of ours says to the page; see `Connection`. */
export type Reply<Code extends string, Progress> =
  /** Its script is on the way. It holds the lock of its name and " begins", as it does the other once it runs. */
  | { type: 'begun' }
  /** It hears, and its script is on the way. */
  | { type: 'waits' }
  /** It runs and holds the lock of its name: whoever gets that lock knows that the worker is gone. */
  | { type: 'alive' }
  /** It hears. */
  | { type: 'pong' }
  | ({ type: 'progress' } & Progress)
  /** Something ahead of the answer, to whoever waits for that. */
  | { type: 'part'; id: number; part: unknown }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'error'; id: number; code: Code; message: string; stack?: string };

/** For a worker: takes the page's messages, and answers at once whether it hears at all. It then keeps to its own host. */
export function listen<Request>(take: (request: Request) => void): void {
  keepToOwnHost();
  onmessage = ({ data }: MessageEvent<Request | { type: 'ping' }>) => {
    if ((data as { type?: unknown }).type === 'ping') postMessage({ type: 'pong' });
    else take(data as Request);
  };
}

/** Fulfilled once the end of this worker would be noticed. */
let alive: Promise<void> | undefined;

/**
 * For a worker: says that it runs, and holds the lock of its name for as long as it does. A worker that the browser ends
 * says nothing. Its lock is let go, though, and the page waits for that.
 *
 * Locks are missing on plain http, and refused to a page without an origin; there the page asks once in a while whether
 * the worker still hears.
 */
export function stayAlive(): void {
  alive = new Promise((resolve) => {
    const hold = () => {
      postMessage({ type: 'alive' });
      resolve();
      return new Promise(() => {});
    };
    if (navigator.locks) navigator.locks.request(self.name, hold).catch(() => resolve());
    else resolve();
  });
}

/**
 * For a worker: answers question `id` with what `work` comes to, or with the error that ended it. Does not reject. A
 * first answer that is quicker than the lock waits for it: once there is an answer, the worker's end is noticed.
 *
 * @param explain an error's code, and its message for readers where it has none itself
 */
export async function answer(
  id: number,
  work: () => unknown,
  explain: (error: Error) => { code: string; message?: string }
): Promise<void> {
  try {
    const value = await work();
    await alive;
    postMessage({ type: 'answer', id, value });
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    postMessage({ type: 'error', id, message: error.message, stack: error.stack, ...explain(error) });
  }
}
