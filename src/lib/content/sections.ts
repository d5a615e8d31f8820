// A page cut into its sections, from its HTML as readers get it: what the search looks through. Not for the browser.
import { parse, type AST } from 'svelte/compiler';

/** A piece of a page under one heading. */
export interface Section {
  title: string;
  /** What a link to it ends with; empty at the top of the page. */
  id: string;
  text: string;
}

/** Elements for the eye, the hand or the machine, which are not the text of the page. */
const PASSED_OVER = new Set(
  'button canvas form iframe input label nav noscript script select style summary svg template textarea'.split(
    ' '
  )
);
const HEADINGS = new Set(['h1', 'h2', 'h3', 'dt']);
/** Elements whose end does not end a word. */
const INLINE = new Set('a abbr b cite code em i kbd q s small span strong sub sup time u var'.split(' '));

export const attribute = (node: AST.RegularElement, name: string): string | undefined => {
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
  /(?<![\w-])(demo|anchor|no-print|visually-hidden)(?![\w-])/.test(attribute(node, 'class') ?? '');

const WORD = /^[^\p{L}\p{N}]*\p{L}[\p{L}\p{M}'’-]*[^\p{L}\p{N}]*$/u;
/** Elements that may hold numbers, hashes and file names instead of sentences. */
const LISTS = new Set(['table', 'td', 'ul', 'ol', 'dl']);

/** Whether at most half of the text is words. */
const isDump = (text: string): boolean => {
  const all = text.split(/\s+/).filter(Boolean);
  return 2 * all.filter((word) => WORD.test(word)).length <= all.length;
};

/** The first element of a name within a node. */
const within = (node: AST.RegularElement, name: string): AST.RegularElement | undefined => {
  for (const child of node.fragment.nodes) {
    if (child.type !== 'RegularElement') continue;
    const found = child.name === name ? child : within(child, name);
    if (found) return found;
  }
  return undefined;
};

/** What stands in the `<main>` of a whole page. */
export function mainOf(html: string): AST.Fragment {
  const main = /<main\b[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1];
  if (main === undefined) throw new Error('The page has no <main>.');
  return parse(
    main
      .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/[{}]/g, (brace) => (brace === '{' ? '&#123;' : '&#125;')),
    { modern: true }
  ).fragment;
}

/**
 * The sections of a page: each heading, each term and each work in a list begins one, if a link can lead to it; what
 * stands before the first belongs to the title of the page. Controls, cards, drawings, demos, tables of numbers within
 * figures and dumps of numbers anywhere are passed over.
 *
 * @param html a whole page with one `<main>`
 */
export function sectionsOf(html: string): Section[] {
  const fragment = mainOf(html);
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
    if (LISTS.has(node.name) && isDump(textOf(node))) return;
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
    const work = node.name === 'li' && id !== undefined ? within(node, 'cite') : undefined;
    if (work) sections.push({ title: textOf(work).replace(/\s+/g, ' ').trim(), id: id!, text: '' });
    else if (id !== undefined) around = id;
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
