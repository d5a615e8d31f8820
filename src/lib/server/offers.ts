import type { Offer, Offers } from '#lib/demos/around.ts';
import { controlsOf } from '#lib/demos/controls.ts';
import { namedStates } from '#lib/demos/named.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { happenings } from '#lib/law/cases.ts';
import { wireBytes } from '#lib/worker/download.ts';
import { readEmbeds } from './embeds.ts';
import { once, readManifest } from './lab.ts';
import { readLaw } from './law.ts';

/** The demos that look up in the training text what a model writes. */
export const LOOKING_UP: readonly string[] = [
  'playground',
  'extraction',
  'membership',
  'alignment',
  'filter',
  'overlap'
];

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

const runs = (name: string) => DEMOS.find((demo) => demo.name === name)!.runsModels;

/** What the frames of a demo know of it. */
export async function readOffer(name: string): Promise<Offer> {
  const { release } = await readManifest();
  return {
    release,
    controls: controlsOf(name, runs(name) !== undefined),
    ...(ON_LAW.includes(name) && { events: await readEvents() })
  };
}

/** What its builder knows besides. */
export async function readOffers(name: string): Promise<Offers> {
  const { corpus } = await readManifest();
  const { height, downloads } = (await readEmbeds()).find((embed) => embed.name === name)!;
  const looked = LOOKING_UP.includes(name) ? wireBytes(corpus.tokens) + wireBytes(corpus.documents) : 0;
  return {
    ...(await readOffer(name)),
    states: namedStates(name),
    heights: height,
    loads: downloads.length ? { least: downloads[0]!, most: downloads.at(-1)!, corpus: looked } : null
  };
}
