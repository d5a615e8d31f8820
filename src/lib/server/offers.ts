import type { Offer, Offers } from '#lib/demos/around.ts';
import { controlsOf } from '#lib/demos/controls.ts';
import { namedStates } from '#lib/demos/named.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { happenings } from '#lib/law/cases.ts';
import { wireBytes } from '#lib/worker/download.ts';
import { readEmbeds, readModels } from './embeds.ts';
import { once, readManifest } from './lab.ts';
import { readLaw } from './law.ts';
import { readRuns } from './loads.ts';

/** The demos that look up in the training text what a model writes. */
export const LOOKING_UP: readonly string[] = [
  'playground',
  'extraction',
  'membership',
  'alignment',
  'filter',
  'overlap'
];

/** The demos that look through the training text without a model. */
export const LOOKING_THROUGH: readonly string[] = ['deduplication-lab'];

/** The demos that state law. */
export const ON_LAW: readonly string[] = [
  'factor-balance',
  'case-timeline',
  'is-it-a-copy',
  'supply-chain-map'
];

/** How many of the newest events a frame carries: more than a year of them. */
const EVENTS = 60;

const readEvents = once(async () =>
  happenings((await readLaw()).law)
    .toReversed()
    .slice(0, EVENTS)
    .map(({ event, case: { name } }) => ({ date: event.date, title: `${event.title} (${name})` }))
);

const demoOf = (name: string) => DEMOS.find((demo) => demo.name === name)!;

/** What the frames of a demo know of it. */
export async function readOffer(name: string): Promise<Offer> {
  const { release } = await readManifest();
  return {
    release,
    controls: controlsOf(name, demoOf(name).runsModels !== undefined),
    ...(ON_LAW.includes(name) && { events: await readEvents() })
  };
}

/** What its builder knows besides. */
export async function readOffers(name: string): Promise<Offers> {
  const {
    corpus: { tokens, documents },
    tokenizer
  } = await readManifest();
  const { height } = (await readEmbeds()).find((embed) => embed.name === name)!;
  const text = [
    ...(LOOKING_UP.includes(name) ? [tokens, documents] : []),
    ...(LOOKING_THROUGH.includes(name) ? [tokens, documents, tokenizer] : [])
  ];
  return {
    ...(await readOffer(name)),
    states: namedStates(name),
    heights: height,
    loads: {
      run: await readRuns(name, await readModels(demoOf(name))),
      text: text.reduce((sum, file) => sum + wireBytes(file), 0)
    }
  };
}
