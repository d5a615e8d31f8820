// How wide words are, without a document to measure them in. Advance widths of Source Sans, rounded up; the fonts that
// stand in for it are a little wider, hence the margin.

const MARGIN = 1.06;
const NARROW = /[ijl.,:;'’|!() \u00a0ftrI-]/;
const WIDE = /[mwMWQO@%—]/;
const CAPITAL = /[A-Z0-9&+=<>–−]/;

const widthOf = (character: string) =>
  NARROW.test(character) ? 0.31 : WIDE.test(character) ? 0.83 : CAPITAL.test(character) ? 0.585 : 0.52;

/** Roughly how wide a text is at a font size, erring on the wide side. */
export const textWidth = (text: string, size: number) =>
  [...text].reduce((sum, character) => sum + widthOf(character), 0) * size * MARGIN;

/** The words of a text on as few lines as a width allows. A word that is wider by itself stays whole. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  // Words part at plain spaces only: "12 %" is one.
  for (const word of text.split(/[ \n]+/)) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, size) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
