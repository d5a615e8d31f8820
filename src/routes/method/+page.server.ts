import { readReferences, readTerms } from '#lib/server/content.ts';
import { readMethod } from '#lib/server/method.ts';
import { entriesOf } from '#lib/content/markup.ts';
import type { PageServerLoad } from './$types';

/** What the page cites, in the order of its text; some of it only where the release has the condition. */
const cited = ({ conditions, hasExposure, works }: Awaited<ReturnType<typeof readMethod>>) => {
  const has = (condition: string) => conditions.some(({ name }) => name === condition);
  return [
    'carlini2023',
    ...(has('near') ? ['shilov2025'] : []),
    ...(has('fragments') ? ['liu2025'] : []),
    ...(has('canary') || hasExposure ? ['carlini2019'] : []),
    'lee2022',
    'ippolito2023',
    'hayes2025',
    ...(works ? ['ahmed2026', 'cooper2025books'] : [])
  ];
};

export const load: PageServerLoad = async () => {
  const [method, references, terms] = await Promise.all([readMethod(), readReferences(), readTerms()]);
  return {
    method,
    apparatus: {
      references: entriesOf(cited(method), references, 'the method page'),
      terms: entriesOf(['greedy-decoding', 'near-verbatim'], terms, 'the method page'),
      told: [],
      tells: false
    }
  };
};
