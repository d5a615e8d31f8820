// What a class's codes are held against: the predictions as the chapters ask for them, the recall explorer's usual view, our
// own lessons, and the passages in which a name is missing.
import type { RequestEvent } from '@sveltejs/kit';
import { learnerHash, lessonOf, namesHash } from '#lib/classroom/given.ts';
import { PREDICTIONS } from '#lib/classroom/predictions.ts';
import type { Cloze, Learner, Prediction } from '#lib/classroom/tally.ts';
import { READY } from '#lib/demos/teach/sentences.ts';
import { largestOf } from '#lib/release/models.ts';
import { readAsked } from './asked.ts';
import { readRecallStart } from './recall.ts';
import { readCloze } from './recorded.ts';
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

/** The passages of the name cloze, with what our largest model says. */
async function readNames(): Promise<Cloze> {
  const { models, names, items } = await readCloze();
  const { id, label } = largestOf(models)!;
  return {
    list: namesHash(
      items.map(({ passage }) => passage),
      names
    ),
    names,
    items: items.map(({ passage, copies, name, shares }) => {
      const likeliest = shares[id]!.indexOf(Math.max(...shares[id]!));
      return { passage, copies, name, ours: names[likeliest] === name };
    }),
    label
  };
}

/** All of it. */
export async function readClassroom(fetch: RequestEvent['fetch']) {
  const [predictions, learners, cloze, { manifest, outcomes, offers, view }] = await Promise.all([
    readPredictions(fetch),
    readLearners(),
    readNames(),
    readRecallStart()
  ]);
  return { predictions, learners, cloze, recall: { manifest, outcomes, offers, view } };
}

export type Classroom = Awaited<ReturnType<typeof readClassroom>>;
