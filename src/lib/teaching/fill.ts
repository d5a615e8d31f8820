// Numbers in the teaching files: "{first}" stands for a number that is worked out when the site is built.

const KEY = /\{([^{}]*)\}/g;

/** The keys that a text, or what holds texts, asks for. */
export const keysIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(KEY)].flatMap(([, key]) => (/^[\w.-]+$/.test(key!) ? [key!] : []));

/**
 * The same value with every "{key}" in its texts replaced by that number. Throws for a key that there is none for.
 *
 * @param file what the message calls the value
 */
export function fill<T>(value: T, numbers: Readonly<Record<string, string>>, file: string): T {
  if (typeof value === 'string')
    return value.replace(KEY, (_, key: string) => {
      const number = Object.hasOwn(numbers, key) ? numbers[key] : undefined;
      if (number === undefined) throw new Error(`${file}: there is no number "${key}", of “${value}”`);
      return number;
    }) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => fill(item, numbers, file)) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, fill<unknown>(part, numbers, file)])
    ) as T;
  return value;
}
