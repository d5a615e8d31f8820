import type { Component } from 'svelte';
import type { ExperimentNumbers } from '#lib/article/experiment.ts';
import type { Published } from '#lib/lab/published.ts';
import type { PageLoad } from './$types';

/** The text of a chapter, with the experiment that it speaks of. */
type Text = Component<{ published: Published; numbers: ExperimentNumbers }>;

const texts = import.meta.glob<Text>('/content/chapters/*/index.md', { import: 'default' });

export const load: PageLoad = async ({ data }) => ({ ...data, Text: await texts[data.chapter.file]!() });
