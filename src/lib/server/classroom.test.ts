import { expect, test } from 'vitest';
import { readClassroom } from './classroom.ts';
import { readTeach } from './teach.ts';

const asking = (name: string) => () =>
  Promise.resolve(
    new Response(`<main><div data-prediction="${name}"><fieldset><legend>How many?</legend><label>1</label></fieldset>
      <b>The answer is 1.</b></div></main>`)
  );

test('our lessons are there for every model and learning rate, each told apart, the recited ones to the end', async () => {
  const [{ predictions, learners, recall }, { models, rates, recorded }] = await Promise.all([
    readClassroom(asking('people-overlap')),
    readTeach()
  ]);
  expect(learners.length).toBe(models.length * rates.length);
  expect(new Set(learners.map(({ learner }) => learner)).size).toBe(learners.length);
  const lessons = learners.flatMap(({ lessons }) => lessons);
  expect(lessons.length).toBe(recorded.length);
  expect(lessons.filter(({ recited }) => recited !== null).length).toBe(
    recorded.filter(({ points, asked }) => points.at(-1)!.matched === asked).length
  );
  expect(recall.view.columns.length).toBeGreaterThan(2);
  expect(predictions[0]).toMatchObject({ prediction: 6, question: 'How many?', choices: ['1'], answer: '1' });
});

test('a prediction that codes have no number for ends the build', async () => {
  await expect(readClassroom(asking('no-such'))).rejects.toThrow('no-such');
});
