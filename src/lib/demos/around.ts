import type { Snippet } from 'svelte';
import type { Control } from './controls.ts';
import type { Named } from './named.ts';
import type { Demo } from './registry.ts';

/** What a demo can be had as, elsewhere: what its frames know of it. */
export interface Offer {
  /** The release of the experiment that is shown. */
  release: string;
  controls: readonly Control[];
  /** What has happened in the law of late, the newest first, where the demo states law. */
  events?: readonly Dated[];
}

/** An event of the cases, as a frame that was made before it tells of it. */
export interface Dated {
  /** Such as "2026-11-22", or "2026-11". */
  date: string;
  title: string;
}

/** What the builder knows besides. */
export interface Offers extends Offer {
  states: readonly Named[];
  /** The compact view's height at each width of a frame, in pixels, as measured. */
  heights: Readonly<Record<string, number>>;
  /** What presses load, in bytes. */
  loads: {
    /** A press that runs a model, at least and at most; null where the demo runs none. */
    run: { least: number; most: number } | null;
    /** The training text, which answers are looked up in, or which is looked through; 0 where it is not. */
    text: number;
  };
}

/** What surrounds a demo is told of it, in a frame and in the builder. */
export interface Around<O extends Offer = Offer> {
  demo: Pick<Demo, 'name' | 'title'>;
  /** The state that the page is of, where it has a name. */
  named?: Named | undefined;
  /** The day of which the demo states law, as "2026-11-22", for one that does. */
  asOf?: string | undefined;
  offers: O;
  children: Snippet;
}
