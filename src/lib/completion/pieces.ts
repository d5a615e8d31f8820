import type { Span } from '#lib/release/record.ts';

/**
 * What to show for each token so that the pieces, joined, are the text: a character whose bytes are spread over
 * tokens is shown with the token that completes it.
 *
 * @param ids token ids of the text
 * @param piece the text of one token by itself
 * @param decode the text of several tokens
 */
export function displayPieces(
  ids: readonly number[],
  piece: (index: number) => string,
  decode: (ids: number[]) => string
): string[] {
  const pieces: string[] = [];
  let open = -1; // where a character began that is not complete yet
  for (let i = 0; i < ids.length; i++) {
    const alone = piece(i);
    if (open < 0 && !alone.includes('\ufffd')) {
      pieces.push(alone);
      continue;
    }
    if (open < 0) open = i;
    const together = decode(ids.slice(open, i + 1));
    const whole = !together.endsWith('\ufffd');
    // No character has more than four bytes: what is still broken then is not text at all.
    if (whole || i - open >= 3 || i === ids.length - 1) {
      pieces.push(together);
      open = -1;
    } else {
      pieces.push('');
    }
  }
  return pieces;
}

/** The same of tokens by a tokenizer alone. */
export const piecesOf = (
  ids: readonly number[],
  tokenizer: { piece(id: number): string; decode(ids: readonly number[]): string }
): string[] =>
  displayPieces(
    ids,
    (at) => tokenizer.piece(ids[at]!),
    (some) => tokenizer.decode(some)
  );

/** What is shown at each token of a completion: nothing, its probability, or its rank. */
export const VIEWS = ['plain', 'probability', 'rank'] as const;
export type View = (typeof VIEWS)[number];

/** What a token is marked as: verbatim wins over near-verbatim where spans overlap. */
export type Mark = 'verbatim' | 'near' | 'own';

/** The mark of each of `length` tokens. */
export function marks(length: number, spans: readonly Span[]): Mark[] {
  const result = new Array<Mark>(length).fill('own');
  for (const kind of ['near', 'verbatim'] as const) {
    for (const span of spans) {
      if (span.kind === kind) result.fill(kind, Math.min(span.start, length), Math.min(span.end, length));
    }
  }
  return result;
}

/** Runs of tokens with one mark, in order: `from` inclusive, `to` exclusive. */
export function stretches(marks: readonly Mark[]): { mark: Mark; from: number; to: number }[] {
  const result: { mark: Mark; from: number; to: number }[] = [];
  marks.forEach((mark, i) => {
    const last = result.at(-1);
    if (last?.mark === mark) last.to = i + 1;
    else result.push({ mark, from: i, to: i + 1 });
  });
  return result;
}

/** A token as the reader should see it on its own: blanks and line ends made visible. */
export function visible(piece: string): string {
  return piece.replace(/\n/g, '⏎').replace(/^ /, '␣') || '∅';
}
