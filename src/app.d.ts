/// <reference types="@sveltejs/kit" />

interface ImportMetaEnv {
  /** Set by vite.config.ts from the environment; read by src/lib/site/site.ts. */
  readonly SITE_URL: string;
  readonly REPOSITORY_URL: string;
  /** The day of the build, as "2026-10-08". */
  readonly BUILD_DAY: string;
}

declare module '*.md' {
  import type { Component } from 'svelte';
  const component: Component;
  export default component;
  export const metadata: Record<string, unknown>;
}
