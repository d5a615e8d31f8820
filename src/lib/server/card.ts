import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';
import { palettePng } from './png.ts';

/** What a card says. */
export interface Card {
  over?: string;
  title: string;
  under: string;
  /** A square picture, as PNG. */
  picture?: Buffer | undefined;
}

const { resolve } = createRequire(import.meta.url);

/** The fonts of the page, in the only format that satori reads. */
const font = async (weight: 400 | 600) => ({
  name: 'Literata',
  weight,
  data: await readFile(resolve(`@fontsource/literata/files/literata-latin-${weight}-normal.woff`))
});

const PAPER = '#fbf8f1';
const INK = '#1e1b16';
const SOFT = '#5d574b';
const HIGHLIGHT = '#ffe352';
const EDGE = '#c79a00';
const RULE = '#ddd5c4';

const [WIDTH, HEIGHT] = [1200, 630];
const PICTURE = HEIGHT - 2 * 64;

interface Box {
  type: 'div';
  props: { style: Record<string, string | number>; children: string | (Box | Image)[] };
}

interface Image {
  type: 'img';
  props: { src: string; width: number; height: number; style: Record<string, string | number> };
}

const box = (style: Record<string, string | number>, children: string | (Box | Image)[]): Box => ({
  type: 'div',
  props: { style: { display: 'flex', ...style }, children }
});

const image = (png: Buffer, size: number): Image => ({
  type: 'img',
  props: {
    src: `data:image/png;base64,${png.toString('base64')}`,
    width: size,
    height: size,
    style: { border: `2px solid ${RULE}`, borderRadius: 8 }
  }
});

/** What a card says, from the name of the site down. */
function words({ over = '', title, under, picture }: Card): Box[] {
  const room = picture ? 0.68 : 1;
  const size = room * (title.length > 60 ? 62 : title.length > 34 ? 74 : 88);
  return [
    box({ justifyContent: 'space-between', alignItems: 'baseline', fontSize: 36 }, [
      box(
        { padding: '0 8px', background: HIGHLIGHT, borderBottom: `4px solid ${EDGE}`, fontWeight: 600 },
        'Verbatim'
      ),
      box({ color: SOFT, fontSize: 30 }, over)
    ]),
    box({ marginTop: 'auto', fontSize: size, fontWeight: 600, lineHeight: 1.15, letterSpacing: -1 }, title),
    box(
      {
        marginTop: 28,
        color: SOFT,
        fontSize: picture ? 28 : 32,
        lineHeight: 1.35,
        maxHeight: picture ? 228 : 130,
        overflow: 'hidden'
      },
      under
    )
  ];
}

/** Draws a card of 1200 x 630 pixels, as PNG. */
export async function drawCard(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  const { picture } = card;
  const drawn = box(
    {
      boxSizing: 'border-box',
      width: WIDTH,
      height: HEIGHT,
      padding: picture ? '64px' : '64px 80px',
      background: PAPER,
      color: INK,
      fontFamily: 'Literata'
    },
    [
      box({ flexDirection: 'column', flex: 1, height: '100%' }, words(card)),
      ...(picture ? [box({ marginLeft: 56 }, [image(picture, PICTURE)])] : [])
    ]
  );
  const svg = await satori(drawn as never, {
    width: WIDTH,
    height: HEIGHT,
    fonts: await Promise.all([font(400), font(600)])
  });
  return new Uint8Array(palettePng(new Resvg(svg).render().pixels, WIDTH, HEIGHT));
}
