import type { Corpus } from '#lib/corpus/client.svelte.ts';
import { loadingOf, type LanguageModel } from '#lib/lm/client.svelte.ts';

/** How far models and the training text have loaded together, in bytes; null while none is loading. */
export function loadingWith(
  models: readonly LanguageModel[],
  { status, progress }: Pick<Corpus, 'status' | 'progress'>
): { loaded: number; total: number } | null {
  const of = loadingOf(models);
  if (status !== 'loading') return of;
  return { loaded: progress.loaded + (of?.loaded ?? 0), total: progress.total + (of?.total ?? 0) };
}
