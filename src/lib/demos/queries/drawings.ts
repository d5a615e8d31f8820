// The ways of drawing tokens that can be asked about, and of which of them results are published.
import type { Drawing } from '#lib/lm/sample.ts';

export const TEMPERATURES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** How many of the likeliest tokens can be drawn: one, which is greedy decoding; 0 for all. */
export const TOP_K = [1, 3, 10, 40, 100, 0] as const;

/** The cut of the published results, and of the published curves. */
export const CUT = 40;

/** The ways that a model is asked about at once. */
export const ASKED_ABOUT: readonly Drawing[] = TEMPERATURES.flatMap((temperature) =>
  TOP_K.filter((topK) => topK !== 1).map((topK) => ({ temperature, topK }))
);

/** Whether the published results say how likely a try is: of greedy decoding, uncut, and cut as they are. */
export const isPublished = ({ temperature, topK }: Drawing): boolean =>
  topK === 1 || (temperature === 1 && (topK === 0 || topK === CUT));

/** Where a way stands among those that a model is asked about. */
export const placeOf = ({ temperature, topK }: Drawing): number =>
  ASKED_ABOUT.findIndex((other) => other.temperature === temperature && other.topK === topK);
