import type { Component } from 'svelte';
import type { render as Render } from 'svelte/server';
import { VIEWS, type AnyView, type Shown } from './views.ts';

/** Svelte's renderer and all views, where pages are built; in the browser nothing. */
let built: { render: typeof Render; views: Map<string, AnyView> } | undefined;

/** To be awaited by the `load` of a route whose pages show demos with `Near`: what is built at once must be there whole. */
export async function ready(): Promise<void> {
  if (!import.meta.env.SSR) return;
  const { render } = await import('svelte/server');
  const views = Object.entries(VIEWS).map(
    async ([name, get]) => [name, (await get()).default as unknown as AnyView] as const
  );
  built ??= { render, views: new Map(await Promise.all(views)) };
}

/**
 * The HTML of a demo, for the page that is built.
 *
 * @param Island draws a view as what can come alive by itself
 */
export function served(
  demo: Shown,
  Island: Component<{ View: AnyView; props: Record<string, unknown> }>,
  props: Record<string, unknown>,
  context: Map<unknown, unknown>
): string {
  const View = built?.views.get(demo);
  if (!View)
    throw new Error(
      `The load function of a page that shows “${demo}” has to await ready() of demos/near.ts.`
    );
  return built!.render(Island, { props: { View, props }, context, idPrefix: demo }).body;
}
