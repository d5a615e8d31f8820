/**
 * Tells whether an element is in the window, now and whenever that changes; where the browser does not watch it, that it
 * is.
 *
 * @returns what ends the watch
 */
export function watchSeen(element: Element, tell: (seen: boolean) => void): () => void {
  if (typeof IntersectionObserver === 'undefined') {
    tell(true);
    return () => {};
  }
  const observer = new IntersectionObserver((entries) => tell(entries.at(-1)!.isIntersecting));
  observer.observe(element);
  return () => observer.disconnect();
}
