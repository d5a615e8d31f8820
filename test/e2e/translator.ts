// A browser's translator, as far as it can harm a page: other words in other elements, digits kept.

declare global {
  interface Window {
    /** What the demos of the page say to readers and to screen readers, in the words that the translator would give. */
    told: () => string[];
  }
}

/**
 * For every page of a test, as a script of its beginning.
 *
 * @param translating whether the page is translated, from its load on
 */
export function install(translating: boolean) {
  const KEPT = '[translate="no"], script, style, textarea, noscript, svg';
  /** No word stays what it was: each Latin letter gives way to its neighbour. */
  const reword = (text: string) =>
    text.replace(/[a-y]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1));
  const made = new WeakSet<Node>();

  function textsIn(root: Node): Text[] {
    if (root instanceof Text) return [root];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    return texts;
  }

  window.told = () =>
    [...document.querySelectorAll('.demo')]
      .flatMap(textsIn)
      .filter(({ parentElement: parent }) => parent!.checkVisibility() || parent!.closest('option'))
      .map(({ data, parentElement: parent }) => (translating || parent!.closest(KEPT) ? data : reword(data)))
      .map((text) => text.trim())
      .filter((text) => text !== '');

  if (!translating) return;

  function translate(root: Node) {
    for (const text of textsIn(root)) {
      if (!text.isConnected || made.has(text) || text.data.trim() === '') continue;
      if (text.parentElement!.closest(KEPT)) continue;
      const words = document.createTextNode(reword(text.data));
      made.add(words);
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.append(words);
      outer.append(inner);
      text.replaceWith(outer);
    }
  }

  addEventListener('load', () => {
    const changed = new Set<Node>();
    translate(document.body);
    new MutationObserver((records) => {
      if (changed.size === 0)
        setTimeout(() => {
          const nodes = [...changed];
          changed.clear();
          nodes.forEach(translate);
        }, 20);
      for (const { type, target, addedNodes } of records)
        for (const node of type === 'characterData' ? [target] : addedNodes) changed.add(node);
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
}
