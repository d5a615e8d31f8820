/** The path of an address, and what follows from its #, that included. */
export function parted(open: string): { path: string; hash: string } {
  const at = open.indexOf('#');
  return at < 0 ? { path: open, hash: '' } : { path: open.slice(0, at), hash: open.slice(at) };
}

/** What the file with the slides of a plan is called. */
export const deckName = (plan: string): string => `${plan}.html`;
