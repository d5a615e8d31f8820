import { onMount, untrack } from 'svelte';
import { replaceState } from '$app/navigation';
import { page } from '$app/state';
import { isLink } from './link.ts';
import type { Named } from './named.ts';

/**
 * Keeps the state of a demo in this page's address. `fragment` is what the state puts there, or false where the address is
 * not the demo's; `read` takes a fragment: that of the page's named state, if it has one (named.ts); then what `location.hash`
 * holds, at first and whenever it changes to a link of a demo: any other fragment is a place in the page. To be called while
 * the component is made, in its usual state: about that, and a named one that is served, the address says nothing until the
 * reader changes something.
 *
 * @param work a state that is at work is not changed: a link that arrives meanwhile stops it, and is then read
 */
export function keepInAddress(
  fragment: () => string | false,
  read: (fragment: string) => unknown,
  work?: { busy: () => boolean; stop: () => void }
) {
  const named = (page.data as { named?: Named }).named;
  if (named?.served) read(named.fragment);
  const usual = fragment();
  let waiting = $state(false);
  /** The address's fragment as last read or written here: if it differs, a link has arrived and is still to be read. */
  let seen: string | undefined;

  function take() {
    seen = location.hash;
    if (!isLink(location.hash)) return;
    waiting = work?.busy() ?? false;
    if (waiting) work!.stop();
    else read(location.hash);
  }

  onMount(() => {
    if (fragment() === false) return;
    if (named && !named.served) read(named.fragment);
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  });

  $effect(() => {
    if (waiting && !work!.busy()) untrack(take);
  });

  $effect(() => {
    const now = fragment();
    if (waiting || now === false || (now === usual && !isLink(location.hash))) return;
    // Not at every keystroke: Safari allows a hundred changes of the address in ten seconds.
    const write = () => {
      if (location.hash !== seen) {
        seen = location.hash;
        timer = setTimeout(write, 50);
        return;
      }
      // eslint-disable-next-line svelte/no-navigation-without-resolve -- this very page, wherever it stands
      void replaceState(`#${now}`, page.state);
      seen = location.hash;
    };
    let timer = setTimeout(write, 250);
    return () => clearTimeout(timer);
  });
}
