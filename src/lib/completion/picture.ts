// A completion as a self-contained picture: what was given, what the model wrote under the three signs, and what a
// reader must know of it. One layout, drawn as an SVG file or on a canvas.
import type { Span } from '#lib/release/record.ts';
import { marks, type Mark } from './pieces.ts';

export interface Picture {
  prefix: string;
  /** Display text of each token. */
  pieces: readonly string[];
  spans: readonly Span[];
  /** What is said below it, a line each: model, how it was made, copies, sources. */
  lines: readonly string[];
  /** Whose it is and how it may be used. */
  licence: string;
  /** Where the state can be seen. */
  link: string;
}

/** The look on paper, as in `app.css` for the light theme. */
export const LOOK = {
  paper: '#fbf8f1',
  ink: '#1e1b16',
  soft: '#5d574b',
  highlight: '#ffe352',
  edge: '#c79a00',
  accent: '#1d4f86',
  serif: "Literata, Georgia, 'Times New Roman', serif",
  sans: "'Source Sans', 'Source Sans 3', Arial, Helvetica, sans-serif"
} as const;

const WIDTH = 680;
const MARGIN = 32;
const READ = { size: 20, height: 34, font: LOOK.serif };
const SAID = { size: 14, height: 21, font: LOOK.sans };

type Sign = Mark | 'prefix' | 'said' | 'link';

interface Run {
  text: string;
  sign: Sign;
  x: number;
  width: number;
}

interface Line {
  /** Of the baseline. */
  y: number;
  size: number;
  font: string;
  runs: Run[];
}

export interface Layout {
  width: number;
  height: number;
  lines: Line[];
}

/** The width of a text, in pixels, in a font of that size. */
export type Measure = (text: string, size: number, font: string) => number;

/** Sets a picture in lines. */
export function layOut({ prefix, pieces, spans, lines, licence, link }: Picture, measure: Measure): Layout {
  const set: Line[] = [];
  let y = MARGIN;
  const add = (parts: readonly { text: string; sign: Sign }[], style: typeof READ | typeof SAID) => {
    const width = (text: string) => measure(text, style.size, style.font);
    for (const runs of wrap(parts, WIDTH - 2 * MARGIN, width)) {
      let x = MARGIN;
      const placed = runs.map(({ text, sign }) => {
        const run = { text, sign, x, width: width(text) };
        x += run.width;
        return run;
      });
      set.push({ y: y + style.height * 0.7, size: style.size, font: style.font, runs: placed });
      y += style.height;
    }
  };
  const signs = marks(pieces.length, spans);
  add(
    [{ text: prefix, sign: 'prefix' as const }, ...pieces.map((text, i) => ({ text, sign: signs[i]! }))],
    READ
  );
  y += 12;
  for (const text of lines) add([{ text, sign: 'said' }], SAID);
  y += 8;
  add([{ text: licence, sign: 'said' }], SAID);
  add([{ text: link, sign: 'link' }], SAID);
  return { width: WIDTH, height: Math.ceil(y + MARGIN - 8), lines: set };
}

/** Cuts a text of several parts into lines, between words where it can; blanks at the end of a line stay with it. */
function wrap<T extends { text: string; sign: Sign }>(
  parts: readonly T[],
  room: number,
  width: (text: string) => number
): { text: string; sign: Sign }[][] {
  const text = parts.map((part) => part.text).join('');
  const signs = parts.flatMap((part) => new Array<Sign>(part.text.length).fill(part.sign));
  const cuts = [0];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(/\S*[^\S\n]*\n?/g)) {
    if (word === '') continue;
    const end = index + word.length;
    if (index > from && width(text.slice(from, index) + word.trimEnd()) > room) cuts.push((from = index));
    while (width(text.slice(from, end).trimEnd()) > room) {
      let most = from + 1;
      while (most < end && width(text.slice(from, most + 1)) <= room) most++;
      cuts.push((from = most));
    }
    if (word.endsWith('\n') && end < text.length) cuts.push((from = end));
  }
  return cuts.map((start, i) => {
    const runs: { text: string; sign: Sign }[] = [];
    for (let at = start; at < (cuts[i + 1] ?? text.length); at++) {
      const char = text[at] === '\n' ? ' ' : text[at]!;
      const last = runs.at(-1);
      if (last && last.sign === signs[at]) last.text += char;
      else runs.push({ text: char, sign: signs[at]! });
    }
    return runs;
  });
}

/** Where a sign lies under its words: the band and its firm edge, or the dots. */
function under({ y, size }: Line, { x, width }: Run) {
  return {
    band: { x, y: y - size * 1.05, width, height: size * 1.5 },
    edge: { x, y: y + size * 0.35, width, height: 2 }
  };
}

const colourOf = (sign: Sign): string =>
  sign === 'prefix' || sign === 'said' ? LOOK.soft : sign === 'link' ? LOOK.accent : LOOK.ink;

/** The picture as an SVG file: its text is text, as wide in any font. */
export function svgOf({ width, height, lines }: Layout, { link, lines: said }: Picture): string {
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const rect = (box: Record<'x' | 'y' | 'width' | 'height', number>, fill: string) =>
    `<rect x="${n(box.x)}" y="${n(box.y)}" width="${n(box.width)}" height="${n(box.height)}" fill="${fill}"/>`;
  const drawn = lines.flatMap((line) => [
    ...line.runs.flatMap((run) => {
      const { band, edge } = under(line, run);
      if (run.sign === 'verbatim') return [rect(band, LOOK.highlight), rect(edge, LOOK.edge)];
      if (run.sign !== 'near') return [];
      const [from, to, y] = [edge.x, edge.x + edge.width, edge.y].map(n);
      return [
        `<path d="M${from} ${y}H${to}" stroke="${LOOK.soft}" stroke-width="2" stroke-dasharray="2 3" fill="none"/>`
      ];
    }),
    `<text y="${n(line.y)}" font-size="${line.size}" font-family="${escaped(line.font)}">${line.runs
      .map((run) => {
        const span = `<tspan x="${n(run.x)}" textLength="${n(run.width)}" lengthAdjust="spacingAndGlyphs" fill="${colourOf(run.sign)}">${escaped(run.text)}</tspan>`;
        return run.sign === 'link' ? `<a href="${escaped(link)}">${span}</a>` : span;
      })
      .join('')}</text>`
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(said[0] ?? '')}</title>`,
    rect({ x: 0, y: 0, width, height }, LOOK.paper),
    ...drawn,
    '</svg>',
    ''
  ].join('\n');
}

/** Draws the picture on a canvas of its size. */
export function paint(canvas: CanvasRenderingContext2D, { width, height, lines }: Layout): void {
  canvas.fillStyle = LOOK.paper;
  canvas.fillRect(0, 0, width, height);
  canvas.textBaseline = 'alphabetic';
  for (const line of lines) {
    canvas.font = `400 ${line.size}px ${line.font}`;
    for (const run of line.runs) {
      const { band, edge } = under(line, run);
      if (run.sign === 'verbatim') {
        canvas.fillStyle = LOOK.highlight;
        canvas.fillRect(band.x, band.y, band.width, band.height);
        canvas.fillStyle = LOOK.edge;
        canvas.fillRect(edge.x, edge.y, edge.width, edge.height);
      } else if (run.sign === 'near') {
        canvas.fillStyle = LOOK.soft;
        for (let x = edge.x; x < edge.x + edge.width; x += 5) canvas.fillRect(x, edge.y, 2, 2);
      }
      canvas.fillStyle = colourOf(run.sign);
      canvas.fillText(run.text, run.x, line.y);
    }
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text within XML, which allows no control characters. */
const escaped = (text: string): string =>
  text
    .replace(/[&<>"]/g, (char) => ENTITIES[char]!)
    // eslint-disable-next-line no-control-regex -- these are meant
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
