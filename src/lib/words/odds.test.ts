import { expect, test } from 'vitest';
import { odds } from './odds.ts';

test.each([
  [Math.log(0.48), '48\u00a0%'],
  [0, '100\u00a0%'],
  [Math.log(1 / 2400), 'one in 2,400'],
  [-5.9 * Math.LN10, 'one in 790,000'],
  [-6.2 * Math.LN10, 'one in 10⁶'],
  [-43 * Math.LN10, 'one in 10⁴³'],
  [-102.6 * Math.LN10, 'one in 10¹⁰³']
])('%d', (logprob, text) => expect(odds(logprob)).toBe(text));
