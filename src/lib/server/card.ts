import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';

/** What a card says. */
export interface Card {
  over?: string;
  title: string;
  under: string;
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

interface Box {
  type: 'div';
  props: { style: Record<string, string | number>; children: string | Box[] };
}

const box = (style: Record<string, string | number>, children: string | Box[]): Box => ({
  type: 'div',
  props: { style: { display: 'flex', ...style }, children }
});

/** Draws a card of 1200 x 630 pixels, as PNG. */
export async function drawCard({ over = '', title, under }: Card): Promise<Uint8Array<ArrayBuffer>> {
  const size = title.length > 60 ? 62 : title.length > 34 ? 74 : 88;
  const card = box(
    {
      flexDirection: 'column',
      boxSizing: 'border-box',
      width: 1200,
      height: 630,
      padding: '64px 80px',
      background: PAPER,
      color: INK,
      fontFamily: 'Literata'
    },
    [
      box({ justifyContent: 'space-between', alignItems: 'baseline', fontSize: 36 }, [
        box(
          { padding: '0 8px', background: HIGHLIGHT, borderBottom: `4px solid ${EDGE}`, fontWeight: 600 },
          'Verbatim'
        ),
        box({ color: SOFT, fontSize: 30 }, over)
      ]),
      box({ marginTop: 'auto', fontSize: size, fontWeight: 600, lineHeight: 1.15, letterSpacing: -1 }, title),
      box(
        { marginTop: 28, color: SOFT, fontSize: 32, lineHeight: 1.35, maxHeight: 130, overflow: 'hidden' },
        under
      )
    ]
  );
  const svg = await satori(card as never, {
    width: 1200,
    height: 630,
    fonts: await Promise.all([font(400), font(600)])
  });
  return new Uint8Array(new Resvg(svg).render().asPng());
}
