// The evidence of a chapter, so that a key that is not there ends the build and never prints as nothing. Only where pages
// are built: in the browser everything here hands back what it is given.
import type { Component } from 'svelte';

/** The text of a chapter; its properties are what `src/lib/server/chapters/<slug>.ts` reads. */
export type Text = Component<Record<string, unknown>>;

/** The object behind each strict object, and the strict object of each. */
const behind = new WeakMap<object, object>();
const made = new WeakMap<object, object>();

const isPlain = (value: object) => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
};

/** What the language and libraries ask of any object, such as `toJSON`; and what Svelte asks of properties. */
const isAsked = (key: string) => key === 'toJSON' || key === 'then' || key.startsWith('$$');

/**
 * The same value, in which asking for a key that is not there throws, at any depth; a place past the end of a list, and
 * a symbol, may be asked for as ever.
 *
 * @param path what the message calls the value
 */
export function strict<T>(value: T, path: string): T {
  if (typeof value !== 'object' || value === null || behind.has(value) || !isPlain(value)) return value;
  const known = made.get(value);
  if (known) return known as T;
  const proxy = new Proxy(value, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol' || typeof found === 'function') return found;
      const at = Array.isArray(target) && /^\d+$/.test(key);
      if (!at && !(key in target) && !isAsked(key))
        throw new Error(`${path} has no "${key}". It has: ${Object.keys(target).join(', ')}.`);
      // A frozen object can only be passed on as it is.
      const own = Reflect.getOwnPropertyDescriptor(target, key);
      return own && !own.configurable && !own.writable ? found : strict(found, `${path}.${key}`);
    }
  });
  behind.set(proxy, value);
  made.set(value, proxy);
  return proxy;
}

/** The value as it was before `strict`: for components, which may ask for what need not be there. */
export function plain<T>(value: T): T {
  if (!import.meta.env.SSR || typeof value !== 'object' || value === null) return value;
  const original = behind.get(value);
  if (original) return original as T;
  if (!isPlain(value)) return value;
  return (
    Array.isArray(value)
      ? value.map(plain)
      : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain<unknown>(part)]))
  ) as T;
}

/** The text of a chapter whose evidence is strict. */
export function strictText(text: Text, name: string): Text {
  if (!import.meta.env.SSR) return text;
  return ((internals, props) => text(internals, strict(props, `The evidence of ${name}`))) as Text;
}
