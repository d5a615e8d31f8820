import { watchSeen } from '#lib/charts/seen.ts';
import { restAll } from '#lib/worker/connection.svelte.ts';

/** Milliseconds out of sight after which a frame gives its workers back. */
const UNSEEN = 60_000;

/**
 * Has the workers of this page end while nobody sees `element`: a page that holds ten frames must not hold ten models.
 * They start anew with the next question.
 *
 * @returns what ends the watch
 */
export function restUnseen(element: Element, unseen = UNSEEN): () => void {
  let onScreen = true;
  let timer: ReturnType<typeof setInterval> | undefined;

  const look = () => {
    clearInterval(timer);
    // Again and again, since a worker may be busy when the time is over.
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
