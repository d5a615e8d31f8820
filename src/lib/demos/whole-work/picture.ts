import { resolve } from '$app/paths';
import type { Picture } from '#lib/completion/picture.ts';
import { NAME } from '#lib/site/site.ts';
import { count } from '#lib/words/number.ts';
import type { Session } from './session.svelte.ts';

/** Most tokens that a picture shows: a chapter would be taller than any page. */
const SHOWN = 240;

/** What a model wrote, from its beginning, as a picture; null until it has finished. */
export function pictureOf(session: Session): Picture | null {
  const { asked, taken, start, written, fragment } = session;
  if (!asked || !taken) return null;
  const { origin } = asked;
  const cut = written.pieces.length > SHOWN;
  return {
    prefix: session.opening,
    pieces: cut ? [...written.pieces.slice(0, SHOWN), ' …'] : written.pieces,
    spans: session.spans.map((span) => ({ ...span, end: Math.min(span.end, SHOWN) })),
    lines: [
      `In grey what was given, in black what the model wrote, ${origin}; what the book has word for word is marked.` +
        (cut ? ` The first ${SHOWN} of ${count(written.pieces.length)} tokens are shown.` : ''),
      session.proof
    ],
    licence: `${NAME}, release ${start.release}. Picture: CC BY 4.0; the words of Moby-Dick are free to all.`,
    link: new URL(`${resolve('demos/whole-work/' as '/')}#${fragment}`, location.href).href
  };
}
