import type { Frame } from './types.ts';

/**
 * Text in a chart scales with the chart. So each is drawn twice, once for a column of some 350 px and once for one of
 * some 800 px, and a container query (`Chart.svelte`) shows the one whose text then has about the size of the captions.
 */
export const frames: readonly Frame[] = [
  { name: 'narrow', width: 350, height: 230, text: 14 },
  { name: 'wide', width: 800, height: 320, text: 16 }
];
