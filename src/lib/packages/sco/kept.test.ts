import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST, NOTHING, readKept, writeKept, type Kept } from './kept.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 });
const kept = fc.record<Kept>({
  at: fc.string({ unit: fc.constantFrom(...'abc=&%20+'), maxLength: 6000 }).map((rest) => `v=1&p=${rest}`),
  answers: fc.dictionary(fc.stringMatching(/^[a-z-]{1,20}$/), text, { maxKeys: 12 }),
  codes: fc.dictionary(fc.stringMatching(/^[a-z ]{1,20}$/), text, { maxKeys: 60 })
});

test('what is kept is less than SCORM allows, in ASCII, and comes back but for what is said to be left out', () => {
  fc.assert(
    fc.property(kept, (before) => {
      const { text, left } = writeKept(before);
      expect(text.length).toBeLessThan(MOST);
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      if (left === 'all') return;
      expect(readKept(text)).toEqual({
        at: left === 'nothing' ? before.at : '',
        answers: before.answers,
        codes: left === 'codes' ? {} : before.codes
      });
    })
  );
});

test('a first visit has nothing, and what is damaged or another’s is not read', () => {
  expect(readKept('')).toEqual(NOTHING);
  const { text } = writeKept({ at: 'v=1&a=b', answers: { q: '1' }, codes: {} });
  for (const bad of ['null', '7', '[]', text.slice(0, -2), text.replace('"v":1', '"v":2'), '{"v":1}', '"x"'])
    expect(readKept(bad), bad).toBeNull();
  fc.assert(fc.property(fc.string(), (any) => void readKept(any)));
  // An address is taken for one only where it is a link's.
  expect(readKept('{"v":1,"at":"javascript:alert(1)","answers":{},"codes":{}}')?.at).toBe('');
});
