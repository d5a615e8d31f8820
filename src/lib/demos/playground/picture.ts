import { resolve } from '$app/paths';
import type { Picture } from '#lib/completion/picture.ts';
import { fullName } from '#lib/release/models.ts';
import { reading } from '#lib/release/passages.ts';
import { NAME } from '#lib/site/site.ts';
import { inWords, times } from '#lib/words/number.ts';
import type { Session } from './session.svelte.ts';
import { formatState } from './state.ts';

/** Most marked stretches that a picture names. */
const NAMED = 3;

/** One side of the current view as a picture. @param pieces display text of each token */
export function pictureOf(session: Session, side: number, pieces: readonly string[]): Picture {
  const { state, records } = session.run!;
  const record = records[side]!;
  const model = session.entry(record.model);
  const passage = session.findPassage(record.passage);
  const spans = record.spans ?? [];
  const { method, temperature, seed } = record.decoding;
  const known = { models: session.manifest.models.map(({ id }) => id) };
  const fragment = formatState(state, known);
  const book = passage && passage.chapter !== null ? `Moby-Dick, chapter ${passage.chapter}: ` : '';
  return {
    prefix: record.prompt.text,
    pieces,
    spans,
    lines: [
      `In grey what was given; in black what a model wrote, ${record.origin}: ${fullName(model)}` +
        (method === 'sample' ? `, drawn at random (temperature ${temperature}, seed ${seed}).` : '.'),
      ...(passage ? [`${book}this passage was ${reading(passage, model.data)} by the model.`] : []),
      ...(record.spans ? [] : ['Its training data was not looked through, so nothing is marked.']),
      ...spans.slice(0, NAMED).map(({ start, end, kind, copies, sources }) => {
        const what = kind === 'verbatim' ? 'Marked, verbatim' : 'Dotted, near-verbatim';
        return `${what}: ${end - start} tokens of ${session.title(sources[0]?.document ?? '')}, in its training data ${times(copies)}.`;
      }),
      ...(spans.length > NAMED ? [`And ${inWords(spans.length - NAMED)} more.`] : [])
    ],
    licence: `${NAME}, release ${record.release}. Picture: CC BY 4.0; Moby-Dick and the addresses are in the public domain.`,
    link: new URL(`${resolve('demos/playground/' as '/')}#${fragment}`, location.href).href
  };
}

/** The name of its file. */
export const pictureName = (session: Session, side: number): string => {
  const { model, passage } = session.run!.records[side]!;
  return ['verbatim', model, passage].filter(Boolean).join('-');
};
