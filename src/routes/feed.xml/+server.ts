import { fullAddress, NAME, SITE_URL, TITLE } from '#lib/site/site.ts';
import { escapeXml } from '#lib/site/xml.ts';
import { readChapters, readCorrections } from '#lib/server/content.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

interface Entry {
  /** Stable for ever, whatever host the site is on. */
  id: string;
  /** From the top of the site. */
  path: string;
  title: string;
  /** As 2026-11-22. */
  day: string;
  summary: string;
}

const tag = (path: string) => `tag:verbatim,2026:${path}`;

/** Addresses are relative to the feed where the build was not told where the site will stand (RFC 4287, section 2). */
const address = (path: string) => escapeXml(fullAddress(path) ?? (path || './'));

const entryXml = ({ id, path, title, day, summary }: Entry) => `  <entry>
    <id>${escapeXml(id)}</id>
    <title>${escapeXml(title)}</title>
    <link href="${address(path)}"/>
    <updated>${day}T00:00:00Z</updated>
    <summary>${escapeXml(summary)}</summary>
  </entry>`;

/** What is new: chapters as of the day they were last checked, and corrections. An Atom feed. */
export const GET: RequestHandler = async () => {
  const chapters = (await readChapters()).map(({ slug, number, title, summary, checked }): Entry => ({
    id: tag(`${slug}/`),
    path: `${slug}/`,
    title: `Chapter ${number}: ${title}`,
    day: checked,
    summary
  }));
  const corrections = (await readCorrections()).map(({ date, chapter, was, is, why }): Entry => ({
    id: tag(`corrections/${date}/${encodeURIComponent(`${chapter} ${was}`.slice(0, 80))}`),
    path: 'corrections/',
    title: `Correction: ${chapters.find(({ path }) => path === `${chapter}/`)?.title ?? 'other pages'}`,
    day: date,
    summary: `It said: ${was} It says: ${is} ${why}`
  }));
  const entries = [...chapters, ...corrections].toSorted((a, b) => b.day.localeCompare(a.day));
  const feed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${tag('')}</id>
  <title>${escapeXml(TITLE)}</title>
  <author><name>The authors of ${NAME}</name></author>
  <link rel="self" href="${address('feed.xml')}"/>
  <link href="${SITE_URL ? escapeXml(SITE_URL) : './'}"/>
  <updated>${entries[0]?.day ?? '2026-11-22'}T00:00:00Z</updated>
${entries.map(entryXml).join('\n')}
</feed>
`;
  return new Response(feed, { headers: { 'content-type': 'application/atom+xml' } });
};
