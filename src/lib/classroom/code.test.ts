import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decode,
  draw,
  encode,
  MOST_NAMES,
  READINGS,
  symbolsOf,
  type Answer,
  type Lesson,
  type Names
} from './code.ts';
import fixtures from './codes.fixture.json' with { type: 'json' };
import { readPaste } from './paste.ts';
import { isWhole, LONGEST, symbolOf, withCheck, written } from './symbols.ts';

const whole = (max: number, min = 0) => fc.integer({ min, max });
const guess: fc.Arbitrary<Answer> = fc.record({
  kind: fc.constant('guess' as const),
  prediction: whole(1023),
  choice: whole(31),
  choices: whole(1023)
});
const drawing: fc.Arbitrary<Answer> = fc.record({
  kind: fc.constant('drawing' as const),
  question: fc.record({
    planted: fc.constantFrom('exact' as const, 'near' as const, 'fragments' as const, 'pattern' as const),
    context: whole(255),
    measure: fc.constantFrom('exact' as const, 'run' as const, 'discoverable' as const),
    data: fc.constantFrom('raw' as const, 'dedup' as const, 'both' as const),
    n: fc.constantFrom(1, 10, 100, 1000, 10_000),
    p: fc.constantFrom(0.1, 0.5, 0.9)
  }),
  columns: whole(1023),
  values: fc.array(fc.option(whole(60).map((level) => level / 60)), { maxLength: 31 })
});
const lesson = whole(1023, 1).chain((readings) =>
  fc.record<Lesson>({
    kind: fc.constant('lesson' as const),
    learner: whole(2 ** 20 - 1),
    asked: whole(127),
    bits: whole(8191),
    readings: fc.constant(readings),
    recited: fc.option<number, null>(whole(readings, 1), { nil: null }),
    guess: fc.option<number, null>(whole(999, 1), { nil: null }),
    left: fc.tuple(
      ...READINGS.filter((reading) => reading <= readings).map(() => whole(62).map((part) => part / 40))
    )
  })
);
const names: fc.Arbitrary<Names> = fc.record({
  kind: fc.constant('names' as const),
  list: whole(2 ** 20 - 1),
  guesses: fc.uniqueArray(
    fc.record({ item: whole(127), name: fc.option<number, null>(whole(30), { nil: null }) }),
    { minLength: 1, maxLength: MOST_NAMES, selector: ({ item }) => item }
  )
});
export const answer = fc.oneof(guess, drawing, lesson, names);
const random = whole(2 ** 25 - 1);

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const accepted = (text: string) => readPaste(text).found;

describe('a code', () => {
  test('says what went into it, in capitals or not, with look-alikes for its letters', () => {
    fc.assert(
      fc.property(answer, random, (said, random) => {
        const code = encode(said, random);
        const forms = [code, code.toLowerCase(), code.replace(/-/g, ''), code.replace(/-/g, ' ')];
        forms.push(code.replace(/0/g, 'o').replace(/1/g, 'l'), code.replace(/1/g, 'I'));
        for (const form of forms) {
          const [found, ...more] = accepted(form);
          expect(found).toMatchObject({ answer: said, random, code, line: 1, name: '' });
          expect(more).toEqual([]);
        }
      })
    );
  });

  test('is a few dozen characters long, in groups of five, of letters that are not taken for others', () => {
    fc.assert(
      fc.property(answer, random, (said, random) => {
        const code = encode(said, random);
        expect(code).toMatch(/^VB[0-9A-HJKMNP-TV-Z]{3}(-[0-9A-HJKMNP-TV-Z]{1,5})+$/);
        expect(code.length).toBeLessThanOrEqual(72);
      })
    );
    expect(encode({ kind: 'guess', prediction: 0, choice: 3, choices: 5 }, 7).length).toBe(23);
  });

  test('with one character changed, lost, added or out of place is no code', () => {
    fc.assert(
      fc.property(answer, random, fc.nat(), (said, random, seed) => {
        const code = encode(said, random).replace(/-/g, '');
        for (let at = 0; at < code.length; at++) {
          const damaged = [code.slice(0, at) + code.slice(at + 1)];
          for (const letter of LETTERS)
            if (letter !== code[at]) damaged.push(code.slice(0, at) + letter + code.slice(at + 1));
          damaged.push(
            code.slice(0, at) + 'U' + code.slice(at + 1),
            code.slice(0, at) + '*' + code.slice(at + 1)
          );
          // At the very beginning the code is still whole, and another letter stands before it.
          for (const letter of LETTERS) damaged.push(code.slice(0, at) + letter + code.slice(at));
          damaged.push(code + LETTERS[seed % 32]!);
          const swapped = code.slice(0, at) + (code[at + 1] ?? '') + code[at]! + code.slice(at + 2);
          if (swapped !== code) damaged.push(swapped);
          for (const text of damaged) expect(accepted(text), `${code} as ${text}`).toEqual([]);
        }
      }),
      { numRuns: 12 }
    );
  });

  test('is refused with up to four characters changed', () => {
    fc.assert(
      fc.property(
        answer,
        random,
        fc.array(fc.tuple(fc.nat(), whole(31, 1)), { minLength: 1, maxLength: 4 }),
        (said, random, changes) => {
          const symbols = symbolsOf(said, random);
          const changed = [...symbols];
          for (const [at, by] of changes) changed[at % symbols.length]! ^= by;
          if (changed.join() === symbols.join()) return;
          expect('fault' in decode(changed)).toBe(true);
        }
      ),
      { numRuns: 2000 }
    );
  });

  test('of the past says what it said', () => {
    for (const { code, answer, random } of fixtures) {
      expect(accepted(code), code).toMatchObject([{ answer, random, code }]);
      expect(encode(answer as Answer, random)).toBe(code);
    }
  });

  test('has the check of bech32m', () => {
    // A test vector of BIP 350: the part that people read goes into the check as its upper and its lower bits.
    const bech = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
    const of = (text: string) => {
      const [, person, data] = /^(.+)1([^1]+)$/.exec(text)!;
      const bytes = [...person!].map((letter) => letter.charCodeAt(0));
      return [
        ...bytes.map((b) => b >> 5),
        0,
        ...bytes.map((b) => b & 31),
        ...[...data!].map((d) => bech.indexOf(d))
      ];
    };
    expect(isWhole(of('abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx'))).toBe(true);
    expect(isWhole(of('split1checkupstagehandshakeupstreamerranterredcaperredlc445v'))).toBe(true);
    expect(isWhole(of('split1checkupstagehandshakeupstreamerranterredcaperredlc445x'))).toBe(false);
  });

  test('of a later version, or of what cannot be, is told apart from a damaged one', () => {
    const symbols = symbolsOf({ kind: 'guess', prediction: 0, choice: 3, choices: 5 }, 7);
    const later = withCheck([2, ...symbols.slice(1, -6)]);
    expect(decode(later)).toEqual({ fault: 'newer' });
    const lesson = symbolsOf(
      {
        kind: 'lesson',
        learner: 1,
        asked: 9,
        bits: 80,
        readings: 2,
        recited: 2,
        guess: null,
        left: [1, 0.5]
      },
      7
    );
    expect('answer' in decode(lesson)).toBe(true);
    const twice = { item: 3, name: 1 };
    for (const guesses of [[], [twice, twice]])
      expect(decode(symbolsOf({ kind: 'names', list: 1, guesses }, 7))).toEqual({ fault: 'impossible' });
    expect(() => symbolsOf({ kind: 'guess', prediction: -1, choice: 0, choices: 0 }, 7)).toThrow(RangeError);
    expect(LONGEST).toBeGreaterThan(lesson.length);
  });

  test('draws its number anew', () => {
    const drawn = new Set(Array.from({ length: 50 }, draw));
    expect(drawn.size).toBeGreaterThan(45);
    expect(Math.max(...drawn)).toBeLessThan(2 ** 25);
  });
});

test('letters and symbols are each other’s', () => {
  for (let symbol = 0; symbol < 32; symbol++) expect(symbolOf(written([symbol]))).toBe(symbol);
  expect(['U', 'é', '*'].map(symbolOf)).toEqual([-1, -1, -1]);
});
