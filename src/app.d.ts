/// <reference types="@sveltejs/kit" />

interface ImportMetaEnv {
  /** Set by vite.config.ts from the environment; read by src/lib/site/site.ts. */
  readonly SITE_URL: string;
  readonly REPOSITORY_URL: string;
  /** The title of each demo, by its name. */
  readonly DEMO_TITLES: Readonly<Record<string, string>>;
  /** The day of the build, as "2026-10-08". */
  readonly WEB_COUNTS: string;
  readonly BUILD_DAY: string;
  /** Scripts that stand in the pages themselves, see src/inline/; made by vite.config.ts, read by src/hooks.server.ts. */
  readonly BOOT: string;
  readonly MISSING: string;
  /** The folder of the site on its host, with a slash at both ends, as far as the build was told. */
  readonly TOP: string;
}

declare module '*.md' {
  import type { Component } from 'svelte';
  const component: Component;
  export default component;
  export const metadata: Record<string, unknown>;
}

/** What the first script of a page offers the others, see src/inline/boot.ts. It is missing where there is no page of ours, as in tests. */
interface Boot {
  /**
   * Resolves once `get` does, which is tried again and again; says so where it does not, or leaves it to `apart`, which
   * resolves when the reader wants another try.
   */
  arrive<T>(get: () => Promise<T>, apart?: () => Promise<void>): Promise<T>;
  /** A part of the page as it was served, by its `data-part`; without a name the text of the page. */
  served(part?: string): Element | undefined;
  /** The text on show is the served one, and stays it. */
  fallen(): void;
  /** The page is alive. */
  alive(): void;
}

interface Window {
  boot?: Boot;
}
