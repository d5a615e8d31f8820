import { onMount, type Component } from 'svelte';
import { arrive } from '#lib/ui/arrive.ts';

/** Fetches a component when it is needed. */
type Fetch<Props extends object> = () => Promise<{ default: Component<Props> }>;

interface Views<Props extends object> {
  First: Component<Props>;
  View: Fetch<Props>;
}

/** What a page of a demo draws at first, and the whole of it: for `load` of the page in `[frame=frame]/<name>/`. */
export async function viewsFor<P extends object, Q extends object>(
  frame: string,
  { View, Compact }: { View: Fetch<P>; Compact: Fetch<Q> }
): Promise<Views<P & Q>> {
  const first = await arrive<{ default: Component<P> | Component<Q> }>(frame === 'embed' ? Compact : View);
  return { First: first.default as Component<P & Q>, View: View as Fetch<P & Q> };
}

/**
 * The component that a page of a demo draws: at first the one that is prerendered; then, in a frame whose address asks
 * for it with `view=full` (see static/frame.js), the whole. To be called while the page's component is made.
 */
export function shown<Props extends object>({
  First,
  View
}: Views<Props>): {
  readonly Demo: Component<Props>;
} {
  let Demo = $state.raw(First);
  onMount(async () => {
    if (document.documentElement.dataset.view === 'full') Demo = (await arrive(View)).default;
  });
  return {
    get Demo() {
      return Demo;
    }
  };
}
