// Validates the HTML of every built page, as it stands before any script runs, and sees that it brings its styles (those
// that only a script fetched would move the page under its reader), names no published file that is not there, begins with
// no more script than a page may, and has a card for other sites.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate/node';
import { controlsOf, RUN } from '#lib/demos/controls.ts';
import { namedStates, type Named } from '#lib/demos/named.ts';
import { cardOf, oEmbedOf } from '#lib/demos/pictures.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { PACKED } from '#lib/deployment/pack.ts';
import { buildFolder, builtPages } from './pages.ts';
import { scriptBytes } from './scripts.ts';

/** Bytes of script, gzipped, that a page may begin with. A demo further down is set by `Near`, and waits. */
const SCRIPT = 120_000;

const validator = new HtmlValidate(
  new FileSystemConfigLoader({
    root: true,
    extends: ['html-validate:recommended'],
    rules: {
      // How Svelte writes is not ours to choose.
      'attribute-boolean-style': 'off',
      'attribute-empty-style': 'off',
      'doctype-style': 'off',
      'no-trailing-whitespace': 'off',
      'no-implicit-button-type': 'off',
      'void-style': 'off',
      // Those of the browser's policy, see src/lib/deployment/policy.ts.
      'no-inline-style': ['error', { allowedProperties: [] }],
      // The tokens of a completion are a list to choose from within running text, which a <select> cannot hold.
      'prefer-native-element': ['error', { exclude: ['listbox'] }],
      // Search engines cut long titles; readers of tabs and of the table of contents do not mind.
      'long-title': 'off'
    }
  })
);

/** The style sheets that have a rule for a component, by the class that Svelte gives its elements. */
const sheets = new Map<string, string[]>();
const scoped = (text: string) => new Set(text.match(/\bsvelte-[a-z0-9]+/g));
for (const file of globSync(join(buildFolder, '_app', 'immutable', 'assets', '*.css')))
  for (const name of scoped(readFileSync(file, 'utf8')))
    sheets.set(name, [...(sheets.get(name) ?? []), basename(file)]);

/** The components of a page whose styles it does not bring. */
function unstyled(html: string): string[] {
  const within = scoped([...html.matchAll(/<style>.*?<\/style>/gs)].join(''));
  return [...scoped(html.replace(/<style>.*?<\/style>/gs, ''))].filter(
    (name) =>
      sheets.has(name) && !within.has(name) && !sheets.get(name)!.some((sheet) => html.includes(sheet))
  );
}

/** Published files that a page tells its scripts to fetch, and that the build does not have so. The method page lists them only. */
const absent = (html: string): string[] =>
  [...html.matchAll(/\bpath:"([^"]+)",bytes:\d+,sha256:"[0-9a-f]{64}"(,packed:)?/g)].flatMap(
    ([, path, packed]) => {
      const name = `${path}${packed ? PACKED : ''}`;
      return ['lab', '.'].some((folder) => existsSync(join(buildFolder, folder, name))) ? [] : [name];
    }
  );

/** The card that sites show beside a link to a page: how large it is, in pixels and at most in bytes, and all together. */
const CARD = { width: 1200, height: 630, most: 150_000, all: 3_000_000 };
/** Bytes of the cards that pages name, by their names. */
const cards = new Map<string, number>();

/** What is wrong with the card of a page. Frames have none. */
function cardFaults(html: string): string[] {
  const name = /<meta property="og:image" content="[^"]*\/?cards\/([\w-]+\.png)"/.exec(html)?.[1];
  if (!name) return ['names no card'];
  const file = join(buildFolder, 'cards', name);
  if (!existsSync(file)) return [`names the card ${name}, which is not in the build`];
  const png = readFileSync(file);
  cards.set(name, png.length);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  return [
    width === CARD.width && height === CARD.height ? '' : `has a card of ${width} x ${height}`,
    png.length <= CARD.most ? '' : `has a card of ${png.length} bytes; it may have ${CARD.most}`,
    html.includes('<meta name="twitter:card" content="summary_large_image"') ? '' : 'has its card small'
  ].filter(Boolean);
}

/** The pages and frames of named states, by their paths. */
const named = new Map<string, { name: string; state: Named }>(
  DEMOS.flatMap(({ name }) =>
    namedStates(name).flatMap((state) =>
      ['demos', 'embed'].map((under) => [`/${under}/${name}/${state.slug}/`, { name, state }] as const)
    )
  )
);
const unescaped = (html: string) =>
  html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** What is wrong with the page of a named state: of another one there is nothing to say. */
function namedFaults(page: string, html: string): string[] {
  const found = named.get(page);
  if (!found) return page.split('/').length > 4 ? ['is the page of a state without a name'] : [];
  named.delete(page);
  const { name, state } = found;
  const card = `/cards/${cardOf(name, state.slug)}.png`;
  return [
    unescaped(html).includes(`<title>${state.title} · `)
      ? ''
      : 'does not begin its title with that of its state',
    page.startsWith('/embed/') || html.includes(card) ? '' : 'has another card than its own',
    existsSync(join(buildFolder, oEmbedOf(name, state.slug))) ? '' : 'has no oEmbed document',
    // What a link cannot use is said in sentences like these, see src/lib/demos/link.ts.
    /class="complaint|is not something this demo reads|usual value is used/.test(html)
      ? 'does not read its own state'
      : '',
    state.served && />not recorded<|nothing (?:was|is) recorded/i.test(html)
      ? 'shows nothing that was recorded'
      : ''
  ].filter(Boolean);
}

/** Demos whose frames say of which day the law in them is, and do not carry what has happened since; or the other way round. */
const undated = DEMOS.flatMap(({ name }) => {
  const html = readFileSync(join(buildFolder, 'embed', name, 'index.html'), 'utf8');
  const [says, carries] = [/the law as of/.test(html), /data-law-since/.test(html)];
  return says === carries
    ? []
    : [`/embed/${name}/ ${says ? 'states law without' : 'has, without stating law,'} its newest events`];
});

/** The controls of demos that the address of a frame can hide, and that are in neither of its views. */
const unhidden = DEMOS.flatMap(({ name, runsModels }) => {
  const views = ['demos', 'embed']
    .map((under) => unescaped(readFileSync(join(buildFolder, under, name, 'index.html'), 'utf8')))
    .join('');
  return controlsOf(name, runsModels !== undefined)
    .filter(({ labels }) => !labels.some((label) => views.includes(`data-control="${label}"`)))
    .filter(({ name: control }) => control !== RUN)
    .map((control) => `/embed/${name}/ has no “${control.name}” to hide`);
});

let problems = 0;
let most = 0;
const pages = builtPages({ named: true });
for (const page of pages) {
  const { results } = await validator.validateFile(join(buildFolder, page, 'index.html'));
  for (const { line, column, message, ruleId } of results.flatMap(({ messages }) => messages)) {
    console.error(`${page} ${line}:${column} ${message} (${ruleId})`);
    problems += 1;
  }
  const html = readFileSync(join(buildFolder, page, 'index.html'), 'utf8');
  for (const name of unstyled(html)) {
    console.error(`${page} holds .${name} without ${sheets.get(name)!.join(' or ')}`);
    problems += 1;
  }
  for (const fault of page.startsWith('/embed/') ? [] : cardFaults(html)) {
    console.error(`${page} ${fault}`);
    problems += 1;
  }
  const script = scriptBytes(page, html);
  most = Math.max(most, script);
  if (script > SCRIPT) {
    console.error(`${page} begins with ${script} bytes of script, gzipped; it may with ${SCRIPT}`);
    problems += 1;
  }
  for (const fault of namedFaults(page, html)) {
    console.error(`${page} ${fault}`);
    problems += 1;
  }
  for (const name of page === '/method/' ? [] : new Set(absent(html))) {
    console.error(`${page} names ${name}, which is not in the build`);
    problems += 1;
  }
}
for (const fault of [
  ...unhidden,
  ...undated,
  ...[...named.keys()].map((page) => `${page} is not in the build`)
]) {
  console.error(fault);
  problems += 1;
}
const all = [...cards.values()].reduce((sum, bytes) => sum + bytes, 0);
if (all > CARD.all) {
  console.error(`The cards have ${all} bytes; together they may have ${CARD.all}`);
  problems += 1;
}
console.log(`${pages.length} pages, ${problems} problems; at most ${most} bytes of script to begin with`);
process.exitCode = problems ? 1 : 0;
