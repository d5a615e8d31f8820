interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

const textOf = (node: Node): string => node.value ?? (node.children ?? []).map(textOf).join('');

/** The text of a heading as the fragment of an address: "What follows, in law" is `what-follows-in-law`. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** A rehype plugin: every heading of a chapter gets an id, and a link to itself. Throws when two would be the same. */
export function headingAnchors() {
  return (tree: Node): void => {
    const ids = new Set<string>();
    const visit = (node: Node) => {
      for (const child of node.children ?? []) visit(child);
      if (!/^h[23]$/.test(node.tagName ?? '')) return;
      const text = textOf(node);
      const id = slug(text);
      if (ids.has(id)) throw new Error(`two headings would have the id "${id}"`);
      ids.add(id);
      node.properties = { ...node.properties, id };
      node.children?.push({
        type: 'element',
        tagName: 'a',
        properties: { href: `#${id}`, className: ['anchor'], ariaLabel: `Link to “${text}”` },
        children: [{ type: 'text', value: '#' }]
      });
    };
    visit(tree);
  };
}
