import { unzipSync, strFromU8 } from 'fflate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zipOf, type Entry } from './zip.ts';

const path = fc.stringMatching(/^[a-zé]{1,9}(\/[a-z]{1,3})?\.(xml|bin)$/);
const entries = fc.uniqueArray(fc.record({ path, text: fc.string({ unit: 'grapheme' }) }), {
  selector: ({ path }) => path
});

test('what is put in comes out, in whichever order it came', () => {
  fc.assert(
    fc.property(entries, (files) => {
      const zip = zipOf(files);
      const out = Object.entries(unzipSync(zip)).map(([path, bytes]) => ({ path, text: strFromU8(bytes) }));
      const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      expect(out).toEqual(sorted);
      expect(zipOf(files.toReversed())).toEqual(zip);
    })
  );
});

test('an archive is the same in every time zone, and says no day', () => {
  const files: Entry[] = [{ path: 'a.txt', bytes: new Uint8Array([1, 2, 3]) }];
  const zone = process.env.TZ;
  const made = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'].map((TZ) => {
    process.env.TZ = TZ;
    return Buffer.from(zipOf(files)).toString('hex');
  });
  process.env.TZ = zone;
  expect(new Set(made).size).toBe(1);
  // Time 0 and date 0x0021, which is 1 January 1980.
  expect(made[0]!.slice(20, 28)).toBe('00002100');
});

test('two files of one path are refused', () => {
  expect(() =>
    zipOf([
      { path: 'a', text: '' },
      { path: 'a', text: '' }
    ])
  ).toThrow(/called a/);
});
