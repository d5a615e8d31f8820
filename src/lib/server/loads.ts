// What the presses of a demo that run models take from the network, before anything of it is there. A test compares it with what
// the buttons say.
import { DEMOS } from '#lib/demos/registry.ts';
import { filesToRun, isTokenizer, type FileEntry, type RunnableModel } from '#lib/release/manifest.ts';
import { wireBytes } from '#lib/worker/download.ts';
import { readAlignment } from './alignment.ts';
import { readCopyStart } from './copy.ts';
import { readExtraction } from './extraction.ts';
import { readFilter } from './filter.ts';
import { readManifest } from './lab.ts';
import { readOverlap } from './overlap.ts';
import { readShortestPrompt } from './shortest-prompt.ts';
import { readTeach } from './teach.ts';

type Models = readonly RunnableModel[];
type Press = readonly Pick<FileEntry, 'bytes' | 'packed'>[];

/** The models of demos that do not run all those that the others do. */
const OWN: Readonly<Record<string, () => Promise<Models>>> = {
  extraction: async () => (await readExtraction())?.models ?? [],
  'shortest-prompt': async () => (await readShortestPrompt()).models,
  alignment: async () => Object.values((await readAlignment()).models),
  filter: async () => [(await readFilter()).model],
  overlap: async () => (await readOverlap()).models,
  'is-it-a-copy': async () => Object.values((await readCopyStart()).models)
};

/** The models that a demo runs, of which the manifest has more; undefined where it runs all. */
export const readOwnModels = async (name: string): Promise<Models | undefined> => OWN[name]?.();

/** The files of models that are loaded together: the tokenizer, which they share, once. */
function together(...models: Models): Press {
  const files = [...new Set(models)].flatMap((model) => filesToRun(model));
  const shared = files.filter(({ path }) => isTokenizer(path)).slice(0, 1);
  return [...files.filter(({ path }) => !isTokenizer(path)), ...shared];
}

/** Every press of demos that take more than one model, or something besides: given the models that the demo runs. */
const PRESSES: Readonly<Record<string, (models: Models) => Promise<Press[]>>> = {
  playground: async (models) => models.flatMap((one) => models.map((other) => together(one, other))),
  extraction: async (models) => {
    const all = (await readExtraction())?.all ?? [];
    return models.map((model) => {
      const kind = all.find(({ id }) => id === model.id)?.data;
      const below = all.filter(({ data, parameters }) => data === kind && parameters < model.parameters);
      return together(model, below[0]!, below.at(-1)!);
    });
  },
  alignment: async () => {
    const { base, assistant, tuned } = (await readAlignment()).models;
    return [together(assistant), together(base, assistant), together(base, tuned)];
  },
  queries: async (models) => {
    const { passages } = await readManifest();
    return models.map((model) => [...together(model), passages]);
  },
  membership: async (models) => [
    ...models.map((model) => together(model)),
    ...models.map((model) => together(model, models[0]!))
  ],
  teach: async (models) => {
    const { background } = await readTeach();
    return [...models.map((model) => together(model)), together(...models)].map((press) => [
      ...press,
      background
    ]);
  }
};

/**
 * The least and the most that a press takes that runs models, without the training text that some look an answer up in; null
 * for a demo that runs none.
 *
 * @param models those that the demo runs
 */
export async function readRuns(
  name: string,
  models: Models
): Promise<{ least: number; most: number } | null> {
  if (!DEMOS.find((demo) => demo.name === name)?.runsModels) return null;
  const presses = (await PRESSES[name]?.(models)) ?? models.map((model) => together(model));
  if (presses.length === 0) return null;
  const bytes = presses.map((press) => press.reduce((sum, file) => sum + wireBytes(file), 0));
  return { least: Math.min(...bytes), most: Math.max(...bytes) };
}
