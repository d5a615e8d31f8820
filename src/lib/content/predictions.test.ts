import { expect, test } from 'vitest';
import { predictionsOf } from './predictions.ts';

const page = (
  answer: string
) => `<html><main><h1>One</h1><div class="part"><!--[--><div class="predict" data-prediction="how-many">
  <fieldset><legend>How many &amp; why {so}?</legend><div><label><input type="radio" value="1"/> 1</label>
  <label><input type="radio" value="2 &lt; 3"> 2 &lt; 3</label></div></fieldset>
  <div class="said"><p><b>The answer is ${answer}.</b></p><p><b>Not</b> this.</p></div></div></div></main></html>`;

test('a prediction is read from its page', () => {
  expect(predictionsOf(page('2 &lt; 3'))).toEqual([
    { name: 'how-many', question: 'How many & why {so}?', choices: ['1', '2 < 3'], answer: '2 < 3' }
  ]);
  expect(predictionsOf('<main><p>No question.</p></main>')).toEqual([]);
});

test('one without an answer among its choices ends the build', () => {
  expect(() => predictionsOf(page('3'))).toThrow('how-many');
});
