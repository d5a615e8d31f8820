import heights from '#lib/demos/heights.json' with { type: 'json' };
import { DEMOS, type Demo } from '#lib/demos/registry.ts';
import { downloadBytes, type RunnableModel } from '#lib/release/manifest.ts';
import { readManifest } from './lab.ts';
import { readOwnModels } from './loads.ts';
import { readTeach } from './teach.ts';

/** Widths of a frame, in pixels, for which its height is known. */
export type Width = '320' | '400' | '700' | '960';

/** A demo as `/embed/index.json` lists it. */
export interface Embed {
  name: string;
  title: string;
  /** The height that a frame of a width takes, in pixels: what `npm run measure` measured. */
  height: Record<Width, number>;
  /** Bytes of each model that it may load, from small to large. */
  downloads: number[];
}

/** What a frame gets until its demo is measured; a test makes sure that this is not for long. */
const UNMEASURED: Embed['height'] = { '320': 600, '400': 600, '700': 600, '960': 600 };

/** The models that a demo may run; none for one that runs none. */
export async function readModels({ name, runsModels }: Demo): Promise<readonly RunnableModel[]> {
  if (!runsModels) return [];
  const own = await readOwnModels(name);
  if (own) return own;
  const { models, work_models } = await readManifest();
  const taught = (await readTeach()).models;
  return { any: models, works: work_models, taught }[runsModels === true ? 'any' : runsModels];
}

/** Every demo that can be framed by another site. */
export async function readEmbeds(): Promise<Embed[]> {
  const measured: Record<string, Embed['height']> = heights;
  return Promise.all(
    DEMOS.map(async (demo) => ({
      name: demo.name,
      title: demo.title,
      height: measured[demo.name] ?? UNMEASURED,
      downloads: (await readModels(demo)).map((model) => downloadBytes(model)).sort((a, b) => a - b)
    }))
  );
}
