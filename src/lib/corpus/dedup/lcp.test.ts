import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suffixArray } from '../suffix-array.ts';
import { lcpArray } from './lcp.ts';

test('counts what neighbours in the suffix array share', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { maxLength: 40 }), (symbols) => {
      const text = Int32Array.from(symbols);
      const sa = suffixArray(text, 3);
      const shared = Array.from(sa, (i, r) => {
        if (r === 0) return 0;
        const j = sa[r - 1]!;
        let n = 0;
        while (i + n < text.length && j + n < text.length && text[i + n] === text[j + n]) n++;
        return n;
      });
      expect(Array.from(lcpArray(text, sa))).toEqual(shared);
    })
  );
});
