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
