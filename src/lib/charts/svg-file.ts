// A drawing of the page as a self-contained file, with the words that it needs away from the page.
import fontUrl from '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?url';
import { wrap } from './text.ts';

/** What a drawing takes from the page's style sheets. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-opacity',
  'paint-order',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'text-anchor'
];

/** Units of a drawing around it, and text sizes as multiples of its own. */
const MARGIN = 24;
const HEADING = 1.4;
const LEADING = 1.3;

interface Line {
  text: string;
  size: number;
  strong?: boolean;
}

/** What stands above and below a drawing: the title of its figure, or what it shows; its source, whose it is, and where. */
function wordsOf(drawing: SVGSVGElement, label: string): { above: Line[]; below: Line[] } {
  const figure = drawing.closest('figure');
  const text = (selector: string) => figure?.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim();
  const title = text('figcaption') ?? label;
  const { width } = drawing.viewBox.baseVal;
  const size = Number(drawing.getAttribute('font-size'));
  const page = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href;
  const address = (page ?? location.origin + location.pathname) + (figure?.id ? `#${figure.id}` : '');
  const lines = (text: string | undefined, times: number, strong = false): Line[] =>
    text ? wrap(text, width, times * size).map((text) => ({ text, size: times * size, strong })) : [];
  return {
    // Of several drawings in one figure each says which it is.
    above: [
      ...lines(title, HEADING, true),
      ...((figure?.querySelectorAll('.chart').length ?? 0) > 1 ? lines(label, 1) : [])
    ],
    below: [...lines(text('.source'), 0.85), ...lines(`Verbatim, CC BY 4.0, ${address}`, 0.85)]
  };
}

/**
 * The SVG file of a drawing on the page: with the title and the source of its figure and the licence, all of it as text; in
 * light colours whatever the theme, its style and its font inside. Where the font cannot be had, the file names it and those
 * that stand in for it.
 */
export async function svgFile(drawing: SVGSVGElement, label: string): Promise<string> {
  const font = await dataUrl(fontUrl).catch(() => null);
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.querySelectorAll('[data-only-page]').forEach((element) => element.remove());
  // Beside the original, where the same rules reach it, but in the light theme and out of sight.
  copy.style.cssText =
    'color-scheme: light; position: absolute; visibility: hidden; display: block; background: var(--paper)';
  const { width, height } = drawing.viewBox.baseVal;
  const { above, below } = wordsOf(drawing, label);
  /** Writes lines from a height on; returns the height below them. */
  const write = (lines: readonly Line[], from: number) =>
    lines.reduce((y, { text, size, strong }) => {
      const line = make('text', { x: '0', y: String(y + size), 'text-anchor': 'start' }, text);
      line.style.cssText = `font-size: ${size}px; font-weight: ${strong ? 600 : 400}; fill: var(${strong ? '--ink' : '--ink-soft'})`;
      copy.append(line);
      return y + LEADING * size;
    }, from);
  const top = MARGIN + above.reduce((sum, { size }) => sum + LEADING * size, 0);
  write(above, -top);
  const bottom = write(below, height + MARGIN);
  const box = { x: -MARGIN, y: -top - MARGIN, width: width + 2 * MARGIN, height: top + bottom + 2 * MARGIN };
  drawing.after(copy);
  const drawn = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  const styles = drawn.map((element) => {
    const computed = getComputedStyle(element);
    return PROPERTIES.map((name) => `${name}:${computed.getPropertyValue(name)}`).join(';');
  });
  const paper = getComputedStyle(copy).getPropertyValue('background-color');
  copy.remove();
  drawn.forEach((element, i) => {
    element.style.cssText = styles[i]!;
    // The inlined style replaces these, in values that need no page.
    for (const name of ['class', ...PROPERTIES]) element.removeAttribute(name);
  });
  // Svelte marks its places with comments.
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  comments.forEach((comment) => comment.parentNode?.removeChild(comment));

  for (const name of ['width', 'height'] as const) copy.setAttribute(name, String(box[name]));
  copy.setAttribute('viewBox', [box.x, box.y, box.width, box.height].join(' '));
  copy.prepend(
    make('title', {}, label),
    ...(font
      ? [make('style', {}, `@font-face{font-family:'Source Sans';font-weight:200 900;src:url('${font}')}`)]
      : []),
    make('rect', { x: String(box.x), y: String(box.y), width: '100%', height: '100%', fill: paper })
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

function make(name: string, attributes: Record<string, string>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

async function dataUrl(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:font/woff2;base64,${btoa(binary)}`;
}
