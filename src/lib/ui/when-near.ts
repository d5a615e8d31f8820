/** How far from the window something is near: a window's height above and below. */
const MARGIN = '100% 0px';

/** The outermost elements of a part that take room themselves. */
function boxes(element: Element): Element[] {
  return getComputedStyle(element).display === 'contents' ? [...element.children].flatMap(boxes) : [element];
}

/**
 * Calls `act`, once, when a part of the page comes near the window, by whichever way (reading, a link, the browser's own
 * search), or when the focus or a pointer gets there first; at once where nothing of it is drawn yet.
 *
 * @returns what ends the watch
 */
export function whenNear(part: Element, act: () => void): () => void {
  const ends = new AbortController();
  const once = () => {
    if (ends.signal.aborted) return;
    ends.abort();
    act();
  };
  const drawn = part.childElementCount > 0;
  if (!drawn || typeof IntersectionObserver === 'undefined') {
    queueMicrotask(once);
    return () => ends.abort();
  }
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) once();
    },
    { rootMargin: MARGIN }
  );
  for (const box of boxes(part)) observer.observe(box);
  ends.signal.addEventListener('abort', () => observer.disconnect());
  for (const type of ['focusin', 'pointerover', 'beforematch'])
    part.addEventListener(type, once, { signal: ends.signal });
  return () => ends.abort();
}
