import { expect, test } from 'vitest';
import { agreement } from './agreement.ts';

const truth = [1, 2, 3, 4];
const published = { id: 'p', asked: 4, value: 0, matched: 2, run: 2, distance: 1, logprob: -3 };
const live = (ids: number[], logprob: number | null = null, stopped: 'length' | 'eos' = 'length') =>
  agreement(published, { ids, stopped, logprob }, truth);

test('the same continuation agrees, and says how far it was right', () => {
  expect(live([1, 2, 9, 4])).toEqual({
    agrees: true,
    text: 'This agrees with the published outcome: 2 of 4 tokens right from the start.'
  });
});

test('another one does not: earlier, later, or another mistake', () => {
  expect(live([1, 9, 3, 4]).agrees).toBe(false);
  expect(live([1, 2, 3, 4]).text).toContain('4 of 4 tokens right from the start here, 2 of 4');
  expect(live([1, 2, 9, 9]).agrees).toBe(false);
});

test('where the model ended the text, what was written is compared', () => {
  expect(live([1, 2], null, 'eos').agrees).toBe(true);
  expect(live([1], null, 'eos').agrees).toBe(false);
});

test('the probability of the truth counts where it was weighed', () => {
  expect(live([1, 2, 9, 4], -3.005).agrees).toBe(true);
  expect(live([1, 2, 9, 4], -3.05).text).toContain('-3.050 here, -3.000 as published');
});
