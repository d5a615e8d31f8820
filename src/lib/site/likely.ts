// Guesses what was meant by an address that leads nowhere.
import { editDistance } from '#lib/measures/edit-distance.ts';
import { fold } from '#lib/words/fold.ts';

/** A page of the site. */
export interface Listed {
  /** Its path from the top of the site, such as "demos/recall/". */
  path: string;
  title: string;
  kind: 'chapter' | 'demo' | 'page';
}

/** Parts of an address that name no page. */
const FILE = /(^|\/)index$|\.(html?|php|aspx?|md)$/g;

/** A path decoded as far as it can be. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const bare = (path: string): string =>
  fold(decoded(path))
    .replace(/^\/+|\/+$/g, '')
    .replace(FILE, '')
    .replace(FILE, '');
const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const codes = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0)!);

/** Letters that may be wrong in a path: one, or two in a long one, as where two have changed places. */
const allowed = (path: string): number => (path.length < 4 ? 0 : path.length < 8 ? 1 : 2);

/** The page that a path from the top of the site comes nearest to, or whose name it ends with; none where none is near. */
export function likely(path: string, pages: readonly Listed[]): Listed | undefined {
  const asked = bare(path);
  const near = pages.flatMap((page) => {
    const own = bare(page.path);
    return [
      [asked, own],
      [last(asked), last(own)]
    ].flatMap(([a, b]) => {
      const distance = editDistance(codes(a!), codes(b!));
      return distance <= allowed(b!) && a ? [{ page, distance }] : [];
    });
  });
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.page;
}

/** The words of a path, to look for. */
export const wordsOf = (path: string): string =>
  (bare(path).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, 12).join(' ');
