import { error } from '@sveltejs/kit';
import { aboutDemo } from '#lib/demos/about.ts';
import { namedStates } from '#lib/demos/named.ts';
import { cardOf, oEmbedOf } from '#lib/demos/pictures.ts';
import { readOffer, readOffers } from '#lib/server/offers.ts';
import { fullAddress } from '#lib/site/site.ts';
import type { LayoutServerLoad } from './$types';

/** The last part of the address of a named state; none of other addresses. See src/hooks.ts. */
const SLUG = /\/(?:demos|embed)\/[^/]+\/([^/]+)\/$/;

export const load: LayoutServerLoad = async ({ route, params, url }) => {
  const name = route.id.split('/').at(-1)!;
  const slug = SLUG.exec(url.pathname)?.[1];
  const named = namedStates(name).find((state) => state.slug === slug);
  if (slug && !named) error(404, 'Not Found');
  return {
    about: aboutDemo(name),
    named,
    offers: await (params.frame === 'demos' ? readOffers : readOffer)(name),
    card: cardOf(name, slug),
    oembed: params.frame === 'demos' ? fullAddress(oEmbedOf(name, slug)) : undefined
  };
};
