/** One entry of a BibTeX file: values without their braces, white space collapsed. */
export interface BibtexEntry {
  type: string;
  key: string;
  fields: Record<string, string>;
}

/**
 * Reads the BibTeX that we write: entries `@type{key, field = {value}, ...}` whose values are in balanced braces,
 * and text in UTF-8. Anything between entries is a comment, as in BibTeX itself. No macros, no `#`, no TeX commands.
 * Throws with the line for anything else.
 */
export function parseBibtex(text: string): BibtexEntry[] {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`line ${text.slice(0, at).split('\n').length}: ${what}`);
  };
  /** What `pattern` (sticky) matches here; moves past it. */
  const take = (pattern: RegExp, what: string): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? fail(`${what} expected`);
    at += found[0].length;
    return found[1] ?? '';
  };
  const is = (character: string) => {
    take(/\s*/y, '');
    return text[at] === character;
  };
  const braced = (): string => {
    take(/\s*\{/y, '"{"');
    const start = at;
    for (let depth = 1; depth > 0; at++) {
      if (at >= text.length) fail('"}" expected before the end');
      if (text[at] === '{') depth++;
      if (text[at] === '}') depth--;
    }
    const value = text.slice(start, at - 1);
    if (/\\/.test(value)) fail(`TeX commands are not read: ${value}`);
    return value.replace(/[{}]/g, '').replace(/\s+/g, ' ').trim();
  };

  const entries: BibtexEntry[] = [];
  while ((at = text.indexOf('@', at)) !== -1) {
    const type = take(/@([a-z]+)\s*\{\s*/y, 'an entry such as "@article{"');
    const key = take(/([a-z0-9-]+)\s*/y, 'a key of lowercase letters, digits and hyphens');
    const fields: Record<string, string> = {};
    while (is(',')) {
      at++;
      if (is('}')) break;
      const name = take(/([a-z]+)\s*=/y, 'a field such as "title ="');
      if (name in fields) fail(`${key} has two fields "${name}"`);
      fields[name] = braced();
    }
    if (!is('}')) fail(`"," or "}" expected in ${key}`);
    at++;
    if (entries.some((entry) => entry.key === key)) fail(`two entries have the key "${key}"`);
    entries.push({ type, key, fields });
  }
  return entries;
}
