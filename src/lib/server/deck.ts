// Slides of a lesson plan, as one HTML file for Reveal.js that can be presented where it stands, or saved and changed. Demos
// run on them in frames, at the states that the plan has; what a plan tells its teacher is in the speaker’s notes.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { namedStates } from '#lib/demos/named.ts';
import heights from '#lib/demos/heights.json' with { type: 'json' };
import { ALLOW, frameAddress, heightAt, pageAddress, type Placed } from '#lib/demos/snippets.ts';
import { NAME } from '#lib/site/site.ts';
import { escapeXml } from '#lib/site/xml.ts';
import { parted } from '#lib/teaching/address.ts';
import type { Guide, Task } from '#lib/teaching/guides.ts';
import { htmlOf as paragraph, lineOf as words } from '#lib/teaching/inline.ts';
import type { Plan } from '#lib/teaching/plans.ts';
import serif from '@fontsource-variable/literata/files/literata-latin-wght-normal.woff2?url';
import sans from '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?url';
import { needed } from './need.ts';
import look from './deck.look.css?raw';
import start from './deck.start.js?raw';

/** The way from a deck to the top of the site: decks stand in teach/slides/. */
const TOP = '../../';

/** The room for a frame, in pixels of a slide of 1280 by 720, which is shown larger or smaller to fill the screen. */
const ROOM = { width: 800, height: 560 };
/** In per cent, how a frame is drawn that holds a whole demo, and the smallest that any is drawn. */
const WHOLE = 60;
const SMALLEST = 55;

/** A frame that fills its room when it is drawn at `scale` per cent. */
const drawn = (scale: number) => ({
  width: Math.round((100 * ROOM.width) / scale),
  height: Math.round((100 * ROOM.height) / scale)
});

/** How large the frame of a compact view is drawn, in per cent, so that nothing in it has to be scrolled: no slide scrolls. */
function fitting(demo: string): number {
  const measured = (heights as Record<string, Record<string, number>>)[demo] ?? {};
  let scale = 100;
  while (scale > SMALLEST && heightAt(measured, drawn(scale).width) > drawn(scale).height) scale--;
  return scale;
}

/** The files of Reveal.js that decks load, by what they are called beside them. */
const REVEAL = {
  'reveal.js': 'reveal.js',
  'reveal.css': 'reveal.js/reveal.css',
  'notes.js': 'reveal.js/plugin/notes'
} as const;
export const REVEAL_FILES = Object.keys(REVEAL) as (keyof typeof REVEAL)[];

const { resolve } = createRequire(import.meta.url);

/** A file of Reveal.js, as its package has it, with its licence. */
export async function revealFile(name: keyof typeof REVEAL): Promise<string> {
  const [licence, file] = await Promise.all(
    [join(dirname(resolve('reveal.js')), '..', 'LICENSE'), resolve(REVEAL[name])].map((path) =>
      readFile(path, 'utf8')
    )
  );
  return `/*! reveal.js\n${licence}*/\n${file}`;
}

/** What the speaker’s view runs: a window that Reveal.js writes, under the policy of the deck that opens it. */
async function speakersScripts(): Promise<string[]> {
  const written: string[] = [];
  const view = {
    document: { write: (html: string) => written.push(html) },
    setInterval() {},
    addEventListener() {}
  };
  const window = { open: () => view, setInterval: () => 0, addEventListener() {}, location: { search: '' } };
  const run = `${await revealFile('notes.js')}; try { RevealNotes().open() } catch {}`;
  runInNewContext(run, { window, console });
  const scripts = [...written.join('').matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script!);
  if (scripts.length === 0) throw new Error('The speaker’s view of Reveal.js has another form: see deck.ts.');
  return scripts;
}

const hashOf = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** As strict as the other pages', but for styles, which Reveal.js writes itself. */
const policy = (scripts: readonly string[]) =>
  [
    "default-src 'self'",
    `script-src 'self' ${scripts.map(hashOf).join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'none'",
    "object-src 'none'",
    "base-uri 'self'"
  ].join('; ');

/** A font of the site, from where the site has it. */
const font = (family: string, url: string) =>
  `@font-face { font-family: '${family}'; font-weight: 200 900; src: url('${TOP}${url.replace(/^.*(?=_app\/)/, '')}') }`;

const notes = (...paragraphs: (string | undefined)[]) =>
  `<aside class="notes">${paragraphs.flatMap((text) => (text ? paragraph(text) : [])).join('')}</aside>`;

export interface DeckSource {
  guides: readonly Guide[];
  /** What pages are called, by their paths. */
  labels: Readonly<Record<string, string>>;
}

/** A demo in the state that an address leads to, and at how many per cent it is drawn; null for another page. */
function placed(
  open: string,
  view: 'full' | undefined,
  labels: DeckSource['labels']
): (Placed & { scale: number }) | null {
  const { path, hash } = parted(open);
  const [, demo, slug] = /^demos\/([a-z-]+)\/(?:([a-z0-9-]+)\/)?$/.exec(path) ?? [];
  if (!demo) return null;
  const fragment = hash.slice(1);
  const named = namedStates(demo).find((state) => state.slug === slug || state.fragment === fragment);
  const title = labels[`demos/${demo}/`]!;
  const scale = view === 'full' ? WHOLE : fitting(demo);
  return {
    scale,
    site: TOP,
    demo,
    title: named ? `${title}: ${named.title}` : title,
    ...(named ? { slug: named.slug } : { fragment }),
    theme: 'light',
    ...(view === 'full' && { view }),
    ...drawn(scale)
  };
}

/** What a step shows: its demo, with a link to it for where no frame is; or a link to another page. */
function shown({ open, view }: Plan['steps'][number], labels: DeckSource['labels']): string {
  if (!open) return '';
  const demo = placed(open, view, labels);
  const { path, hash } = parted(open);
  if (!demo)
    return `<p class="page"><a href="${escapeXml(`${TOP}${path}${hash}`)}">${escapeXml(labels[path]!)}</a></p>`;
  const title = escapeXml(demo.title);
  return `<div class="demo">
<iframe data-src="${escapeXml(frameAddress(demo))}" title="${title}" width="${demo.width}" height="${demo.height}"${demo.scale < 100 ? ` style="zoom: ${demo.scale / 100}"` : ''} allow="${ALLOW}"></iframe>
<p class="whose"><a href="${escapeXml(pageAddress(demo))}">${title}</a> (${NAME}, CC BY 4.0)</p>
</div>`;
}

const need = needed((what) => `content/teach/plans.yaml: there is no ${what}.`);

function step(plan: Plan, at: number, { guides, labels }: DeckSource): string {
  const { title, does, asks, predicts, task: id, open, minutes, day } = plan.steps[at]!;
  const tasks: Task[] = guides.flatMap(({ tasks }) => tasks);
  const task =
    id === undefined
      ? undefined
      : need(
          tasks.find((one) => one.id === id),
          `task "${id}"`
        );
  const predict =
    predicts === undefined
      ? undefined
      : need(
          guides.find(({ chapter }) => chapter === predicts),
          `guide to "${predicts}"`
        ).predict;
  return `<section>
<h2><span class="when">${escapeXml(day ?? `${minutes} minutes`)}</span> ${words(title)}</h2>
<div class="${open ? 'beside' : 'alone'}">
<div class="asks">${paragraph(asks ?? predict?.ask ?? task!.do)}</div>
${shown(plan.steps[at]!, labels)}
</div>
${notes(does, predict?.then, task && `The answer: ${task.answer}`)}
</section>`;
}

/** What each side of a moot begins with. */
const sides = ({ sides }: Plan, { labels }: DeckSource) =>
  sides
    ? `<section>
<h2>The two sides</h2>
<div class="sides">${sides
        .map(
          ({ name, begins, counsel, expert }) => `<div>
<h3>${words(name)}</h3>
${paragraph(begins)}
<ul>${Object.entries({ 'For counsel': counsel, 'For the experts': expert })
            .map(([who, open]) => {
              const { path, hash } = parted(open);
              return `<li>${who}: <a href="${escapeXml(`${TOP}${path}${hash}`)}">${escapeXml(labels[path]!)}</a></li>`;
            })
            .join('')}</ul>
</div>`
        )
        .join('\n')}</div>
${notes('Send each side its links before the lesson: they open the demos in the state that this side begins with.')}
</section>`
    : '';

const listed = (title: string, items: readonly string[] | undefined) =>
  items
    ? `<section>
<h2>${title}</h2>
<ol>${items.map((item) => `<li>${item}</li>`).join('')}</ol>
</section>`
    : '';

/** The deck of a plan, as the text of an HTML file. */
export async function deckOf(plan: Plan, source: DeckSource): Promise<string> {
  const [first, ...rest] = plan.steps.map((_, at) => step(plan, at, source));
  const slides = [
    `<section class="title">
<h1>${words(plan.title)}</h1>
<p>${plan.minutes ? `${plan.minutes} minutes` : `${plan.steps.length} days`}. ${NAME}, CC BY 4.0</p>
<p class="save"><button type="button" disabled>Save these slides</button> as a file of your own, to change and to present from.</p>
${notes(`For: ${plan.for}`, `Before: ${plan.before}`)}
</section>`,
    first,
    sides(plan, source),
    listed(
      'The data',
      plan.files?.map(
        ({ path, says }) => `<a href="${escapeXml(`${TOP}${path}`)}">${escapeXml(path)}</a>: ${words(says)}`
      )
    ),
    ...rest.slice(0, 1),
    listed('The expert’s report, one page', plan.report?.map(words)),
    ...rest.slice(1),
    listed(
      'What full marks are for',
      plan.rubric?.map((row) => `<b>${words(row.for)}.</b> ${words(row.full)}`)
    ),
    `<section class="title">
<h2>After the lesson</h2>
<p><a href="${TOP}">${NAME}</a>: the article, its experiment and all demos.</p>
<p><a href="${TOP}teach/">The plan of this lesson</a>, the other plans, handout and questions.</p>
<p>Text and slides are under CC BY 4.0. Nothing here is legal advice; each demo that states law says as of which day.</p>
</section>`
  ].filter(Boolean);
  const allowed = policy([start, ...(await speakersScripts())]);
  return `<!doctype html>
<html lang="en" class="plain">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${allowed}">
<title>${escapeXml(`${plan.title} · Slides · ${NAME}`)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="${TOP}favicon.svg">
<link rel="stylesheet" href="reveal.css">
<style>
${font('Literata', serif)}
${font('Source Sans', sans)}
${look}</style>
</head>
<body>
<!-- Made from content/teach/ of ${NAME}. Arrow keys turn the slides, S opens the speaker’s notes, ?view=print is for paper. -->
<div class="reveal"><div class="slides">
${slides.join('\n')}
</div></div>
<script src="reveal.js"></script>
<script src="notes.js"></script>
<script>${start}</script>
</body>
</html>
`;
}
