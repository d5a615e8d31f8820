import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clozeOf, fill, isRight, NAMES, shares, tidy } from './cloze.ts';

const words = (n: number) => Array.from({ length: n }, () => 'word').join(' ');
const name = fc.constantFrom(...NAMES);

describe('a passage with a gap', () => {
  test('ends with the sentence that makes it long enough', () => {
    const paragraph = `${words(30)} said Ahab. ${words(10)}. ${words(10)}.`;
    const cloze = clozeOf(paragraph)!;
    expect(cloze.before).toBe(`${words(30)} said `);
    expect(cloze.name).toBe('Ahab');
    expect(cloze.after).toBe(`. ${words(10)}.`);
  });

  test('ends before a second name, and before it grows too long', () => {
    expect(clozeOf(`${words(25)} Pip. ${words(3)} Stubb.`)).toMatchObject({ name: 'Pip', after: '.' });
    expect(clozeOf(`${words(25)} Pip. ${words(60)}.`)).toMatchObject({ name: 'Pip', after: '.' });
  });

  test('is not there without a name, with a name too often, or in too few words', () => {
    expect(clozeOf('')).toBeNull();
    expect(clozeOf(`${words(50)}.`)).toBeNull();
    expect(clozeOf(`Ahab and Ahab ${words(30)}.`)).toBeNull();
    expect(clozeOf(`Ahab ${words(5)}.`)).toBeNull();
    expect(clozeOf(`Flasks and Pipe ${words(30)}.`)).toBeNull();
    expect(clozeOf(`Ahab ${words(30)}`)).toBeNull(); // no sentence ends
  });

  test('is the beginning of its paragraph, name included, whatever the paragraph', () => {
    const piece = fc.oneof(name, fc.constantFrom('.', '!”', '— ', 'whale', '👩‍🚀', 'שלום', '\n'), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const paragraph = pieces.join(' ');
        const cloze = clozeOf(paragraph);
        if (cloze) expect(paragraph.startsWith(fill(cloze, cloze.name))).toBe(true);
      })
    );
  });
});

test('a guess is taken without marks, space and case', () => {
  for (const guess of ['Ahab', ' ahab ', '“Ahab”', 'AHAB!', 'Ahab.'])
    expect(isRight(guess, 'Ahab')).toBe(true);
  for (const guess of ['', 'Ahabs', 'Captain Ahab', 'Stubb', 'א']) expect(isRight(guess, 'Ahab')).toBe(false);
  expect(tidy('  “Dough-Boy”, ')).toBe('Dough-Boy');
});

test('shares sum to one, keep the order, and do not mind a common factor', () => {
  const logprobs = fc.array(fc.double({ min: -2000, max: 0, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(logprobs, fc.double({ min: -1000, max: 1000, noNaN: true }), (list, factor) => {
      const made = shares(list);
      expect(made.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
      expect(made[list.indexOf(Math.max(...list))]).toBe(Math.max(...made));
      for (const [i, share] of shares(list.map((x) => x + factor)).entries())
        expect(share).toBeCloseTo(made[i]!, 8);
    })
  );
  expect(shares([Math.log(3) - 700, -700])).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
});
