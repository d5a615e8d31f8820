/** What reads the evidence of each chapter, by its slug. */
interface Modules {
  introduction: typeof import('./chapters/introduction.ts');
  'fair-use': typeof import('./chapters/fair-use.ts');
  examples: typeof import('./chapters/examples.ts');
  extraction: typeof import('./chapters/extraction.ts');
  'what-is-memorized': typeof import('./chapters/what-is-memorized.ts');
  compression: typeof import('./chapters/compression.ts');
  'not-in-the-data': typeof import('./chapters/not-in-the-data.ts');
  alignment: typeof import('./chapters/alignment.ts');
  'non-adversarial': typeof import('./chapters/non-adversarial.ts');
  'files-in-the-computer': typeof import('./chapters/files-in-the-computer.ts');
  'supply-chain': typeof import('./chapters/supply-chain.ts');
  resolutions: typeof import('./chapters/resolutions.ts');
}

/** The properties of a chapter's text: `let { hits }: Evidence<'extraction'> = $props()`. */
export type Evidence<Slug extends keyof Modules> = Awaited<ReturnType<Modules[Slug]['evidence']>>;

type Read = () => Promise<Record<string, unknown>>;

const readers = import.meta.glob<Read>(['./chapters/*.ts', '!./chapters/*.test.ts'], {
  eager: true,
  import: 'evidence'
});

/**
 * The data that the text of a chapter is given, by the chapter's slug: what `chapters/<slug>.ts` reads, serialized
 * into the page. A chapter without such a file is given none.
 */
export async function readEvidence(slug: string): Promise<Record<string, unknown>> {
  return (await readers[`./chapters/${slug}.ts`]?.()) ?? {};
}
