import { fullAddress } from '#lib/site/site.ts';
import { escapeXml } from '#lib/site/xml.ts';
import { PLACES } from '#lib/demos/places.ts';
import { readAppendices, readChapters } from '#lib/server/content.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

const PAGES = [
  '',
  'demos/',
  'cases/',
  'method/',
  'corpus/',
  'teach/class/',
  'glossary/',
  'references/',
  'corrections/',
  'accessibility/',
  'teach/',
  'teach/chapters/',
  'teach/questions/',
  'teach/handout/',
  'teach/review/'
];

/** The pages for search engines. They want full addresses: without SITE_URL the list is empty, and says why. */
export const GET: RequestHandler = async () => {
  const chapters = await readChapters();
  const entries = [
    ...PAGES.map((path) => ({ path, day: undefined })),
    ...chapters.map(({ slug, checked }) => ({ path: `${slug}/`, day: checked })),
    ...(await readAppendices()).map(({ slug }) => ({ path: `${slug}/`, day: undefined })),
    ...PLACES.map(({ demo, named }) => ({
      path: `demos/${demo.name}/${named ? `${named.slug}/` : ''}`,
      day: undefined
    }))
  ].flatMap(({ path, day }) => {
    const address = fullAddress(path);
    if (!address) return [];
    return `  <url><loc>${escapeXml(address)}</loc>${day ? `<lastmod>${day}</lastmod>` : ''}</url>`;
  });
  const body = entries.length
    ? entries.join('\n')
    : '  <!-- Empty, because SITE_URL was not set when this site was built. -->';
  return new Response(
    `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${body}\n</urlset>\n`,
    { headers: { 'content-type': 'application/xml' } }
  );
};
