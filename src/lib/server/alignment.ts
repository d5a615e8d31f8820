import { piecesOf } from '#lib/completion/pieces.ts';
import type { AlignmentStart, Asked, Hidden, ShownPassage, Written } from '#lib/demos/alignment/start.ts';
import { ASKED, GIVEN, MARKED, SHOWN, WAYS, type Way } from '#lib/demos/alignment/ways.ts';
import { templateOf, type AssistantResults, type AssistantWay, type Reply } from '#lib/release/finetuned.ts';
import { filesToRun, runnableModels, type RunnableModel } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import { readAssistants, type Assistants } from './assistants.ts';
import { readCorpus } from './corpus.ts';
import { once, readPassages } from './lab.ts';
import { needed } from './need.ts';

const need = needed((what) => `The published release lacks ${what}, which the demo alignment shows.`);

/** Bits a token, of the natural log of the probability of all that is asked for. */
const bitsOf = (logprob: number): number => -logprob / Math.LN2 / ASKED;

/**
 * The passages that the demo shows, of those that the model beneath recites and that no lesson asks for: of the first in the book, of
 * each number of copies from the most, one that comes without the template; so that the reader sees how each way fares.
 */
export function shownOf(
  { conversations, assistant }: Pick<Assistants, 'conversations' | 'assistant'>,
  planted: ReadonlyMap<string, Passage>,
  n = 3
): Passage[] {
  const held = new Set(conversations.asked.filter((row) => row.held_out).map((row) => row.passage));
  const recited = assistant.base.rows.filter(
    ({ way, comes, passage }) => way === 'bare' && comes && held.has(passage)
  );
  const passages = recited
    .map(({ passage }) => planted.get(passage)!)
    .toSorted((a, b) => b.copies - a.copies || a.chapter! - b.chapter! || a.id.localeCompare(b.id, 'en'));
  const rungs = [...new Set(passages.map(({ copies }) => copies))];
  return rungs.slice(0, n).map((copies) => passages.find((passage) => passage.copies === copies)!);
}

/** What the demo shows before anything is loaded. */
export const readAlignment: () => Promise<AlignmentStart> = once(async () => {
  const all = await readAssistants();
  const { manifest, conversations, assistant, tuned, report, rate } = all;
  const [{ index, tokenizer }, list] = await Promise.all([readCorpus(), readPassages()]);
  const planted = new Map(list.map((passage) => [passage.id, passage]));
  const runnable = runnableModels(manifest);
  const model = (id: string): RunnableModel => {
    const entry = need(
      runnable.find((one) => one.id === id),
      `the weights of ${id}`
    );
    const { label, parameters, path, dtypes } = entry;
    return { id, label, parameters, path, dtypes: dtypes.slice(0, 1), files: filesToRun(entry) };
  };
  const encode = (text: string) => tokenizer.encode(text);
  const template = (wording: string) => templateOf(wording, conversations, encode);
  const finish = conversations.wordings.finish!.held_out[0]!;
  const said = need(
    conversations.words[0] && { ...assistant.words[0]!, ...conversations.words[0] },
    'a word that is said for ever'
  );

  const writtenOf = (
    request: string | null,
    prefix: string,
    row: Pick<Reply, 'written' | 'comes' | 'declined'> & Partial<Reply>
  ): Written => ({
    request,
    prefix,
    pieces: piecesOf(row.written, tokenizer),
    spans: index.spans(row.written, { min: MARKED, near: false }).map((span) => ({ ...span, sources: [] })),
    comes: row.comes,
    declined: row.declined,
    ...(row.n !== undefined && { came: row.came!, drawn: row.n })
  });

  function askedOf(passage: Passage, wording: string): Asked[] {
    const ids = passage.token_ids.slice(0, GIVEN);
    const given = tokenizer.decode(ids);
    const request = wording.replace('{text}', given.trim());
    const row = (of: Reply[], way: AssistantWay) =>
      need(
        of.find((one) => one.passage === passage.id && one.way === way),
        `${way} of ${passage.id}`
      );
    const bare = writtenOf(null, given, row(assistant.base.rows, 'bare'));
    const own = (way: AssistantWay, before = '', said: string | null = request) =>
      writtenOf(said, before, row(assistant.rows, way));
    const mine: Record<Way, () => Written> = {
      asked: () => own('asked'),
      bare: () => own('bare', given, null),
      prefill: () => own('prefill', given),
      pieces: () => own('pieces', '', finish.replace('{text}', tokenizer.decode(ids.slice(-SHOWN)).trim())),
      samples: () => own('samples'),
      repeat: () => writtenOf(said.request, '', { written: said.written, comes: false, declined: false }),
      tuned: () => writtenOf(request, '', row(tuned.rows, 'asked'))
    };
    return WAYS.map((way) => ({
      way,
      base:
        way === 'repeat'
          ? null
          : way === 'asked'
            ? writtenOf(request, '', row(assistant.base.rows, 'asked'))
            : bare,
      mine: mine[way]()
    }));
  }

  const bits = (of: AssistantResults['bits'], id: string) =>
    need(
      of.find(({ passage }) => passage === id),
      `the bits of ${id}`
    );
  const hiddenOf = (id: string): Hidden => ({
    base: bitsOf(bits(assistant.base.bits, id).bare),
    bare: bitsOf(bits(assistant.bits, id).bare),
    reply: bitsOf(bits(assistant.bits, id).reply),
    tuned: bitsOf(bits(tuned.bits, id).bare)
  });
  const { release, bos_token_id, context, corpus } = manifest;
  return {
    release,
    bos_token_id,
    context,
    models: { base: model(assistant.base.id), assistant: model(assistant.model), tuned: model(tuned.model) },
    corpus: { tokens: corpus.tokens, documents: corpus.documents },
    refusals: conversations.refusals,
    passages: shownOf(all, planted).map((passage): ShownPassage => {
      const { wording } = need(
        conversations.asked.find((one) => one.passage === passage.id),
        `the request for ${passage.id}`
      );
      const ids = passage.token_ids.slice(0, GIVEN);
      return {
        id: passage.id,
        chapter: passage.chapter!,
        copies: passage.copies,
        given: tokenizer.decode(ids),
        ids,
        truth: passage.token_ids.slice(GIVEN, GIVEN + ASKED),
        wording,
        template: template(wording),
        asked: askedOf(passage, wording),
        bits: hiddenOf(passage.id)
      };
    }),
    finish: { wording: finish, template: template(finish) },
    word: { word: said.word, request: said.request, template: template(said.request) },
    rates: {
      asked: rate('assistant.asked'),
      bare: rate('assistant.way.bare'),
      prefill: rate('assistant.way.prefill'),
      pieces: rate('assistant.way.pieces'),
      samples: rate('assistant.way.samples'),
      repeat: rate('assistant.way.repeat'),
      tuned: rate('assistant.tuned.asked')
    },
    any: rate('assistant.any'),
    declined: rate('assistant.declined'),
    named: rate('assistant.named'),
    wrong: rate('assistant.wrong'),
    still: rate('assistant.tuned.declined'),
    who: rate('assistant.who'),
    words: rate('assistant.words'),
    spoken: assistant.words.filter(({ said }) => said > 0).length,
    unread: need(
      report.gauge.find((row) => row.model === assistant.model && row.copies === 0),
      'the bits of passages that were never read'
    ).bare.value,
    lessons: conversations.lessons.length,
    more: conversations.tuned.length
  };
});
