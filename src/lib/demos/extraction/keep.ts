// What a reader has sampled, kept in the browser while the page is left: a batch at most is lost.
import { createStore, del, get, set } from 'idb-keyval';
import * as v from 'valibot';

const Kept = v.object({
  version: v.literal(1),
  samples: v.array(
    v.object({
      ids: v.instance(Uint16Array),
      surprise: v.object({
        own: v.number(),
        small: v.number(),
        medium: v.number(),
        lowercase: v.number(),
        window: v.number(),
        zlib: v.number()
      })
    })
  ),
  accused: v.array(v.number())
});

export type Kept = v.InferOutput<typeof Kept>;

/** Keeps runs by name. Where the browser keeps nothing, as in some frames, `get` finds none and `set` says false. */
export interface Keeper {
  get(name: string): Promise<Kept | null>;
  set(name: string, kept: Kept): Promise<boolean>;
  forget(name: string): Promise<void>;
}

let store: ReturnType<typeof createStore> | undefined;
const runs = () => (store ??= createStore('verbatim-extraction', 'runs'));

export const browserKeeper: Keeper = {
  async get(name) {
    try {
      const { success, output } = v.safeParse(Kept, await get(name, runs()));
      return success ? output : null;
    } catch {
      return null;
    }
  },
  async set(name, kept) {
    try {
      await set(name, kept, runs());
      return true;
    } catch {
      return false;
    }
  },
  async forget(name) {
    try {
      await del(name, runs());
    } catch {
      // Nothing was kept.
    }
  }
};
