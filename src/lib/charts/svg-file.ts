// A drawing of the page as a self-contained file.
import fontUrl from '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?url';

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

/**
 * The SVG file of a drawing on the page: in light colours whatever the theme, its style and its font inside. Where the
 * font cannot be had, the file names it and those that stand in for it.
 */
export async function svgFile(drawing: SVGSVGElement, label: string): Promise<string> {
  const font = await dataUrl(fontUrl).catch(() => null);
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.querySelectorAll('[data-only-page]').forEach((element) => element.remove());
  // Beside the original, where the same rules reach it, but in the light theme and out of sight.
  copy.style.cssText =
    'color-scheme: light; position: absolute; visibility: hidden; display: block; background: var(--paper)';
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

  const make = (name: string, attributes: Record<string, string>, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };
  copy.prepend(
    make('title', {}, label),
    ...(font
      ? [make('style', {}, `@font-face{font-family:'Source Sans';font-weight:200 900;src:url('${font}')}`)]
      : []),
    make('rect', { width: '100%', height: '100%', fill: paper })
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

async function dataUrl(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:font/woff2;base64,${btoa(binary)}`;
}
