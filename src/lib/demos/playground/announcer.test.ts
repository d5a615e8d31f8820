import { describe, expect, test } from 'vitest';
import { Announcer, sentenceEnd } from './announcer.svelte.ts';

test.each([
  ['', 0, 0],
  ['Call me Ishmael', 0, 0],
  ['Call me Ishmael.', 0, 0], // it may go on: "Ishmael.'"
  ['Call me Ishmael. Some', 0, 16],
  ['One. Two! "Three?" four', 0, 18],
  ['One. Two. x', 4, 9]
])('sentenceEnd(%j, %i) is %i', (text, from, end) => expect(sentenceEnd(text, from)).toBe(end));

describe('the announcer', () => {
  test('says each sentence once, and the rest at the end', () => {
    const announcer = new Announcer();
    const said: string[] = [];
    announcer.start();
    for (const whole of ['One', 'One.', 'One. T', 'One. Two', 'One. Two. ', 'One. Two. And']) {
      announcer.say(whole);
      if (said.at(-1) !== announcer.text) said.push(announcer.text);
    }
    announcer.finish();
    said.push(announcer.text);
    expect(said).toEqual(['Completing.', 'One.', 'Two.', 'And … End of the completion.']);
  });

  test('says that it is over when all has been said', () => {
    const announcer = new Announcer();
    announcer.start();
    announcer.say('One. ');
    announcer.finish();
    expect(announcer.text).toBe('End of the completion.');
  });
});
