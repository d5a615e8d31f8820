/** A heading of a chapter, for its contents. */
export interface Heading {
  /** What a link to it ends with. */
  id: string;
  text: string;
  /** 2 or 3. */
  level: number;
}

interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

/** Tags of components are raw in the tree; what stands between them is text. */
const textOf = (node: Node): string =>
  node.type === 'raw' ? '' : (node.value ?? (node.children ?? []).map(textOf).join(''));

/** The text of a heading as the fragment of an address: "What follows, in law" is `what-follows-in-law`. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/**
 * A rehype plugin: every heading of a chapter gets an id, and a link to itself; the front matter gets `headings`, the list
 * of them. Throws when two ids would be the same.
 */
export function headingAnchors() {
  return (tree: Node, file: { data: { fm?: Record<string, unknown> } }): void => {
    const headings: Heading[] = [];
    const visit = (node: Node) => {
      for (const child of node.children ?? []) visit(child);
      if (!/^h[23]$/.test(node.tagName ?? '')) return;
      const text = textOf(node);
      const id = slug(text);
      if (headings.some((heading) => heading.id === id)) {
        throw new Error(`two headings would have the id "${id}"`);
      }
      headings.push({ id, text, level: Number(node.tagName![1]) });
      node.properties = { ...node.properties, id };
      node.children?.push({
        type: 'element',
        tagName: 'a',
        properties: { href: `#${id}`, className: ['anchor'], ariaLabel: `Link to “${text}”` },
        children: [{ type: 'text', value: '#' }]
      });
    };
    visit(tree);
    file.data.fm = { ...file.data.fm, headings };
  };
}
