import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { AXES, ORDERS } from './attack.ts';
import { link, parseState, SIZES, STRATEGIES, type Known, type State } from './state.ts';

const usual: State = {
  model: 'large',
  strategy: 'top',
  samples: 256,
  seed: 1,
  x: 'own',
  y: 'zlib',
  rank: 'zlib'
};
const known: Known = { models: ['medium', 'large'], usual };

testLinks(
  link,
  [known],
  fc.record({
    model: fc.constantFrom(...known.models),
    strategy: fc.constantFrom(...STRATEGIES),
    samples: fc.constantFrom(...SIZES),
    seed: fc.integer({ min: 0, max: 9999 }),
    x: fc.constantFrom(...AXES),
    y: fc.constantFrom(...AXES),
    rank: fc.constantFrom(...ORDERS)
  })
);

test('what there is not is left out and told of', () => {
  const { state, complaints } = parseState('#v=1&model=huge&samples=3&seed=-1&rank=luck', known);
  expect(state).toEqual(usual);
  expect(complaints).toHaveLength(4);
});
