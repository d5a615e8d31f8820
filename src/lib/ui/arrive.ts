/**
 * Fetches what a page cannot begin without, such as a script: the page waits for it, as it was served, and says so where it
 * does not come. See src/inline/boot.ts. While pages are built there is nothing to wait for.
 */
export const arrive = <T>(get: () => Promise<T>): Promise<T> =>
  typeof window !== 'undefined' && window.boot ? window.boot.arrive(get) : get();
