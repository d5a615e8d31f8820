import { strictText, type Text } from '#lib/content/strict.ts';
import type { PageLoad } from './$types';

const texts = import.meta.glob<Text>('/content/appendices/*/index.md', { import: 'default' });

export const load: PageLoad = async ({ data }) => {
  const { file, slug } = data.appendix;
  return { ...data, Text: strictText(await texts[file]!(), slug) };
};
