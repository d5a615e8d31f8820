import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testLinks } from '../link-laws.ts';
import { link, parseState } from './state.ts';

const stages = ['works', 'training'];

testLinks(link, [stages, 'training'], fc.record({ stage: fc.constantFrom(...stages) }));

describe('a stage in a link', () => {
  test('is the usual one without a word where none is named', () => {
    expect(parseState('', stages, 'training')).toEqual({
      state: { stage: 'training' },
      complaints: []
    });
  });

  test.each([
    ['stage=nowhere', 'There is no stage “nowhere”; another is shown.'],
    ['v=7', 'The link is of version “7”; this page reads version 1.']
  ])('complains of %s and shows the usual one', (fragment, complaint) => {
    expect(parseState(`#${fragment}`, stages, 'training')).toEqual({
      state: { stage: 'training' },
      complaints: [complaint]
    });
  });
});
