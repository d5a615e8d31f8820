// Holds the text of every built page against the one that was accepted, in test/text/, so that whoever changes a number,
// a sentence or a caption sees it. `--accept` accepts what stands in build/.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { diff } from 'node:util';
import { linesOf } from './page-text.ts';
import { buildFolder } from './pages.ts';

const folder = join(import.meta.dirname, 'text');
const results = join(import.meta.dirname, '.results');
/** Lines of a difference that are shown of each page. */
const SHOWN = 12;

/** Every file under a folder as `read` gives it, by its path without what `name` takes off. */
function filesUnder(root: string, pattern: string, name: (path: string) => string): Map<string, string> {
  const paths = globSync(pattern, { cwd: root }).map((path) => path.split(sep).join('/'));
  return new Map(paths.sort().map((path) => [name(path), readFileSync(join(root, path), 'utf8')]));
}

/** `index.html` is the page `home`, `demos/recall/index.html` is `demos/recall`. */
const pageOf = (path: string) => path.replace(/\.html$/, '').replace(/(^|\/)index$/, '') || 'home';

const html = filesUnder(buildFolder, '**/*.html', pageOf);
// The frame of a named state says what its page says.
for (const page of html.keys()) if (/^embed\/[^/]+\/./.test(page)) html.delete(page);
if (html.size === 0) throw new Error('There is no page in build/: run `npm run build` first.');
const built = new Map([...html].map(([page, source]) => [page, `${linesOf(source).join('\n')}\n`]));

if (process.argv.includes('--accept')) {
  rmSync(folder, { recursive: true, force: true });
  for (const [page, text] of built) {
    const file = join(folder, `${page}.txt`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`The text of ${built.size} pages is accepted. See it by: git diff test/text`);
} else {
  const accepted = filesUnder(folder, '**/*.txt', (path) => path.replace(/\.txt$/, ''));
  let failed = 0;
  for (const page of [...new Set([...built.keys(), ...accepted.keys()])].sort()) {
    const [is, was] = [built.get(page), accepted.get(page)];
    if (is === was) continue;
    failed += 1;
    console.error(
      `\n${page}${was === undefined ? ': a new page' : is === undefined ? ': no such page' : ''}`
    );
    if (is === undefined || was === undefined) continue;
    const changed = diff(was.split('\n'), is.split('\n')).filter(([kind]) => kind !== 0);
    // What `diff` marks with 1 stands in its first text only.
    for (const [kind, line] of changed.slice(0, SHOWN)) console.error(`  ${kind > 0 ? '-' : '+'} ${line}`);
    if (changed.length > SHOWN) console.error(`  … and ${changed.length - SHOWN} lines more`);
  }
  const passed = built.size - [...built].filter(([page, text]) => accepted.get(page) !== text).length;
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'text.json'), JSON.stringify({ passed, failed, skipped: 0 }));
  console.log(`${passed} pages read as accepted, ${failed} do not`);
  if (failed > 0) console.error('If they should: accept with npm run accept.');
  process.exitCode = failed ? 1 : 0;
}
