import { namedStates } from './named.ts';
import { DEMOS } from './registry.ts';

/** Every demo, and behind it every named state of it: what has a page, a frame and a card of its own. For when pages are built. */
export const PLACES = DEMOS.flatMap((demo) =>
  [undefined, ...namedStates(demo.name)].map((named) => ({ demo, named }))
);
