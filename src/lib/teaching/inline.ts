// Text of the teaching files: plain, with *italics* and nothing else.
import { escapeXml } from '#lib/site/xml.ts';

export interface Piece {
  text: string;
  italic: boolean;
}

/** A text cut where its italics begin and end; an asterisk without a partner is itself. */
export const piecesOf = (text: string): Piece[] =>
  text
    .split(/\*([^*]+)\*/)
    .map((piece, at) => ({ text: piece, italic: at % 2 === 1 }))
    .filter((piece) => piece.text !== '');

/** The text without its marks. */
export const plainOf = (text: string): string =>
  piecesOf(text)
    .map((piece) => piece.text)
    .join('');

/** The text as HTML within a line. */
export const lineOf = (text: string): string =>
  piecesOf(text)
    .map((piece) => (piece.italic ? `<i>${escapeXml(piece.text)}</i>` : escapeXml(piece.text)))
    .join('');

/** The text as a paragraph of HTML, for systems that take no other marks. */
export const htmlOf = (text: string): string => `<p>${lineOf(text)}</p>`;
