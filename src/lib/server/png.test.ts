import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { palettePng } from './png.ts';

/** What another reader of PNG makes of one. */
const pixelsOf = (png: Buffer, width: number, height: number) =>
  new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" image-rendering="optimizeSpeed" href="data:image/png;base64,${png.toString('base64')}"/></svg>`
  ).render().pixels;

test('a picture of few colours comes back as it was', () => {
  const colours = [
    [251, 248, 241],
    [30, 27, 22],
    [255, 227, 82]
  ];
  const pixels = Uint8Array.from(
    Array.from({ length: 40 * 30 }, (_, i) => [...colours[(i * 7) % 3]!, 255]).flat()
  );
  expect([...pixelsOf(palettePng(pixels, 40, 30), 40, 30)]).toEqual([...pixels]);
});

test('of more colours than it keeps each is near what it was', () => {
  // Fourteen inks, each from itself to paper as the edges of letters are.
  const pixels = Uint8Array.from(
    Array.from({ length: 14 * 256 }, (_, i) => {
      const [ink, shade] = [i >> 8, (i & 255) / 255];
      const dark = [(ink * 37) % 200, (ink * 91) % 200, (ink * 53) % 200];
      return [...dark.map((value) => Math.round(value + shade * (251 - value))), 255];
    }).flat()
  );
  const back = pixelsOf(palettePng(pixels, 256, 14), 256, 14);
  const off = Array.from(pixels, (value, i) => Math.abs(value - back[i]!));
  expect(Math.max(...off)).toBeLessThan(64);
  expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(4);
});
