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
  deployment: [],
  worker: ['words', 'deployment'],
  release: ['words', 'measures', 'worker'],
  engine: ['words', 'measures', 'worker', 'release'],
  lm: ['words', 'measures', 'worker', 'release', 'engine'],
  corpus: ['words', 'measures', 'worker', 'release'],
  charts: ['words', 'measures', 'worker'],
  ui: ['words'],
  content: ['words'],
  site: ['words', 'measures', 'deployment', 'content', 'ui'],
  classroom: ['words', 'measures', 'charts', 'ui'],
  prose: ['words', 'measures', 'release', 'charts', 'ui', 'content', 'site', 'classroom'],
  law: ['words', 'ui', 'content', 'prose'],
  completion: ['words', 'measures', 'worker', 'release', 'charts', 'ui'],
  demos:
    'words measures worker release lm engine corpus charts ui content site classroom prose law completion'.split(
      ' '
    ),
  teaching: ['words', 'content', 'site'],
  packages: ['words', 'deployment', 'worker', 'release', 'charts', 'content', 'site', 'demos', 'teaching'],
  recording: ['words', 'measures', 'deployment', 'worker', 'release', 'lm', 'engine', 'corpus', 'demos'],
  server:
    'words measures deployment worker release lm engine corpus charts ui content site classroom prose law completion demos recording teaching packages'.split(
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

/** A sign of per cent that text sets after a number; `%20` is an address. */
const SIGN = '/^(\\s|&nbsp;|\\\\u00a0)?%(?![0-9A-Fa-f]{2})/';
/** Where it is a length. */
const LENGTH =
  ':not(SvelteStyleDirective *):not(SvelteAttribute[key.name=/^(style|width|height|c?[xy][12]?)$/] *)';
const PERCENT = 'Write a share as percent(share) or probability(p), #lib/words/percent.ts.';
const MEGABYTES =
  'Write bytes as megabytes(bytes), megabytesOf(loaded, total) or loads(bytes), #lib/words/megabytes.ts.';

/** Shares, bytes and millions are written by `src/lib/words/`, each in one way. Chapters: src/lib/content/words.test.ts. */
const words = [
  ...[
    `TemplateElement:not(:first-child)[value.raw=${SIGN}]${LENGTH}`,
    `Literal[value=${SIGN}]`,
    `SvelteText[value=${SIGN}]`,
    `SvelteLiteral[value=${SIGN}]${LENGTH}`
  ].map((selector) => ({ selector, message: PERCENT })),
  ...[
    'TemplateElement[value.raw=/\\bMB\\b/]',
    'Literal[value=/\\bMB\\b/]',
    'SvelteText[value=/\\bMB\\b/]',
    'SvelteLiteral[value=/\\bMB\\b/]'
  ].map((selector) => ({ selector, message: MEGABYTES })),
  {
    selector: "BinaryExpression[operator='/'] > Literal.right[raw=/^(1e6|1_?000_?000|1_?048_?576)$/]",
    message: `${MEGABYTES} Other millions: millions(n), #lib/words/number.ts.`
  }
];

/** The page's policy refuses it, see src/lib/deployment/policy.ts; what script alone sets (`style:name={value || undefined}`) it allows. */
const inlineStyle = {
  selector: 'SvelteAttribute[key.name="style"], SvelteStyleDirective > SvelteLiteral',
  message: 'Write it in <style>, as a class, or as attributes of a drawing.'
};

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
  {
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    ignores: ['src/lib/words/**', '**/*.test.ts', 'src/lib/demos/link-laws.ts'],
    rules: { 'no-restricted-syntax': ['error', ...words, inlineStyle] }
  },
  ...layers()
);
