// Validates the HTML of every built page, as it stands before any script runs, and sees that it brings its styles: those
// that only a script fetched would move the page under its reader.
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate/node';
import { buildFolder, builtPages } from './pages.ts';

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

let problems = 0;
const pages = builtPages();
for (const page of pages) {
  const { results } = await validator.validateFile(join(buildFolder, page, 'index.html'));
  for (const { line, column, message, ruleId } of results.flatMap(({ messages }) => messages)) {
    console.error(`${page} ${line}:${column} ${message} (${ruleId})`);
    problems += 1;
  }
  for (const name of unstyled(readFileSync(join(buildFolder, page, 'index.html'), 'utf8'))) {
    console.error(`${page} holds .${name} without ${sheets.get(name)!.join(' or ')}`);
    problems += 1;
  }
}
console.log(`${pages.length} pages, ${problems} problems`);
process.exitCode = problems ? 1 : 0;
