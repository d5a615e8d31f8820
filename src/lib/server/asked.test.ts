import { expect, test } from 'vitest';
import { readAsked } from './asked.ts';
import { readChapters } from './content.ts';

const page = `<main><div data-prediction="people-overlap"><fieldset><legend>How many?</legend><label>1</label></fieldset>
  <b>The answer is 1.</b></div></main>`;

test('every chapter is asked for its predictions, in order', async () => {
  const asked = await readAsked(() => Promise.resolve(new Response(page)));
  expect(asked.map(({ chapter }) => chapter.slug)).toEqual((await readChapters()).map(({ slug }) => slug));
  for (const { asked: found } of asked)
    expect(found).toEqual([{ name: 'people-overlap', question: 'How many?', choices: ['1'], answer: '1' }]);
});

test('a chapter that does not come ends the build, and is not taken for one that asks nothing', async () => {
  await expect(readAsked(() => Promise.resolve(new Response('', { status: 500 })))).rejects.toThrow(
    /cannot be read: 500/
  );
});
