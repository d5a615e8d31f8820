// What a class's codes are held against: the predictions as the chapters ask for them, the recall explorer's usual view, and
// our own lessons.
import type { RequestEvent } from '@sveltejs/kit';
import { learnerHash, lessonOf } from '#lib/classroom/given.ts';
import { PREDICTIONS } from '#lib/classroom/predictions.ts';
import type { Learner, Prediction } from '#lib/classroom/tally.ts';
import { READY } from '#lib/demos/teach/sentences.ts';
import { readAsked } from './asked.ts';
import { readRecallStart } from './recall.ts';
import { readTeach } from './teach.ts';

/** The predictions of all chapters, as codes have them. Throws for one that these have no number for. */
async function readPredictions(fetch: RequestEvent['fetch']): Promise<Prediction[]> {
  const found: Prediction[] = [];
  for (const { chapter, asked: all } of await readAsked(fetch)) {
    const { slug, number, title } = chapter;
    for (const { name, ...asked } of all) {
      const prediction = PREDICTIONS.findIndex((known) => known === name);
      if (prediction < 0)
        throw new Error(`/${slug}/ asks for a prediction named ${name}, which has no number.`);
      found.push({ prediction, chapter: { slug, number, title }, ...asked });
    }
  }
  return found;
}

/** Our lessons, by model and learning rate. */
async function readLearners(): Promise<Learner[]> {
  const { models, rates, recorded } = await readTeach();
  return models.flatMap(({ id, label, tone }) =>
    rates.map((rate) => ({
      learner: learnerHash(id, rate),
      label,
      rate,
      tone,
      lessons: recorded
        .filter((lesson) => lesson.model === id && lesson.rate === rate)
        .flatMap(({ sentence, ...lesson }) => {
          const told = lessonOf({ ...lesson, guess: null });
          const name = READY.find(({ text }) => text === sentence)?.name ?? sentence;
          return told ? [{ ...told, name }] : [];
        })
    }))
  );
}

/** All of it. */
export async function readClassroom(fetch: RequestEvent['fetch']) {
  const [predictions, learners, { manifest, outcomes, offers, view }] = await Promise.all([
    readPredictions(fetch),
    readLearners(),
    readRecallStart()
  ]);
  return { predictions, learners, recall: { manifest, outcomes, offers, view } };
}

export type Classroom = Awaited<ReturnType<typeof readClassroom>>;
