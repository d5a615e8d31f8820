// A page cut into its sections, from its HTML as readers get it: what the search looks through. Not for the browser.
import { parse, type AST } from 'svelte/compiler';

/** A piece of a page under one heading. */
export interface Section {
  title: string;
  /** What a link to it ends with; empty at the top of the page. */
  id: string;
  text: string;
}

/** What is there for the eye, for the hand or for the machine, and is not the text of the page. */
const PASSED_OVER = new Set(
  'button canvas form iframe input label nav noscript script select style svg template textarea'.split(' ')
);
const HEADINGS = new Set(['h1', 'h2', 'h3', 'dt']);
/** Elements whose end is no end of a word. */
const INLINE = new Set('a abbr b cite code em i kbd q s small span strong sub sup time u var'.split(' '));

const attribute = (node: AST.RegularElement, name: string): string | undefined => {
  for (const each of node.attributes) {
    if (each.type !== 'Attribute' || each.name !== name) continue;
    if (each.value === true) return '';
    return [each.value]
      .flat()
      .map((part) => (part.type === 'Text' ? part.data : ''))
      .join('');
  }
  return undefined;
};

const passedOver = (node: AST.RegularElement): boolean =>
  PASSED_OVER.has(node.name) ||
  attribute(node, 'hidden') !== undefined ||
  attribute(node, 'aria-hidden') === 'true' ||
  attribute(node, 'role') === 'tooltip' ||
  /^#(ref-|)/.test(attribute(node, 'href') ?? '-') ||
  /\b(playground|anchor|visually-hidden)\b/.test(attribute(node, 'class') ?? '');

/**
 * The sections of a page: each heading and each term begins one, if a link can lead to it; what stands before the
 * first belongs to the title of the page. Controls, cards, drawings, demos and tables of numbers within figures are passed
 * over.
 *
 * @param html a whole page with one `<main>`
 */
export function sectionsOf(html: string): Section[] {
  const main = /<main\b[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1];
  if (main === undefined) throw new Error('The page has no <main>.');
  const { fragment } = parse(
    main
      .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/[{}]/g, (brace) => (brace === '{' ? '&#123;' : '&#125;')),
    { modern: true }
  );
  const sections: Section[] = [{ title: '', id: '', text: '' }];
  /** The id of an element around, until a heading has used it. */
  let around: string | undefined;

  const textOf = (node: AST.Fragment['nodes'][number]): string => {
    if (node.type === 'Text') return node.data;
    if (node.type !== 'RegularElement' || passedOver(node)) return '';
    const inner = node.fragment.nodes.map(textOf).join('');
    return INLINE.has(node.name) ? inner : ` ${inner} `;
  };

  const visit = (node: AST.Fragment['nodes'][number], inFigure: boolean): void => {
    if (node.type === 'Text') {
      sections.at(-1)!.text += node.data;
      return;
    }
    if (node.type !== 'RegularElement' || passedOver(node) || (inFigure && node.name === 'table')) return;
    const id = attribute(node, 'id');
    if (HEADINGS.has(node.name)) {
      const title = textOf(node).replace(/\s+/g, ' ').trim();
      const link = id ?? around;
      around = undefined;
      if (node.name === 'h1') sections[0]!.title = title;
      else if (link !== undefined) sections.push({ title, id: link, text: '' });
      else sections.at(-1)!.text += ` ${title} `;
      return;
    }
    if (id !== undefined) around = id;
    const close = INLINE.has(node.name) ? '' : ' ';
    sections.at(-1)!.text += close;
    for (const child of node.fragment.nodes) visit(child, inFigure || node.name === 'figure');
    sections.at(-1)!.text += close;
  };

  for (const node of fragment.nodes) visit(node, false);
  return sections.map(({ text, ...rest }) => ({
    ...rest,
    text: text
      .replace(/\s+/g, ' ')
      .replace(/ ([.,;:?!)])/g, '$1')
      .trim()
  }));
}
