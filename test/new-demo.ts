// Writes a new demo, small and working, to be changed into what it shall be: `npm run new:demo <name> [chapter]`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chapters, plan, refusal } from './new-demo/plan.ts';

const [name, chapter = chapters()[0]] = process.argv.slice(2);
const refused = refusal(name, chapter);
if (refused !== undefined) {
  console.error(refused);
  process.exit(2);
}

for (const [path, text] of await plan(name!, chapter!)) {
  const file = join(import.meta.dirname, '..', path);
  console.log(`${existsSync(file) ? 'changed' : 'written'}  ${path}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(`
It works as it is: npm run dev, then /demos/${name}/. Now make it yours.
1. Say in src/lib/demos/registry.ts what it is called, what a reader can do there, and what it is about.
2. Put its question in place of the one that stands there: its data in +page.server.ts, what a link holds in state.ts,
   what follows from that in session.svelte.ts, what is drawn in Question, View and Compact; and in their tests.
3. Put three links of it into src/lib/demos/links.fixture.json: they must work for ever.
4. Where a frame's reader begins with anything but the first slider, say with what in test/embeds.ts.
5. Set it into its chapter: <Near demo="${name}" models={...} />, from src/lib/demos/Near.svelte.
6. Say in src/lib/server/offers.test.ts what its buttons load.
7. npm run build && npm run measure ${name}    how high it is in frames
   npm run pictures ${name}    what it looks like in the list of demos
   npm run package -- sizes    how large its package is
   npm run accept    what its pages say, in test/text/
   npm test`);
