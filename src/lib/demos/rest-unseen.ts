import { watchSeen } from '#lib/charts/seen.ts';
import { restAll } from '#lib/worker/connection.svelte.ts';

/** Milliseconds out of sight after which a frame ends its workers. */
const UNSEEN = 60_000;

/**
 * Has the workers of this page end while nobody sees `element`: a page that holds ten frames must not hold ten models.
 * They start anew with the next question.
 *
 * @returns a function that stops watching
 */
export function restUnseen(element: Element, unseen = UNSEEN): () => void {
  let onScreen = true;
  let timer: ReturnType<typeof setInterval> | undefined;

  const look = () => {
    clearInterval(timer);
    // Repeatedly, since a worker may be busy when the time is up.
    if (!onScreen || document.hidden) timer = setInterval(restAll, unseen);
  };
  const unwatch = watchSeen(element, (seen) => {
    onScreen = seen;
    look();
  });
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    unwatch();
    document.removeEventListener('visibilitychange', look);
  };
}
