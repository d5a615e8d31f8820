// Validates the HTML of every built page, as it stands before any script runs.
import { join } from 'node:path';
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

let problems = 0;
const pages = builtPages();
for (const page of pages) {
  const { results } = await validator.validateFile(join(buildFolder, page, 'index.html'));
  for (const { line, column, message, ruleId } of results.flatMap(({ messages }) => messages)) {
    console.error(`${page} ${line}:${column} ${message} (${ruleId})`);
    problems += 1;
  }
}
console.log(`${pages.length} pages, ${problems} problems`);
process.exitCode = problems ? 1 : 0;
