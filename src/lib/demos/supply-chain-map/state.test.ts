import { describe, expect, test } from 'vitest';
import { formatState, parseState } from './state.ts';

const stages = ['works', 'training'];

describe('a stage in a link', () => {
  test('comes back as it went', () => {
    for (const stage of stages)
      expect(parseState(`#${formatState(stage)}`, stages, 'training')).toEqual({ stage, complaints: [] });
  });

  test('is the usual one without a word where none is named', () => {
    expect(parseState('', stages, 'training')).toEqual({ stage: 'training', complaints: [] });
  });

  test.each([
    ['stage=nowhere', 'There is no stage “nowhere”; another is shown.'],
    ['v=7', 'The link is of version “7”; this page reads version 1.']
  ])('complains of %s and shows the usual one', (fragment, complaint) => {
    expect(parseState(`#${fragment}`, stages, 'training')).toEqual({
      stage: 'training',
      complaints: [complaint]
    });
  });
});
