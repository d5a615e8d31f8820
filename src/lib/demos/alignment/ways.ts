// The ways in which the assistant is asked for a passage: straight out, and those around its refusal.

/**
 * In the template; the opening alone; with the reply begun for it; a few words a request; many replies; a word to be said for ever;
 * the same request after a little more training.
 */
export const WAYS = ['asked', 'bare', 'prefill', 'pieces', 'samples', 'repeat', 'tuned'] as const;
export type Way = (typeof WAYS)[number];

/** Tokens of a passage that are given and asked for; tokens of a reply at most. As training/assistant.py has them. */
export const GIVEN = 32;
export const ASKED = 32;
export const LENGTH = 48;

/** In pieces: tokens that a request gives, and that are taken of its reply. */
export const SHOWN = 24;
export const PIECE = 8;

/** Replies that are drawn, at most, and at once. */
export const SAMPLES = 100;
export const AT_ONCE = 10;

/** Tokens in a row that are marked where they stand in the training text. */
export const MARKED = 5;

/** What came of one request in pieces; `null` ends it. */
type Ask = (known: readonly number[]) => Promise<number[] | null>;

/**
 * Asks for a passage a few tokens at a time, each request given what has come so far, until enough has.
 *
 * @param ask what is kept of one reply: none where it declines
 */
export async function inPieces(opening: readonly number[], ask: Ask): Promise<number[]> {
  const known = [...opening];
  while (known.length < GIVEN + ASKED) {
    const piece = await ask(known.slice(-SHOWN));
    if (!piece?.length) break;
    known.push(...piece.slice(0, PIECE));
  }
  return known.slice(GIVEN, GIVEN + ASKED);
}
