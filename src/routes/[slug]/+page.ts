import { strictText, type Text } from '#lib/content/strict.ts';
import { ready } from '#lib/demos/near.ts';
import { arrive } from '#lib/ui/arrive.ts';
import type { PageLoad } from './$types';

const texts = import.meta.glob<Text>('/content/chapters/*/index.md', { import: 'default' });

export const load: PageLoad = async ({ data }) => {
  const { file, slug } = data.chapter;
  await ready();
  return { ...data, Text: strictText(await arrive(texts[file]!), slug) };
};
