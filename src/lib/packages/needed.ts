// Which files of a build the frames of a demo need: those that its pages name, those that these name, and so on. A script or
// style is named by its file name, which holds a hash; what is published, by its path, without the ending of packed files. A
// catalogue counts the files beside it, and names none.
import { runnableModels, type Manifest } from '#lib/release/manifest.ts';

/** A build: its files by path, as `files.json` lists them, and their texts. */
export interface Build {
  paths: readonly string[];
  /** The text of a file that can name others. */
  text: (path: string) => Promise<string>;
}

/** What can name other files. */
const NAMING = /\.(html|js|css)$/;
const CATALOGUE = /catalogue\.json$/;

/** What every frame begins with besides what its page names. */
const ALWAYS = ['favicon.svg', 'frame.js', '_app/version.json'];

/** The script that knows every page of the site: what a page of them needs, its own HTML names. */
const ENTRY = /^_app\/immutable\/entry\/app\./;
/** Those pages; the first two are in each. */
const NODE = /^_app\/immutable\/nodes\//;
const EVERYWHERE = /^_app\/immutable\/nodes\/[01]\./;

/** How others name a file. */
function nameOf(path: string): string | undefined {
  if (path.startsWith('_app/immutable/')) return path.slice(path.lastIndexOf('/') + 1);
  if (path.startsWith('lab/') && path !== 'lab/manifest.json')
    return path.slice('lab/'.length).replace(/\.bin$/, '');
  // Made when the site was built, for a demo that asks for it.
  return /^demos\/[^/]+\/.*\.(json|bin)$/.test(path) && !path.endsWith('__data.json') ? path : undefined;
}

/** Files of models that no page runs: weights of another precision, and what only transformers.js reads. */
export function unrun(
  manifest: Pick<Manifest, 'models' | 'work_models' | 'finetuned_models'>
): (path: string) => boolean {
  const run = new Set(
    runnableModels(manifest).flatMap(({ path, dtypes }) => {
      const weights = dtypes[0] === 'q8' ? 'model_quantized' : `model_${dtypes[0]}`;
      return [`${path}/config.json`, `${path}/onnx/${weights}.onnx`];
    })
  );
  return (path) => /^lab\/[^/]+\/models\//.test(path) && !run.has(nameOf(path)!);
}

/**
 * The paths of the files that pages need, the pages among them, in order.
 *
 * @param pages paths of pages, such as "embed/recall/index.html"
 * @param without files that are left out wherever they are named
 */
export async function neededBy(
  { paths, text }: Build,
  pages: readonly string[],
  without: (path: string) => boolean = () => false
): Promise<string[]> {
  const named = paths.flatMap((path) => {
    const name = nameOf(path);
    return name === undefined || without(path)
      ? []
      : [{ path, name, node: NODE.test(path) && !EVERYWHERE.test(path) }];
  });
  const first = [...pages, ...ALWAYS];
  const missing = first.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`Not in the build: ${missing.join(', ')}`);
  const needed = new Set(first);
  for (let wave = first; wave.length > 0;) {
    const naming = wave.filter((path) => NAMING.test(path));
    const texts = await Promise.all(naming.map(async (path) => ({ path, held: await text(path) })));
    const folders = wave.flatMap((path) => (CATALOGUE.test(path) ? path.replace(CATALOGUE, '') : []));
    wave = named.flatMap(({ path, name, node }) =>
      !needed.has(path) &&
      (folders.some((folder) => path.startsWith(folder)) ||
        texts.some((by) => by.held.includes(name) && !(node && ENTRY.test(by.path))))
        ? [path]
        : []
    );
    for (const path of wave) needed.add(path);
  }
  return [...needed].sort();
}
