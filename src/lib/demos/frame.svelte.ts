import { onMount, type Component } from 'svelte';
import { arrive } from '#lib/ui/arrive.ts';

/** Fetches a component when it is needed. */
type Fetch<Props extends object> = () => Promise<{ default: Component<Props> }>;

interface Views<Props extends object> {
  /** What is prerendered. */
  First: Component<Props>;
  /** The whole demo, where it is to replace the first. */
  Whole?: Component<Props> | undefined;
}

/**
 * What a page of a demo draws, for `load` of the page in `[frame=frame]/<name>/`. A frame whose address asks for the whole
 * demo with `view=full` (see static/frame.js) waits for it: nothing can be chosen in a compact view that is about to be replaced.
 */
export async function viewsFor<P extends object, Q extends object>(
  frame: string,
  { View, Compact }: { View: Fetch<P>; Compact: Fetch<Q> }
): Promise<Views<P & Q>> {
  const full = typeof document !== 'undefined' && document.documentElement.dataset.view === 'full';
  const [first, whole] = await Promise.all([
    arrive<{ default: Component<P> | Component<Q> }>(frame === 'embed' ? Compact : View),
    full ? arrive(View) : undefined
  ]);
  return { First: first.default as Component<P & Q>, Whole: whole?.default as Component<P & Q> | undefined };
}

/**
 * The component that a page of a demo draws: at first the one that is prerendered; then, before the page is alive, the
 * whole, where that is asked for. To be called while the page's component is made.
 */
export function shown<Props extends object>({
  First,
  Whole
}: Views<Props>): {
  readonly Demo: Component<Props>;
} {
  let Demo = $state.raw(First);
  onMount(() => {
    if (Whole) Demo = Whole;
  });
  return {
    get Demo() {
      return Demo;
    }
  };
}
