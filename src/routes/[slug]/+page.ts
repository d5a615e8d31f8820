import type { Component } from 'svelte';
import type { PageLoad } from './$types';

/** The text of a chapter; its properties are what `src/lib/server/chapters/<slug>.ts` reads. */
type Text = Component<Record<string, unknown>>;

const texts = import.meta.glob<Text>('/content/chapters/*/index.md', { import: 'default' });

export const load: PageLoad = async ({ data }) => ({ ...data, Text: await texts[data.chapter.file]!() });
