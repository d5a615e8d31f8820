// What is out of sight need not keep up with a moving slider.
import { untrack } from 'svelte';

/** Milliseconds without a change after which what is out of sight follows. */
const PAUSE = 250;

/**
 * `latest()` where `seen()`; elsewhere what it was, until nothing has changed for a while. For use while a component is
 * being made.
 */
export function unhurried<T>(latest: () => T, seen: () => boolean): { readonly current: T } {
  let kept = $state.raw(untrack(latest));
  const current = $derived(seen() ? latest() : kept);
  $effect(() => {
    const value = latest();
    const keep = () => {
      kept = value;
    };
    if (seen()) return keep();
    const timer = setTimeout(keep, PAUSE);
    return () => clearTimeout(timer);
  });
  return {
    get current() {
      return current;
    }
  };
}
