import { givenOf } from '#lib/demos/teach/sentences.ts';
import { shownAll } from '#lib/demos/teach/shown.ts';
import type { Lesson, TeachStart } from '#lib/demos/teach/start.ts';
import { fetched } from '#lib/release/manifest.ts';
import { sizesOf } from '#lib/release/models.ts';
import { readCorpus } from './corpus.ts';
import { once, readManifest, readPassages } from './lab.ts';
import { needed } from './need.ts';
import { readTeachRecord } from './recorded.ts';

const need = needed((what) => `content/recorded/teach.json speaks of ${what}, which is not there.`);

/** What the demo shows before any click, and what its lessons need. */
export const readTeach: () => Promise<TeachStart> = once(async () => {
  const [manifest, passages, record, { tokenizer }] = await Promise.all([
    readManifest(),
    readPassages(),
    readTeachRecord(),
    readCorpus()
  ]);
  const passage = (id: string) =>
    need(
      passages.find((other) => other.id === id),
      `the passage ${id}`
    );
  const { given, asked } = record.knownTokens;
  const unread = record.unread.map(passage);
  const decode = (ids: readonly number[]) => tokenizer.decode(ids);
  return {
    models: sizesOf(manifest)
      .filter(({ raw }) => record.models.some(({ id }) => id === raw.id))
      .map(({ raw, tone }) => ({ ...raw, tone })),
    rates: [...new Set(record.lessons.map(({ rate }) => rate))],
    recorded: record.lessons.map(({ sentence: at, model, rate, points, unlearn }): Lesson => {
      const { text, ids, given } = record.sentences[at]!;
      if (given !== givenOf(ids.map((id) => tokenizer.piece(id))))
        throw new Error(`“${text}” is cut otherwise.`);
      const asked = ids.length - given;
      const shown = shownAll([...points, ...unlearn], asked, decode);
      return {
        sentence: text,
        model,
        rate,
        given: decode(ids.slice(0, given)),
        asked,
        points: shown.slice(0, points.length),
        ...(unlearn.length > 0 && { unlearned: shown.slice(points.length) })
      };
    }),
    tokenizer: fetched(manifest.tokenizer),
    background: {
      bytes: record.background.bytes,
      sha256: record.background.sha256,
      packed: record.background.packed,
      window: record.background.window
    },
    around: {
      bos: manifest.bos_token_id,
      unread: unread.map(({ token_ids }) => token_ids),
      unreadBytes: unread.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
      known: record.known.map((id) => passage(id).token_ids.slice(0, given + asked)),
      knownGiven: given
    },
    seed: record.seed
  };
});

/** The same where only the sentence can be changed: of what is recorded, the first lessons until recital. */
export async function readFirstLessons(): Promise<TeachStart> {
  const start = await readTeach();
  const [{ sentence, rate }] = start.recorded as [Lesson, ...Lesson[]];
  return {
    ...start,
    recorded: start.recorded
      .filter((lesson) => lesson.sentence === sentence && lesson.rate === rate)
      .map(({ model, given, asked, points }) => ({ sentence, model, rate, given, asked, points }))
  };
}

/** What the text says of the recorded lessons: those of the sentence that is shown first, at the usual learning rate. */
export async function lessonsEvidence() {
  const [record, { models }] = await Promise.all([readTeachRecord(), readManifest()]);
  const rate = record.lessons[0]!.rate;
  const sentence = record.sentences[0]!;
  const asked = sentence.ids.length - sentence.given;
  const learners = record.models.map(({ id }) => {
    const lesson = need(
      record.lessons.find((other) => other.model === id && other.rate === rate && other.sentence === 0),
      `no lesson of ${id}; one`
    );
    const { points, other, unlearn } = lesson;
    const readings = points.length - 1;
    const [first, last] = [points[0]!, points.at(-1)!];
    const halfway = points[Math.floor(readings / 2)]!;
    const again = unlearn.filter(({ kind }) => kind === 'read');
    const price = (point: (typeof points)[number]) => need(point.price, `no price of ${id}; one`);
    return {
      label: need(
        models.find((model) => model.id === id),
        `the model ${id}`
      ).label,
      readings,
      recited: last.matched === asked,
      /** When half of the readings were done. */
      halfway: { readings: Math.floor(readings / 2), matched: halfway.matched, bits: halfway.bits },
      bits: { first: first.bits, last: last.bits },
      exposure: { first: price(first).exposure, last: price(last).exposure },
      bitsPerByte: { first: price(first).bitsPerByte, last: price(last).bitsPerByte },
      kept: { first: price(first).kept, last: price(last).kept },
      /** Steps of other text, and what was left after them. */
      other: { steps: other.length, matched: other.at(-1)!.matched, bits: other.at(-1)!.bits },
      unlearning: unlearn.length - again.length,
      again: again.length
    };
  });
  const [small, large] = [need(learners.at(0), 'no lesson'), need(learners.at(-1), 'no lesson')];
  return { sentence: sentence.text, rate, asked, known: record.known.length, learners, small, large };
}

export type Lessons = Awaited<ReturnType<typeof lessonsEvidence>>;
