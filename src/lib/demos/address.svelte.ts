import { onMount } from 'svelte';
import { replaceState } from '$app/navigation';
import { page } from '$app/state';

/**
 * Keeps the state of a demo in this page's address. `fragment` is what the state puts there, or false where the address is
 * not the demo's; `read` takes what `location.hash` holds, at first and whenever it changes. To be called while the
 * component is made, in its usual state: of that the address says nothing until the reader changes something.
 */
export function keepInAddress(fragment: () => string | false, read: () => void) {
  const usual = fragment();

  onMount(() => {
    if (fragment() === false) return;
    if (location.hash.length > 1) read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  });

  $effect(() => {
    const now = fragment();
    if (now === false || (now === usual && location.hash.length <= 1)) return;
    // Not at every stroke: Safari allows a hundred changes of the address in ten seconds.
    const timer = setTimeout(() => {
      // eslint-disable-next-line svelte/no-navigation-without-resolve -- this very page, wherever it stands
      void replaceState(`#${now}`, page.state);
    }, 250);
    return () => clearTimeout(timer);
  });
}
