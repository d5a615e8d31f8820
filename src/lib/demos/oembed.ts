import { iframe, pageAddress, type Placed } from './snippets.ts';

/** What a site that knows oEmbed is told of a page of a demo, https://oembed.com/. */
export function oEmbed(placed: Placed, card: string) {
  return {
    version: '1.0',
    type: 'rich',
    title: placed.title,
    author_name: 'Verbatim',
    author_url: pageAddress(placed),
    provider_name: 'Verbatim',
    provider_url: placed.site,
    cache_age: 86_400,
    thumbnail_url: `${placed.site}${card}`,
    thumbnail_width: 1200,
    thumbnail_height: 630,
    width: placed.width,
    height: placed.height,
    html: iframe(placed)
  };
}
