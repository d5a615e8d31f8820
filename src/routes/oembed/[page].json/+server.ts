import { error, json } from '@sveltejs/kit';
import { oEmbed } from '#lib/demos/oembed.ts';
import { cardOf } from '#lib/demos/pictures.ts';
import { PLACES } from '#lib/demos/places.ts';
import { heightAt } from '#lib/demos/snippets.ts';
import { readEmbeds } from '#lib/server/embeds.ts';
import { SITE_URL } from '#lib/site/site.ts';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;

/** By the name of its card. */
const PAGES = new Map(PLACES.map((place) => [cardOf(place.demo.name, place.named?.slug), place]));

export const entries: EntryGenerator = () => [...PAGES.keys()].map((page) => ({ page }));

/** The width of the frame that is offered, in pixels. */
const WIDTH = 700;
/** The height of a whole demo at that width, for a state that the compact view has not: that of the recall explorer. */
const WHOLE = 1250;

/** What sites that know oEmbed are told of a page of a demo. They find it where SITE_URL says where the site is. */
export const GET: RequestHandler = async ({ params }) => {
  const found = PAGES.get(params.page);
  if (!found) error(404, 'Not Found');
  const { demo, named } = found;
  const { height } = (await readEmbeds()).find(({ name }) => name === demo.name)!;
  const placed = {
    site: SITE_URL || import.meta.env.TOP,
    demo: demo.name,
    title: named ? `${demo.title}: ${named.title}` : demo.title,
    slug: named?.slug,
    width: WIDTH,
    ...(named?.whole ? { view: 'full' as const, height: WHOLE } : { height: heightAt(height, WIDTH) })
  };
  return json(oEmbed(placed, `cards/${params.page}.png`));
};
