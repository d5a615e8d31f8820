/** What `<name key="...">` tags of a chapter name, each key once, in the order of first use. */
export function keysUsed(markdown: string, name: 'Cite' | 'Term'): string[] {
  const prose = markdown.replace(/<!--[\s\S]*?-->/g, '');
  const tags = [...prose.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g'))];
  const keys = tags.map(([tag, attributes]) => {
    const key = /\bkey="([^"{]+)"/.exec(attributes!)?.[1];
    if (!key) throw new Error(`${tag} has no key in plain quotes`);
    return key;
  });
  return [...new Set(keys)];
}

/** The entries of `keys`, in their order. Throws, naming the file, for a key that there is no entry for. */
export function entriesOf<T>(keys: readonly string[], entries: ReadonlyMap<string, T>, file: string): T[] {
  return keys.map((key) => {
    const entry = entries.get(key);
    if (!entry) throw new Error(`${file}: there is no entry for the key "${key}"`);
    return entry;
  });
}
