import { parse, type AST, type PreprocessorGroup } from 'svelte/compiler';

/** Where something is put into a source. */
type Edit = [at: number, text: string];

/** What wraps the values that one component is given in `plain(…)`. */
function wraps({ attributes }: AST.Component, source: string): Edit[] {
  return attributes.flatMap((attribute): Edit[] => {
    const value = attribute.type === 'Attribute' ? attribute.value : attribute;
    if (value === true || Array.isArray(value) || !('expression' in value)) return [];
    const { start, end } = value.expression as unknown as { start: number; end: number };
    const shorthand = attribute.type === 'Attribute' && source[attribute.start] === '{';
    const name = shorthand ? `${source.slice(start, end)}: ` : '';
    return [
      [start, shorthand ? `...plain({ ${name}` : 'plain('],
      [end, shorthand ? ' })' : ')']
    ];
  });
}

/** Every component below a node. */
function componentsIn(node: unknown): AST.Component[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap((child) => componentsIn(child));
  return (node as AST.Component).type === 'Component' ? [node as AST.Component, ...below] : below;
}

/**
 * Svelte's preprocessing of chapters: what a chapter hands to a component is handed as it is, while what it asks of its
 * evidence itself must be there (`strict.ts`).
 */
export const handPlain: PreprocessorGroup = {
  name: 'hand-plain',
  markup({ content, filename }) {
    if (!filename?.endsWith('.md')) return;
    const { fragment, instance } = parse(content, { modern: true, filename });
    if (!instance) return;
    const { start } = instance.content as unknown as { start: number };
    const edits = componentsIn(fragment).flatMap((component) => wraps(component, content));
    const code = [...edits, [start, `import { plain } from '#lib/content/strict.ts';`] satisfies Edit]
      .toSorted(([a], [b]) => b - a)
      .reduce((source, [at, text]) => source.slice(0, at) + text + source.slice(at), content);
    return { code };
  }
};
