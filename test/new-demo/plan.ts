// What a new demo needs, file by file: its folder is a copy of `demo/` beside this, which is checked and tested where it
// stands, and the rest follows from its name.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { DEMOS, type Demo } from '#lib/demos/registry.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const demos = 'src/lib/demos';

/** The slugs of the chapters, in their order. */
export const chapters = (): string[] =>
  globSync('content/chapters/*', { cwd: root })
    .map((folder) => basename(folder))
    .sort()
    .map((folder) => folder.replace(/^\d\d-/, ''));

/** Why there can be no demo of that name in that chapter; undefined where there can. */
export function refusal(name: string | undefined, chapter: string | undefined): string | undefined {
  if (!name) return 'A new demo needs a name: npm run new:demo <name> [chapter]';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    return `“${name}” cannot be the name of a demo: lowercase letters, digits and single hyphens, as in “case-timeline”.`;
  if (DEMOS.some((demo) => demo.name === name) || existsSync(join(root, demos, name)))
    return `There is a demo “${name}” already: ${demos}/${name}/`;
  if (!chapter || !chapters().includes(chapter))
    return `There is no chapter “${chapter}”. There are: ${chapters().join(', ')}.`;
  return undefined;
}

/** The registry with one demo more, which follows those of its chapter and of the chapters before. */
function registryWith(demo: Demo): string {
  const { name, title, chapter } = demo;
  const registry = read(`${demos}/registry.ts`);
  const order = chapters();
  const next = DEMOS.find((other) => order.indexOf(other.chapter) > order.indexOf(chapter));
  const entry = JSON.stringify({ name, title, chapter });
  const place = next ? `  {\n    name: '${next.name}'` : '];\n';
  const at = registry.indexOf(place);
  if (at < 0) throw new Error(`${demos}/registry.ts: the place for “${name}” was not found`);
  const before = registry.slice(0, at);
  return next
    ? `${before}${entry},\n${registry.slice(at)}`
    : `${before.replace(/\s*$/, ',')}\n${entry}\n${registry.slice(at)}`;
}

/** What is said of the demos, with one more. */
const aboutWith = (name: string): string =>
  read(`${demos}/about.ts`).replace(
    '\n};',
    `,\n  '${name}': {
    says: 'Say here what a reader can do.',
    intro: 'Say here what this is about, and how to begin.'
  }\n};`
  );

/** The named states, with three of one demo more. */
const namedWith = (name: string): string =>
  read(`${demos}/named.ts`).replace(
    '\n};',
    `,\n  '${name}': [
    state('smallest-model', 'The smallest model', 'Say here what is seen.', 'model=d1-raw'),
    state('middle-model', 'A model in between', 'Say here what is seen.', 'model=d4-raw'),
    state('largest-model', 'The largest model', 'Say here what is seen.', 'model=d8-raw')
  ]\n};`
  );

/** What can be hidden, with that of one demo more. */
const controlsWith = (name: string): string =>
  read(`${demos}/controls.ts`).replace('\n};', `,\n  '${name}': { size: 'Model size, in parameters:' }\n};`);

/** The list of the views that chapters show, with one more. */
function viewsWith(name: string): string {
  const line = `  '${name}': () => import('./${name}/View.svelte')`;
  return read(`${demos}/views.ts`).replace(
    /(export const VIEWS = \{\n)([\s\S]*?)(\n\};)/,
    (_, head, lines, end) => {
      const bare = (text: string) => text.replace(/[\s',]/g, '');
      const all = [...(lines as string).replace(/([^,])$/, '$1,').split('\n'), `${line},`];
      return `${head}${all.sort((a, b) => (bare(a) < bare(b) ? -1 : 1)).join('\n')}${end}`;
    }
  );
}

/** The fixture with three old links of one demo more. */
function fixtureWith(name: string): string {
  const known = ['small', 'middle', 'large'];
  const links = known.map((model) => ({ link: `v=1&model=${model}`, state: { model } }));
  const old = JSON.stringify({ known: [known], links });
  return read(`${demos}/links.fixture.json`).replace(/\s*\}\s*$/, `,\n${JSON.stringify(name)}: ${old}\n}`);
}

const pageOf = (name: string): Record<string, string> => ({
  '+page.server.ts': `import { withAllCopies } from '#lib/release/models.ts';
import { readManifest } from '#lib/server/lab.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  models: withAllCopies((await readManifest()).models).map(({ id, label, data, loss_bits_per_byte }) => ({
    id,
    label,
    data,
    loss_bits_per_byte
  }))
});
`,
  '+page.ts': `import { viewsFor } from '#lib/demos/frame.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, data }) => ({
  ...data,
  views: await viewsFor(params.frame, {
    View: () => import('#lib/demos/${name}/View.svelte'),
    Compact: () => import('#lib/demos/${name}/Compact.svelte')
  })
});
`,
  '+page.svelte': `<script lang="ts">
  import { untrack } from 'svelte';
  import Part from '#lib/ui/Part.svelte';
  import { shown } from '#lib/demos/frame.svelte.ts';
  import type { PageProps } from './$types';

  let { data }: PageProps = $props();

  const page = shown(untrack(() => data.views));
</script>

<Part name="demo"><page.Demo models={data.models} addressed /></Part>
`
});

/** The text of every file that a new demo adds or changes, by its path in the project, as prettier has it. */
export async function plan(name: string, chapter: string): Promise<Map<string, string>> {
  const title = `${name[0]!.toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
  const files: [path: string, text: string][] = [
    ...globSync('*', { cwd: join(import.meta.dirname, 'demo') }).map((file): [string, string] => [
      `${demos}/${name}/${file}`,
      read(`test/new-demo/demo/${file}`).replaceAll('demo-name', name)
    ]),
    ...Object.entries(pageOf(name)).map(([file, text]): [string, string] => [
      `src/routes/[frame=frame]/${name}/${file}`,
      text
    ]),
    [`${demos}/registry.ts`, registryWith({ name, title, chapter })],
    [`${demos}/about.ts`, aboutWith(name)],
    [`${demos}/named.ts`, namedWith(name)],
    [`${demos}/controls.ts`, controlsWith(name)],
    [`${demos}/views.ts`, viewsWith(name)],
    [`${demos}/links.fixture.json`, fixtureWith(name)]
  ];
  const options = await resolveConfig(join(root, 'package.json'));
  const formatted = files.map(async ([path, text]): Promise<[string, string]> => [
    path,
    await format(text, { ...options, filepath: path })
  ]);
  return new Map(await Promise.all(formatted));
}
