// How a demo is put elsewhere: its addresses, and what is to be pasted. Pure; whatever is given is written as text.

/** A demo as it is to stand elsewhere. */
export interface Placed {
  /** The address of the site, with a slash at its end. */
  site: string;
  /** The demo's name in its addresses. */
  demo: string;
  /** What the frame is called, for whoever cannot see it. */
  title: string;
  /** The last part of a named state's address; else the state is `fragment`. */
  slug?: string | undefined;
  /** The state as a link holds it, without the #; the usual one where empty. */
  fragment?: string;
  view?: 'compact' | 'full';
  theme?: 'light' | 'dark' | undefined;
  /** Names of what is hidden. */
  hide?: readonly string[];
  /** The release of the experiment that the frame is made for, where that is to be kept in mind. */
  release?: string | undefined;
  /** The day of which the law in it was stated, likewise. */
  law?: string | undefined;
  /** In pixels. */
  width: number;
  height: number;
}

const folder = ({ site, demo, slug }: Placed, under: string) =>
  `${site}${under}/${demo}/${slug ? `${slug}/` : ''}`;

/** Half of a pair of surrogates, which an address cannot hold, becomes the sign for what cannot be read. */
const escaped = (character: string) => {
  const sound = character.toWellFormed();
  const code = encodeURIComponent(sound);
  return code === sound ? `%${sound.charCodeAt(0).toString(16).toUpperCase()}` : code;
};

/** A text as a part of an address that can stand anywhere: nothing in it ends a quotation or a bracket. */
const part = (text: string) => text.replace(/[^\w.~-]/gu, escaped);

/** The same of a state, as links hold it. */
const hash = ({ fragment = '' }: Placed) => fragment && `#${fragment.replace(/[^\w.~%&=+-]/gu, escaped)}`;

/** The address of the frame. */
export function frameAddress(placed: Placed): string {
  const { view, theme, hide = [], release, law } = placed;
  const query = [
    view === 'full' && 'view=full',
    theme && `theme=${theme}`,
    hide.length > 0 && `hide=${hide.map(part).join(',')}`,
    release && `release=${part(release)}`,
    law && `law=${part(law)}`
  ].filter(Boolean);
  return `${folder(placed, 'embed')}${query.length ? `?${query.join('&')}` : ''}${hash(placed)}`;
}

/** The address of the page with the same state. */
export const pageAddress = (placed: Placed): string => `${folder(placed, 'demos')}${hash(placed)}`;

const html = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const SOURCE = 'Verbatim';

/** What a frame may do: with it the links and texts of a demo can be copied, and a slide can be filled. */
export const ALLOW = 'clipboard-write; fullscreen';

const link = (placed: Placed) =>
  `<a href="${html(pageAddress(placed))}">${html(placed.title)}</a> (${SOURCE}, CC BY 4.0)`;

/**
 * A frame as HTML, with a link below it for where frames are not shown. Its width and height are attributes too: some
 * sites let nothing stand but `src`, `width`, `height`, `title` and `style`.
 *
 * @param lazy whether the slide show or the browser fetches it when it comes near
 */
export function iframe(placed: Placed, lazy: 'src' | 'data-src' = 'src'): string {
  const attributes = [
    `${lazy}="${html(frameAddress(placed))}"`,
    `title="${html(placed.title)}"`,
    `width="${placed.width}" height="${placed.height}"`,
    `style="width: 100%; max-width: ${placed.width}px; border: 0"`,
    ...(lazy === 'src' ? ['loading="lazy"'] : []),
    `allow="${ALLOW}"`
  ];
  return `<iframe ${attributes.join(' ')}></iframe>`;
}

const withLink = (placed: Placed) => `${iframe(placed)}\n<p>${link(placed)}</p>`;

const slide = (placed: Placed) =>
  `<section>\n  ${iframe(placed, 'data-src')}\n  <p><small>${link(placed)}</small></p>\n</section>`;

const quarto = (placed: Placed) => `\`\`\`{=html}\n${withLink(placed)}\n\`\`\``;

/** A string of Python: what JSON escapes Python reads, and the rest is text in both. */
const python = (text: string) => JSON.stringify(text.toWellFormed());

/** Of the frame's attributes IPython writes none by itself, nor does it escape any. */
const jupyter = (placed: Placed) =>
  [
    'from IPython.display import IFrame',
    '',
    'IFrame(',
    `    ${python(html(frameAddress(placed)))},`,
    `    width=${placed.width},`,
    `    height=${placed.height},`,
    `    extras=[${python(`title="${html(placed.title)}"`)}, ${python(`allow="${ALLOW}"`)}],`,
    ')'
  ].join('\n');

const markdown = (placed: Placed) =>
  `[${placed.title.replace(/[\\[\]<>`*_!&]/g, '\\$&')}](${pageAddress(placed)}) (${SOURCE}, CC BY 4.0)`;

/** Every form in which a demo can be taken, in the order in which they are offered. */
export const FORMS = {
  html: { label: 'HTML', of: withLink },
  reveal: { label: 'Reveal.js', of: slide },
  quarto: { label: 'Quarto', of: quarto },
  jupyter: { label: 'Jupyter', of: jupyter },
  markdown: { label: 'Markdown', of: markdown },
  link: { label: 'Link', of: pageAddress }
} as const satisfies Record<string, { label: string; of: (placed: Placed) => string }>;

/** The width among those measured that a frame of a width can be no higher than: the next smaller one. */
export function heightAt(heights: Readonly<Record<string, number>>, width: number): number {
  const known = Object.keys(heights)
    .map(Number)
    .sort((a, b) => a - b);
  return heights[known.findLast((one) => one <= width) ?? known[0]!]!;
}
