import { displayPieces } from '#lib/completion/pieces.ts';
import type { ShortestPrompt } from '#lib/demos/shortest-prompt/shortest.ts';
import { runnable } from '#lib/release/manifest.ts';
import { withAllCopies } from '#lib/release/models.ts';
import { readCorpus } from './corpus.ts';
import { once, readManifest, readPassages } from './lab.ts';
import { readPromptRecord } from './recorded.ts';

/** What the shortest prompt shows: the models that were asked, the passages, and what was found of them. */
export const readShortestPrompt: () => Promise<ShortestPrompt> = once(async () => {
  const [manifest, passages, record, { tokenizer }] = await Promise.all([
    readManifest(),
    readPassages(),
    readPromptRecord(),
    readCorpus()
  ]);
  const { given, asked, steps, seed } = record;
  const piecesOf = (ids: readonly number[]) =>
    displayPieces(
      ids,
      (i) => tokenizer.piece(ids[i]!),
      (part) => tokenizer.decode(part)
    );
  const models = withAllCopies(runnable(manifest).models).filter(({ id }) =>
    record.models.some((model) => model.id === id)
  );
  const texts = record.texts.map(({ passage, tried }): ShortestPrompt['texts'][number] => {
    const { copies, token_ids: ids } = passages.find(({ id }) => id === passage)!;
    const pieces = piecesOf(ids.slice(0, given + asked));
    return {
      passage,
      copies,
      before: ids.slice(0, given),
      text: ids.slice(given, given + asked),
      beforePieces: pieces.slice(0, given),
      textPieces: pieces.slice(given),
      pool: [...new Set(ids)],
      recorded: Object.fromEntries(
        Object.entries(tried).map(([model, { matched, found, steps }]) => [
          model,
          {
            matched,
            prompt: found && { ids: found, pieces: found.map((id) => tokenizer.piece(id)) },
            searched: true,
            steps
          }
        ])
      )
    };
  });
  return { models, texts, steps, seed };
});
