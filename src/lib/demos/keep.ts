// What a reader's browser found, kept there while the page is left.
import { createStore, del, get, set } from 'idb-keyval';
import * as v from 'valibot';

/** Keeps what was found, by name. Where the browser keeps nothing, as in some frames, `get` finds none and `set` says false. */
export interface Keeper<T> {
  get(name: string): Promise<T | null>;
  set(name: string, kept: T): Promise<boolean>;
  forget(name: string): Promise<void>;
}

/**
 * A keeper in this browser.
 *
 * @param database its name there
 * @param schema of what is kept: whatever else is found under a name counts as nothing
 */
export function keeper<T>(database: string, schema: v.GenericSchema<unknown, T>): Keeper<T> {
  let opened: ReturnType<typeof createStore> | undefined;
  const store = () => (opened ??= createStore(database, 'runs'));
  return {
    async get(name) {
      try {
        const { success, output } = v.safeParse(schema, await get(name, store()));
        return success ? output : null;
      } catch {
        return null;
      }
    },
    async set(name, kept) {
      try {
        await set(name, kept, store());
        return true;
      } catch {
        return false;
      }
    },
    async forget(name) {
      try {
        await del(name, store());
      } catch {
        // Nothing was kept.
      }
    }
  };
}
