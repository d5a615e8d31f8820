import { crc32, deflateSync } from 'node:zlib';

/** Most colours that a picture keeps. */
const COLOURS = 256;
/** Bits of each of red, green and blue by which colours are told apart. */
const BITS = 5;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A length, a name, data and their sum, as PNG has them. */
function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/**
 * A picture as PNG with a palette: text on paper has few colours, and is a third as large so. The most frequent colours are
 * kept, each of the others becomes the nearest of these.
 *
 * @param pixels red, green, blue and opacity of each pixel, row by row; opacity is dropped
 */
export function palettePng(pixels: Uint8Array, width: number, height: number): Buffer {
  const drop = 8 - BITS;
  const binOf = (at: number) =>
    ((pixels[at]! >> drop) << (2 * BITS)) | ((pixels[at + 1]! >> drop) << BITS) | (pixels[at + 2]! >> drop);
  const bins = new Map<number, [count: number, red: number, green: number, blue: number]>();
  for (let at = 0; at < pixels.length; at += 4) {
    const bin = bins.get(binOf(at)) ?? [0, 0, 0, 0];
    bins.set(binOf(at), bin);
    bin[0] += 1;
    for (const i of [0, 1, 2] as const) bin[i + 1]! += pixels[at + i]!;
  }
  const colours = [...bins]
    .toSorted(([, a], [, b]) => b[0] - a[0])
    .map(([bin, [count, ...sums]]) => ({ bin, rgb: sums.map((sum) => Math.round(sum / count)) }));
  const palette = colours.slice(0, COLOURS).map(({ rgb }) => rgb);
  const nearest = (rgb: number[]) => {
    const far = palette.map((own) => own.reduce((sum, value, i) => sum + (value - rgb[i]!) ** 2, 0));
    return far.indexOf(Math.min(...far));
  };
  const places = new Map(colours.map(({ bin, rgb }, i) => [bin, i < COLOURS ? i : nearest(rgb)]));
  // Each row begins with its filter: none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = places.get(binOf(4 * (y * width + x)))!;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0))
  ]);
}
