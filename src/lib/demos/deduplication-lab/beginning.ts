import type { MarkedDocument } from '#lib/corpus/dedup/marked.ts';

/** The first documents of a text, `most` characters at most, cut between two characters; and whether more follows. */
export function beginning(
  documents: readonly MarkedDocument[],
  most: number
): { documents: MarkedDocument[]; cut: boolean } {
  const shown: MarkedDocument[] = [];
  let left = most;
  for (const document of documents) {
    if (left <= 0) return { documents: shown, cut: true };
    const pieces: MarkedDocument['pieces'] = [];
    for (const piece of document.pieces) {
      if (piece.text.length > left) {
        const text = whole(piece.text.slice(0, left));
        return {
          documents: [...shown, { ...document, pieces: text ? [...pieces, { ...piece, text }] : pieces }],
          cut: true
        };
      }
      pieces.push(piece);
      left -= piece.text.length;
    }
    shown.push({ ...document, pieces });
  }
  return { documents: shown, cut: false };
}

/** A text that was cut, without its last character: more of that may have followed. */
const whole = (text: string): string =>
  text.slice(0, Array.from(new Intl.Segmenter('en').segment(text)).at(-1)?.index ?? 0);
