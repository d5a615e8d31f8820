// Follows every link of the built site that stays on the site. A link that needs a redirect (a missing slash) is
// broken too: it costs the reader a round trip and fails on some hosts.
import { LinkChecker, LinkState } from 'linkinator';
import { buildFolder, builtPages, isState } from './pages.ts';

const { links } = await new LinkChecker().check({
  path: builtPages().map((page) => page.slice(1) + 'index.html'),
  serverRoot: buildFolder,
  recurse: true,
  redirects: 'error',
  checkCss: true,
  checkFragments: true,
  // Not ours; and what linkinator makes of a <base> that says where links open and has no address.
  linksToSkip: (link) =>
    Promise.resolve(
      !/^http:\/\/(localhost|127\.0\.0\.1):/.test(link) || /\/embed\/[^/]+\/undefined$/.test(link)
    )
});

/** Whether a page is there, and the fragment is no place of it but the state of a demo. */
const leadsToState = ({ url, status }: { url: string; status?: number }) =>
  status === 200 && isState(url.replace(/^[^#]*#?/, ''));

const broken = links.filter((link) => link.state === LinkState.BROKEN && !leadsToState(link));
for (const { url, parent, status } of broken) console.error(`${status} ${url} on ${parent}`);
const followed = links.length - links.filter(({ state }) => state === LinkState.SKIPPED).length;
console.log(`${followed} links followed, ${broken.length} broken`);
process.exitCode = broken.length || followed === 0 ? 1 : 0;
