// A built site as packages are made from it: on the disk, by the command, or on its own host, in a page of it.
import type { Asked } from '#lib/content/predictions.ts';
import type { FileList } from '#lib/deployment/files.ts';
import { parseManifest } from '#lib/release/manifest.ts';
import { COURSE, type Course } from './course.ts';
import { neededBy, unrun } from './needed.ts';

/** What a package has besides files of the site: one file of the build, `teach/parts.json`. */
export interface Parts {
  /** The script of a SCORM package's pages. */
  script: string;
  /** The style of the pages that are made for packages. */
  style: string;
  /** What is added to frame.js; see elsewhere.js. */
  elsewhere: string;
  /** Licences by the path that they get. */
  licences: Record<string, string>;
  /** The predictions of chapters, by slug. */
  predictions: Record<string, Asked[]>;
}

/** Where they stand in a build. */
export const PARTS = 'teach/parts.json';

export interface Source {
  course: Course;
  parts: Parts;
  /** The files that the frames of demos need. */
  filesOf: (demos: readonly string[]) => Promise<string[]>;
  /** A file's bytes, as the build's list has them. */
  read: (path: string) => Promise<Uint8Array>;
  /** The length of a file, in bytes. */
  size: (path: string) => number;
}

/**
 * Opens a build. Throws where it is one that has nothing for packages.
 *
 * @param files those that the build's list has
 * @param fetched a file's bytes, checked; it may be asked for one more than once
 */
export async function openSource(
  files: FileList['files'],
  fetched: (path: string) => Promise<Uint8Array>
): Promise<Source> {
  const missing = [COURSE, PARTS].find((path) => !Object.hasOwn(files, path));
  if (missing !== undefined) throw new Error(`This build has no ${missing}: build it anew.`);
  const held = new Map<string, Promise<Uint8Array>>();
  const read = (path: string) => {
    const begun = held.get(path) ?? fetched(path);
    held.set(path, begun);
    return begun;
  };
  const text = async (path: string) => new TextDecoder().decode(await read(path));
  const json = async <T>(path: string) => JSON.parse(await text(path)) as T;
  const [course, parts, manifest] = await Promise.all([
    json<Course>(COURSE),
    json<Parts>(PARTS),
    json<unknown>('lab/manifest.json')
  ]);
  const without = unrun(parseManifest(manifest));
  return {
    course,
    parts,
    read,
    size: (path) => files[path]![0],
    filesOf: (demos) => {
      const pages = course.demos
        .filter(({ name }) => demos.includes(name))
        .flatMap(({ name, states }) =>
          ['', ...states.map(({ slug }) => `${slug}/`)].map((state) => `embed/${name}/${state}index.html`)
        );
      return neededBy({ paths: Object.keys(files), text }, pages, without);
    }
  };
}
