// Writes every chapter as the Svelte component that Markdown makes of it, where svelte-check finds it: it reads no `.md`.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compile } from 'mdsvex';
import { MARKDOWN } from '#lib/content/markdown.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.svelte-kit', 'chapters');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const chapter of globSync('content/{chapters,appendices}/*/index.md', { cwd: root })) {
  const { code } = (await compile(readFileSync(join(root, chapter), 'utf8'), MARKDOWN))!;
  writeFileSync(
    join(folder, `${basename(dirname(chapter))}.svelte`),
    code.replace('context="module"', 'module lang="ts"')
  );
}
