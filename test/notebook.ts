// Puts a demo into a Jupyter notebook as the builder gives it, has Jupyter run the notebook and make a page of it, and looks
// whether the demo runs there: `npm run notebook`, after a build. Jupyter is not among what is installed here: `jupyter` with
// nbconvert and ipykernel must be on the PATH. What it looks like is test/.results/notebook.png.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, expect } from '@playwright/test';
import { FORMS } from '#lib/demos/snippets.ts';
import { launchOptions } from './chromium.mjs';
import { live } from './embeds.ts';
import { StaticServer } from './static-server.ts';

const folder = join(import.meta.dirname, '.results');
const server = new StaticServer();
const site = await server.open();

const snippet = FORMS.jupyter.of({
  site,
  demo: 'recital',
  title: 'See it happen: Read once',
  slug: 'read-once',
  theme: 'light',
  width: 700,
  height: 620
});
const cell = (cell_type: 'code' | 'markdown', source: string) => ({
  cell_type,
  id: cell_type,
  metadata: {},
  source,
  ...(cell_type === 'code' && { execution_count: null, outputs: [] })
});
const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
  cells: [
    cell('markdown', '# Week 3\n\nWhat does a model write that read a passage once?'),
    cell('code', snippet)
  ]
};
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'notebook.ipynb'), JSON.stringify(notebook));
execFileSync('jupyter', ['nbconvert', '--to', 'html', '--execute', 'notebook.ipynb'], {
  cwd: folder,
  stdio: 'inherit'
});

const browser = await chromium.launch(launchOptions());
const page = await browser.newPage({ viewport: { width: 1000, height: 1000 } });
await page.goto(pathToFileURL(join(folder, 'notebook.html')).href);
const frame = await (await page
  .locator('iframe[title="See it happen: Read once"]')
  .elementHandle())!.contentFrame();
await live(frame!);
await expect(frame!.getByRole('slider', { name: /Copies/ })).toHaveAttribute('aria-valuetext', '1');
await frame!.getByRole('slider', { name: /Copies/ }).press('ArrowRight');
await expect(frame!.getByRole('slider', { name: /Copies/ })).toHaveAttribute('aria-valuetext', '2');
await page.screenshot({ path: join(folder, 'notebook.png') });
await browser.close();
await server.close();
console.log(join(folder, 'notebook.png'));
