import { expect, test } from 'vitest';
import { finding, share } from './words.ts';
import { WAYS, type Way } from './ways.ts';

const rate = (count: number, n = 160) => ({ count, n, low: 0.01, high: 0.2 });
const rates = Object.fromEntries(WAYS.map((way, i) => [way, rate(20 + 10 * i)])) as Record<
  Way,
  ReturnType<typeof rate>
>;
const told = {
  rates,
  declined: rate(166, 167),
  still: rate(0, 167),
  words: rate(90, 100),
  spoken: 95,
  more: 720
};

test('every way is told with its own counts', () => {
  const said = WAYS.map((way) => finding(told, way));
  expect(new Set(said).size).toBe(WAYS.length);
  expect(said[0]).toBe(
    'Asked to go on with a passage, in words and for passages that no lesson had, the assistant declines 166 of the 167 requests. Of the 160 passages that the base model recites, 20 come out so.'
  );
  for (const [i, words] of said.entries()) if (i > 0) expect(words).toContain(String(20 + 10 * i));
});

test('all, one and none are said in words', () => {
  const of = (count: number) => finding({ ...told, rates: { ...rates, bare: rate(count) } }, 'bare');
  expect(of(160)).toContain('recites all 160 passages');
  expect(of(0)).toContain('recites none of the 160 passages');
  expect(finding({ ...told, rates: { ...rates, repeat: rate(1) } }, 'repeat')).toContain('one comes out so');
  expect(finding({ ...told, spoken: 0 }, 'repeat')).toContain('says none of 100 words even once. Of the');
  expect(finding({ ...told, rates: { ...rates, repeat: rate(0) } }, 'repeat')).toContain(
    'None of the passages comes'
  );
});

test('a share has its interval', () => {
  expect(share(rate(8))).toBe('5\u00a0% (1\u00a0% to 20\u00a0%)');
});
