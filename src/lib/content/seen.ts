// The text that a reader of a chapter sees, from its source: for tests and for the index of the search. Not for the browser.
import { compile } from 'mdsvex';
import { parse, type AST } from 'svelte/compiler';
import { MARKDOWN } from './markdown.ts';

/** The placeholder for expressions, whose values are not known here. */
export const UNKNOWN = '{…}';

/** Attributes and properties whose strings are addresses, names and switches: readers do not see them. */
const UNSEEN = new Set(
  'as, checked, cite, class, date, datetime, dtype, for, format, height, href, id, key, kind, lang, minutes, passage, rel, role, scale, slug, src, style, tabindex, to, type, url, viewBox, width'.split(
    ', '
  )
);

/** Elements and components that occur within a line of text. */
const INLINE = new Set(
  'a abbr AsOf b br cite Cite code em i kbd q s small span strong sub sup Term time u var'.split(' ')
);

interface Node {
  type: string;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Where a string literal is meant for the machine and not for the reader. */
function isCode(literal: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'ImportDeclaration':
    case 'ImportExpression':
    case 'BinaryExpression':
    case 'MemberExpression':
    case 'SwitchCase':
      return true;
    // Formats and keys: format('.1f'), get('2021'). What is passed to a component is no call.
    case 'CallExpression':
      return true;
    case 'Property':
      return parent.key === literal || unseen(parent);
    default:
      return false;
  }
}

function unseen(property: Node): boolean {
  const key = property.key as Node;
  return UNSEEN.has(String(key.type === 'Identifier' ? key.name : key.value));
}

/**
 * Every piece of text that a reader of a chapter sees: paragraphs, items, cells, headings, and the strings that
 * components are given, in the order of the source. Expressions are `UNKNOWN`; their string literals are pieces of their
 * own, numbers in code are not seen.
 *
 * @param markdown the source of a chapter, with its front matter
 */
export async function textsSeen(markdown: string): Promise<string[]> {
  const compiled = await compile(markdown, MARKDOWN);
  const { fragment, instance, module } = parse(compiled!.code, { modern: true });
  const texts: string[] = [];
  let line = '';

  const say = (text: string) => {
    const plain = text.replace(/\s+/g, ' ').trim();
    if (plain) texts.push(plain);
  };
  const endLine = () => {
    say(line);
    line = '';
  };

  const code = (node: Node, parent: Node): void => {
    if (node.type === 'Literal') {
      if (typeof node.value === 'string' && !isCode(node, parent)) say(node.value.replace(/<[^>]*>/g, ''));
      return;
    }
    if (node.type === 'TemplateLiteral') {
      const parts = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
      say(parts.join(UNKNOWN).replace(/<[^>]*>/g, ''));
    }
    if (node.type === 'Property' && unseen(node)) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === 'leadingComments' || key === 'trailingComments' || key === 'typeAnnotation') continue;
      for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) code(each, node);
    }
  };

  const attribute = ({ name, value }: AST.Attribute) => {
    if (UNSEEN.has(name) || value === true) return;
    const parts = Array.isArray(value) ? value : [value];
    if (parts.length > 1 || parts[0]?.type === 'Text') {
      say(parts.map((part) => (part.type === 'Text' ? part.data : UNKNOWN)).join(''));
    }
    for (const part of parts) if (part.type === 'ExpressionTag') code(part as unknown as Node, { type: '' });
  };

  const markup = (node: Node): void => {
    if (node.type === 'Text') {
      line += node.data as string;
      return;
    }
    if (node.type === 'ExpressionTag') {
      line += UNKNOWN;
      code(node.expression as Node, node);
      return;
    }
    const inline = INLINE.has(String(node.name));
    const around = line;
    if (node.type === 'Component' || node.type === 'RegularElement') {
      if (inline) line = '';
      else endLine();
      for (const each of node.attributes as Node[]) if (each.type === 'Attribute') attribute(each as never);
      if (inline) line = around;
    }
    for (const [key, child] of Object.entries(node)) {
      if (key === 'attributes' || key === 'name' || key === 'metadata') continue;
      for (const each of Array.isArray(child) ? child : [child]) {
        if (!isNode(each)) continue;
        if (each.type === 'Fragment')
          (each as unknown as AST.Fragment).nodes.forEach((n) => markup(n as never));
        else if (/^(Expression|Literal|Identifier|.*Expression|TemplateLiteral)$/.test(each.type))
          code(each, node);
        else if (each.type === 'VariableDeclaration') code(each, node);
      }
    }
    if (!inline && node.type !== 'HtmlTag') endLine();
  };

  if (module) code(module.content as unknown as Node, { type: '' });
  if (instance) code(instance.content as unknown as Node, { type: '' });
  for (const node of fragment.nodes) markup(node as never);
  endLine();
  return texts;
}
