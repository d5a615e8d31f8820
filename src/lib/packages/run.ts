// Packages of a build, for course systems and folders:
//
//   npm run package -- recall           verbatim-recall.zip, and verbatim-recall-scorm.zip
//   npm run package -- all              the same with every demo; and verbatim.imscc, a Common Cartridge
//   npm run package -- cartridge        the Common Cartridge alone
//   npm run package -- sizes            writes down in sizes.json how large the packages of each demo are
//
//   --site https://example.org/verbatim/    where links to the full pages lead; usually what the build was told
//   --state 'v=1&draw=yes'                  the state that the demo begins in, as its link holds it
//   --out <folder>                          usually dist
//   --build <folder>                        usually build
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { megabytes } from '#lib/words/megabytes.ts';
import { openBuild } from './build.ts';
import { cartridgeOf } from './cartridge.ts';
import { fileName, folderOf, scormOf } from './make.ts';
import { zipOf, type Entry } from './zip.ts';

const USAGE =
  'npm run package -- <demo>|all|cartridge|sizes [--site <address>] [--state <link>] [--out <folder>] [--build <folder>]';

const say = (line: string) => process.stdout.write(`${line}\n`);

function refuse(why: string): never {
  console.error(`${why}\n${USAGE}`);
  process.exit(2);
}

const option = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: option, state: option, out: option, build: option }
});
const [what, ...rest] = positionals;
if (what === undefined || rest.length > 0) refuse('Say which demo, or all.');

const opened = await openBuild(values.build ?? 'build');
const names = opened.course.demos.map(({ name }) => name);
if (![...names, 'all', 'cartridge', 'sizes'].includes(what))
  refuse(`There is no demo called ${what}. There are: ${names.join(', ')}.`);

const given = values.site ?? opened.course.site;
if (given !== '' && !/^https?:\/\/[^\s"'<>]+$/.test(given)) refuse(`${given} is no address of a site.`);
const site = given.replace(/([^/])$/, '$1/');

if (what === 'cartridge' && !site)
  refuse('The links of a Common Cartridge need --site, the address of the site.');

const fragment = (values.state ?? '').replace(/^#/, '');
if (fragment !== '' && (what === 'all' || !/^v=\d+(&\S*)?$/.test(fragment)))
  refuse('A state is of one demo, and is what its link holds after the #, such as v=1&draw=yes.');

const out = values.out ?? 'dist';

function write(name: string, entries: readonly Entry[]) {
  const zip = zipOf(entries);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, name), zip);
  say(`${join(out, name)}  ${megabytes(zip.length)}, ${entries.length} files`);
}

if (what === 'sizes') {
  const sizes: Record<string, number> = {};
  for (const name of [...names, 'all'])
    sizes[name] = zipOf(await scormOf(opened, { demos: name === 'all' ? names : [name], site })).length;
  const file = join(import.meta.dirname, 'sizes.json');
  writeFileSync(file, await format(JSON.stringify(sizes), { parser: 'json' }));
  say(JSON.stringify(sizes, null, 2));
} else {
  if (what !== 'cartridge') {
    const wanted = { demos: what === 'all' ? names : [what], site, fragment };
    write(fileName(what, 'folder'), await folderOf(opened, wanted));
    write(fileName(what, 'scorm'), await scormOf(opened, wanted));
  }
  const linked = what === 'all' || what === 'cartridge';
  if (linked && site) write('verbatim.imscc', cartridgeOf(opened.course, site));
  if (linked && !site) say('No Common Cartridge: its links need --site, the address of the site.');
}
