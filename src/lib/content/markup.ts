/** The tags that refer to something, and the attribute that holds the key: a quotation cites its source. */
const TAGS = { Cite: { Cite: 'key', PullQuote: 'cite' }, Term: { Term: 'key' } } as const;

/** What a chapter cites, or what terms it explains: each key once, in the order of first use. */
export function keysUsed(markdown: string, kind: keyof typeof TAGS): string[] {
  const prose = markdown.replace(/<!--[\s\S]*?-->/g, '');
  const attributeOf: Record<string, string> = TAGS[kind];
  const tags = prose.matchAll(new RegExp(`<(${Object.keys(attributeOf).join('|')})\\b([^>]*)>`, 'g'));
  const keys = [...tags].map(([tag, name, attributes]) => {
    const key = new RegExp(`\\b${attributeOf[name!]}="([^"{]+)"`).exec(attributes!)?.[1];
    if (!key) throw new Error(`${tag} has no key in plain quotes`);
    return key;
  });
  return [...new Set(keys)];
}

/** Whether a chapter marks any citation itself as known only at second hand. */
export const tellsOfOthers = (markdown: string): boolean => /<Cite\b[^>]*\stold\b/.test(markdown);

/** The entries of `keys`, in their order. Throws, naming the file, for a key without an entry. */
export function entriesOf<T>(keys: readonly string[], entries: ReadonlyMap<string, T>, file: string): T[] {
  return keys.map((key) => {
    const entry = entries.get(key);
    if (!entry) throw new Error(`${file}: there is no entry for the key "${key}"`);
    return entry;
  });
}
