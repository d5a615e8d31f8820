/**
 * Keeps a translated page true. A browser's translator puts an element with other words in the place of a text node;
 * what the page writes into that node from then on is seen by nobody, and old numbers stay beside new ones. So each
 * node that was replaced is watched, and put back when the page writes into it: the translator finds it again there.
 *
 * @param root what is kept true, with all that is in it
 * @returns ends the watch
 */
export function followTranslation(root: Node): () => void {
  /** The element in the place of each text node. */
  const places = new WeakMap<Node, Element>();
  const taken = new WeakSet<Element>();

  const writes = new MutationObserver((records) => {
    for (const { target } of records) {
      const place = places.get(target);
      if (target.isConnected || !place?.isConnected) continue;
      places.delete(target);
      place.replaceWith(target);
    }
  });

  const replacements = new MutationObserver((records) => {
    for (const { removedNodes, addedNodes, previousSibling, nextSibling } of records) {
      const near = [...addedNodes, previousSibling, nextSibling].filter(
        (node): node is Element => node instanceof Element && node.localName === 'font' && !taken.has(node)
      );
      for (const node of removedNodes) {
        const place = near.shift();
        if (!(node instanceof Text) || !place) break;
        places.set(node, place);
        taken.add(place);
        writes.observe(node, { characterData: true });
      }
    }
  });

  replacements.observe(root, { childList: true, subtree: true });
  return () => {
    replacements.disconnect();
    writes.disconnect();
  };
}
