// The text of a prerendered page as its readers get it, one line a block: what the snapshots in test/text/ hold.
import { parseDocument } from 'htmlparser2';

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: object }>;

/** Elements that say nothing to a reader. */
const UNSEEN = new Set('script style template link meta base datalist'.split(' '));

/** Elements that stand within a line. */
const INLINE = new Set(
  'a abbr b bdi br button cite code data dfn em i img input kbd label mark meter option output progress q s samp select small span strong sub sup textarea time tspan u var'.split(
    ' '
  )
);

/** Those of them of which two, one after the other, are two words. */
const APART = new Set(['a', 'label']);

const isElement = (node: Node): node is Element => 'attribs' in node;
const plain = (text: string) => text.replace(/[\s\u200b]+/g, ' ').trim();

/** What the control is, what it is called and how it stands, such as `[checkbox x: Every copy]`. */
function control(element: Element, inner: () => string): string | undefined {
  const { name, attribs } = element;
  const label = attribs['aria-label'];
  const states = [
    attribs['aria-pressed'] === 'true' && 'pressed',
    attribs['aria-selected'] === 'true' && 'selected',
    ('disabled' in attribs || attribs['aria-disabled'] === 'true') && 'disabled'
  ].filter((state) => state !== false);
  const show = (kind: string, ...parts: (string | undefined)[]) =>
    `[${[kind, ...states].join(', ')}: ${parts.flatMap((part) => (part ? plain(part) : [])).join(' | ')}]`;
  switch (name) {
    case 'button':
      return show('button', inner(), label);
    case 'select':
      return show('choice', label, inner());
    case 'option':
      return `${'selected' in attribs ? '(x)' : '( )'} ${attribs.label ?? inner()} `;
    case 'textarea':
      return show('text', label, attribs.placeholder, inner());
    case 'progress':
    case 'meter':
      return show(name, label, attribs.value && `${attribs.value} of ${attribs.max ?? 1}`);
    case 'img':
      return attribs.alt ? show('image', attribs.alt) : '';
    case 'input': {
      const { type = 'text', value, placeholder, min, max } = attribs;
      if (type === 'hidden') return '';
      if (type === 'checkbox' || type === 'radio')
        return show(`${type} ${'checked' in attribs ? 'x' : '-'}`, label);
      const range = min !== undefined || max !== undefined ? `${min ?? ''} to ${max ?? ''}` : undefined;
      return show(type, label, placeholder, value, attribs['aria-valuetext'], range);
    }
  }
  return undefined;
}

/** What stands before the first line of a block. */
function sign({ name, parent }: Element): string {
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (level) return `${'#'.repeat(Number(level))} `;
  const signs: Record<string, string> = { dt: '. ', dd: ': ', blockquote: '> ', summary: '+ ', pre: '    ' };
  if (name === 'li') return parent && 'name' in parent && parent.name === 'ol' ? '1. ' : '- ';
  return signs[name] ?? '';
}

/** The lines of text that a reader of a page gets, from its HTML. */
export function linesOf(html: string): string[] {
  const lines: string[] = [];
  let line = '';
  let before = '';
  const end = () => {
    const text = plain(line);
    if (text) {
      lines.push(before + text);
      before = '';
    }
    line = '';
  };
  /** The text of what is within, in one line. */
  const within = (nodes: readonly Node[]) => {
    const [around, held, first] = [line, before, lines.length];
    [line, before] = ['', ''];
    nodes.forEach(walk);
    end();
    [line, before] = [around, held];
    return lines.splice(first).join(' ');
  };

  function walk(node: Node): void {
    if (node.type === 'text') {
      line += (node as unknown as { data: string }).data;
      return;
    }
    if (!isElement(node)) return;
    const { name, attribs, children } = node;
    const classes = (attribs.class ?? '').split(' ');
    // What only the day of the build brings is no change of the text.
    if (UNSEEN.has(name) || 'hidden' in attribs || 'data-by-date' in attribs) return;
    // A chart is drawn twice, for a phone and for a desk, and a heading links to itself.
    if (classes.includes(name === 'svg' ? 'narrow' : 'anchor')) return;
    const said = control(node, () => within(children));
    if (said !== undefined) {
      line += ` ${said} `;
      return;
    }
    if (name === 'br') {
      end();
      return;
    }
    const label = attribs['aria-label'];
    if (name === 'tr') {
      end();
      const cells = children.filter(isElement).map((cell) => within([cell]));
      lines.push(`| ${cells.join(' | ')} |`);
      return;
    }
    if (INLINE.has(name)) {
      // What is read out only touches no word that is seen.
      const apart = classes.includes('visually-hidden') || name === 'tspan' ? ' ' : '';
      if (node.prev && isElement(node.prev) && node.prev.name === name && APART.has(name)) line += ' ';
      line += apart;
      children.forEach(walk);
      line += apart + (label ? ` [${plain(label)}] ` : '');
      return;
    }
    end();
    if (label) lines.push(`[${name === 'svg' ? 'image' : (attribs.role ?? name)}: ${plain(label)}]`);
    const held = before;
    before = held + sign(node);
    children.forEach(walk);
    end();
    // A block without a text leaves no sign behind.
    before = '';
  }

  const { children } = parseDocument(html);
  const head = /<meta name="description" content="([^"]*)"/.exec(html)?.[1];
  children.forEach(walk);
  end();
  return head ? [`[description: ${within(parseDocument(head).children)}]`, ...lines] : lines;
}
