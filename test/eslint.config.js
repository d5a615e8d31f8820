// Lint rules for TypeScript and Svelte. Layout is prettier's business; what is here is about mistakes.
import { join } from 'node:path';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

/**
 * What each folder of src/lib may import, besides itself: imports run one way, and there is no folder without a line here.
 * @type {Record<string, string[]>}
 */
const MAY_IMPORT = {
  words: [],
  measures: [],
  worker: ['words'],
  release: ['words', 'measures', 'worker'],
  lm: ['words', 'measures', 'worker', 'release'],
  corpus: ['words', 'measures', 'worker', 'release'],
  charts: ['words', 'measures'],
  ui: ['words'],
  content: ['words'],
  site: ['words', 'content', 'ui'],
  prose: ['words', 'measures', 'release', 'charts', 'ui', 'content', 'site'],
  law: ['words', 'ui', 'content', 'prose'],
  completion: ['words', 'measures', 'release', 'ui'],
  demos: 'words measures worker release lm corpus charts ui content site prose law completion'.split(' '),
  recording: ['words', 'measures', 'worker', 'release', 'lm', 'corpus', 'demos'],
  server:
    'words measures worker release lm corpus charts ui content site prose law completion demos recording'.split(
      ' '
    )
};

const outside = {
  regex: `^(\\.\\./)+(${Object.keys(MAY_IMPORT).join('|')})/`,
  message: 'Import from another folder of src/lib as #lib/...'
};
const fromRoutes = { regex: '(^|/)routes/', message: 'Nothing imports from routes.' };

/** @returns {import('eslint').Linter.Config[]} */
const layers = () =>
  Object.entries(MAY_IMPORT).map(([folder, others]) => ({
    files: [`src/lib/${folder}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^#lib/(?!(${[folder, ...others].join('|')})/)`,
              message: `Imports run one way: ${folder} may import from ${others.join(', ') || 'nothing'} only.`
            },
            // One demo knows nothing of another; what two need stands below both.
            ...(folder === 'demos'
              ? [{ regex: '^#lib/demos/[^/]+/', message: 'Demos import no other demo.' }]
              : []),
            ...(folder === 'demos'
              ? [{ regex: '^\\.\\./[a-z-]+/', message: 'Demos import no other demo.' }]
              : []),
            outside,
            fromRoutes
          ]
        }
      ]
    }
  }));

export default defineConfig(
  {
    ignores: ['build/', '.svelte-kit/', 'node_modules/', 'static/', 'training/', 'test/.results/', '**/*.md']
  },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-undef': 'off', // TypeScript's work
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error'
    }
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: join(import.meta.dirname, '..'),
        extraFileExtensions: ['.svelte'],
        parser: ts.parser
      }
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ]
    }
  },
  { files: ['test/**'], rules: { 'no-console': 'off' } },
  ...layers()
);
