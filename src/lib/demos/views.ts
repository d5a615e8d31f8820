import type { Component, ComponentProps } from 'svelte';

/**
 * Every demo that chapters show, each a script of its own. Reached from a chapter's route directly (see `ready` in near.ts), so
 * that the page brings their styles.
 */
export const VIEWS = {
  alignment: () => import('./alignment/View.svelte'),
  'case-timeline': () => import('./case-timeline/View.svelte'),
  coder: () => import('./coder/View.svelte'),
  'definition-bench': () => import('./definition-bench/View.svelte'),
  extraction: () => import('./extraction/View.svelte'),
  'factor-balance': () => import('./factor-balance/View.svelte'),
  filter: () => import('./filter/View.svelte'),
  gallery: () => import('./gallery/View.svelte'),
  'is-it-a-copy': () => import('./is-it-a-copy/View.svelte'),
  membership: () => import('./membership/View.svelte'),
  'name-cloze': () => import('./name-cloze/View.svelte'),
  overlap: () => import('./overlap/View.svelte'),
  playground: () => import('./playground/View.svelte'),
  queries: () => import('./queries/View.svelte'),
  recall: () => import('./recall/View.svelte'),
  'shortest-prompt': () => import('./shortest-prompt/View.svelte'),
  'supply-chain-map': () => import('./supply-chain-map/View.svelte'),
  teach: () => import('./teach/View.svelte'),
  'teach-compact': () => import('./teach/Compact.svelte'),
  'whole-work': () => import('./whole-work/View.svelte')
};

/** The folder of a demo that chapters show. */
export type Shown = keyof typeof VIEWS;

/** What the view of a demo is given. */
export type PropsOf<Name extends Shown> = ComponentProps<
  Awaited<ReturnType<(typeof VIEWS)[Name]>>['default']
>;

/** A view, whichever it is. */
export type AnyView = Component<Record<string, unknown>>;
