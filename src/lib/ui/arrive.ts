/**
 * Fetches what a page cannot begin without, such as a script: the page waits for it, as it was served, and says so where it
 * does not come. See src/inline/boot.ts. While pages are built there is nothing to wait for.
 *
 * @param apart for what the page can begin without: asks the reader whether to try again, and resolves when that is wanted
 */
export const arrive = <T>(get: () => Promise<T>, apart?: () => Promise<void>): Promise<T> =>
  typeof window !== 'undefined' && window.boot ? window.boot.arrive(get, apart) : get();
