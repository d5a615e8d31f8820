// Lint rules for TypeScript and Svelte. Layout is prettier's business; what is here is about mistakes.
import { join } from 'node:path';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

/**
 * Imports run one way (design, section 5): routes -> demos -> the rest; nothing below imports from above.
 * @param {string[]} files
 * @param {string[]} allowed folders of src/lib
 * @returns {import('eslint').Linter.Config}
 */
const layers = (files, allowed) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^#lib/(?!(${allowed.join('|')})/)`,
            message: `Imports run one way: this folder may import from ${allowed.join(', ')} only.`
          },
          {
            regex: '^(\\.\\./)+(words|lab|lm|corpus|measures|charts|law|demos|article|embed)/',
            message: 'Import from another folder of src/lib as #lib/...'
          },
          { regex: '(^|/)routes/', message: 'Nothing imports from routes.' }
        ]
      }
    ]
  }
});

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
  layers(['src/lib/measures/**'], ['measures']),
  layers(['src/lib/words/**'], ['words']),
  layers(['src/lib/lab/**'], ['lab']),
  layers(['src/lib/{lm,corpus,charts}/**'], ['words', 'lab', 'measures', 'lm', 'corpus', 'charts']),
  layers(['src/lib/law/**'], ['words', 'article', 'law']),
  layers(
    ['src/lib/{demos,article,embed}/**'],
    ['words', 'lab', 'measures', 'lm', 'corpus', 'charts', 'law', 'demos', 'article', 'embed']
  )
);
