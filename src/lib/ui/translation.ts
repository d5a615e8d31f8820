/**
 * Keeps a translated page true. A browser's translator puts an element with other words in the place of a text node;
 * what the page writes into that node from then on is invisible, and when the page takes it away the other words
 * stay. So the node goes back, empty, before that element: once the page writes into it, moves it or takes it away, the
 * element goes too, and the translator finds the node again. Where the translator takes its element away, as to show
 * the original, the node has its words again.
 *
 * @param root the element to keep true, with everything in it
 * @returns ends the watch
 */
export function followTranslation(root: Node): () => void {
  /** The element in the place of each text node, and what the node said. */
  const replaced = new WeakMap<Node, { place: Element; words: string }>();
  const owners = new WeakMap<Node, Text>();

  function release(node: Text, words = replaced.get(node)!.words) {
    const { place } = replaced.get(node)!;
    replaced.delete(node);
    node.data = words;
    place.remove();
  }

  const observer = new MutationObserver((records) => {
    const written = new Set<Node>();
    for (const { type, target } of records) if (type === 'characterData') written.add(target);

    for (const node of written) if (replaced.has(node)) release(node as Text, (node as Text).data);

    for (const { removedNodes, addedNodes, previousSibling, nextSibling } of records) {
      const near = [...addedNodes, previousSibling, nextSibling].filter(
        (node): node is Element => node instanceof Element && node.localName === 'font' && !owners.has(node)
      );
      for (const node of removedNodes) {
        const text = node instanceof Text ? node : owners.get(node);
        const held = text && replaced.get(text);
        if (held) {
          if (!text.isConnected || held.place.previousSibling !== text) release(text);
          continue;
        }
        const place = node instanceof Text && !node.isConnected && near.shift();
        if (!place || !place.isConnected) continue;
        owners.set(place, node);
        replaced.set(node, { place, words: node.data });
        place.before(node);
        if (written.has(node)) release(node);
        else node.data = '';
      }
    }
    // Ignore the changes made here.
    observer.takeRecords();
  });

  observer.observe(root, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}
