// Makes packages of a built site.
import { indexPage, readme } from './folder.ts';
import { lessonOf, pageOf, scoPage, scormManifest } from './scorm.ts';
import type { Source } from './source.ts';
import type { Entry } from './zip.ts';

export interface Wanted {
  /** Names of demos, in the order in which they are listed. */
  demos: readonly string[];
  /** Where the site stands, with a slash at the end; empty where that is not known. */
  site: string;
  /** The state that a demo begins in, as its link holds it; its usual one where empty. */
  fragment?: string;
}

/** The files of demos, and what says whose they are. */
async function shared({ course, parts, filesOf, read }: Source, { demos, site }: Wanted): Promise<Entry[]> {
  const elsewhere = parts.elsewhere.replace("'{site}'", () => JSON.stringify(site));
  const files = await Promise.all(
    (await filesOf(demos)).map(async (path): Promise<Entry> => {
      const bytes = await read(path);
      return path === 'frame.js'
        ? { path, text: `${new TextDecoder().decode(bytes)}\n${elsewhere}` }
        : { path, bytes };
    })
  );
  const listed = course.demos.filter(({ name }) => demos.includes(name));
  return [
    ...files,
    { path: 'package.css', text: parts.style },
    { path: 'README.txt', text: readme(course, listed, site) },
    ...Object.entries(parts.licences).map(([path, text]) => ({ path, text }))
  ];
}

/** A package for a folder. */
export async function folderOf(source: Source, wanted: Wanted): Promise<Entry[]> {
  const listed = source.course.demos.filter(({ name }) => wanted.demos.includes(name));
  return [
    ...(await shared(source, wanted)),
    { path: 'index.html', text: indexPage(source.course, listed, wanted.site, wanted.fragment) }
  ];
}

/** A SCORM 1.2 package: a page for each demo. */
export async function scormOf(source: Source, wanted: Wanted): Promise<Entry[]> {
  const { course, parts } = source;
  const lessons = wanted.demos.map((name) => lessonOf(course, name, parts.predictions, wanted.fragment));
  const files: Entry[] = [...(await shared(source, wanted)), { path: 'sco.js', text: parts.script }];
  return [
    ...files,
    ...lessons.map((lesson) => ({
      path: pageOf(lesson.demo.name),
      text: scoPage(lesson, course.name, wanted.site)
    })),
    {
      path: 'imsmanifest.xml',
      text: scormManifest(course, lessons, files.map(({ path }) => path).sort())
    }
  ];
}

/** What the archives of a demo, or of all, are called. */
export const fileName = (what: string, kind: 'folder' | 'scorm'): string =>
  `verbatim-${what}${kind === 'scorm' ? '-scorm' : ''}.zip`;
