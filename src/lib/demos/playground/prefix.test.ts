import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest, odditiesOf } from './prefix.ts';

describe('what is odd about a prefix', () => {
  test.each([
    ['Call me ', /ends in a space/, 'Call me'],
    ['Call me  ', /ends in a run of blanks/, 'Call me'],
    ['Call me\n', /ends in a line break/, 'Call me'],
    [' Call me', /begins with a blank/, 'Call me'],
    ['Call\r\nme', /as Windows writes them/, 'Call\nme'],
    ['Call<|bos|> me', /“<\|bos\|>” is the name of a special token/, 'Call me'],
    ['Call\u200b me', /no reader sees: a space of no width\./, 'Call me'],
    ['\u202aCall\u202c me\u00ad', /2 marks of the direction of writing, a soft hyphen/, 'Call me'],
    ['Call\u00a0me', /One of its spaces is of another kind/, 'Call me'],
    ['Call\u00a0me\u2009so', /^2 of its spaces are/, 'Call me so'],
    ['“Call me…”, he’d', /typographic/, '"Call me...", he\'d']
  ])('%j', (prefix, text, mended) => {
    const found = odditiesOf(prefix, ['<|bos|>']);
    expect(found.map((odd) => odd.text)).toEqual([expect.stringMatching(text)]);
    expect(found[0]!.mended).toBe(mended);
  });

  test('nothing, of text as it was read', () => {
    for (const prefix of ['', ' ', 'Call me Ishmael. Some years ago—never mind how long', 'a < b | c'])
      expect(odditiesOf(prefix, ['<|bos|>'])).toEqual([]);
  });

  test('all of it is mended in as many presses as there are remarks, whatever is typed', () => {
    const part = fc.constantFrom(
      'a',
      ' ',
      '\r\n',
      '\n',
      '\u200b',
      '\u202e',
      '\u00a0',
      '“',
      '’',
      '<|bos|>',
      'wo',
      '\u0007'
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        let prefix = parts.join('');
        for (let presses = 0; presses < 12; presses++) {
          const [odd] = odditiesOf(prefix, ['<|bos|>']);
          if (!odd) return;
          expect(odd.mended).not.toBe(prefix);
          expect(odd.mended.length).toBeLessThanOrEqual(prefix.length);
          prefix = odd.mended;
        }
        expect(odditiesOf(prefix, ['<|bos|>'])).toEqual([]);
      })
    );
  });
});

describe('the passage that a prefix is near', () => {
  const openings: [string, string][] = [
    ['p1', 'Call me Ishmael. Some years ago, never mind how long precisely, having little money'],
    ['p2', 'There now is your insular city of the Manhattoes, belted round by wharves'],
    ['p3', 'There now is the harpooneer']
  ];

  test.each([
    ['Call me', 'p1', null, 'Call me'],
    ['Call me Ishmael. Some ', 'p1', null, 'Call me Ishmael. Some'],
    ['Call me Ishmeal. Some years', 'p1', ['Ishmeal.', 'Ishmael.'], 'Call me Ishmael. Some years'],
    ['call me Ishmael.', 'p1', ['call', 'Call'], 'Call me Ishmael.'],
    ['Call meIshmael. Some', 'p1', ['meIshmael.', 'me Ishmael.'], 'Call me Ishmael. Some'],
    ['There now is your insulated city', 'p2', ['insulated', 'insular'], 'There now is your insular city'],
    ['There now is the harpoonear', 'p3', ['harpoonear', 'harpooneer'], 'There now is the harpooneer']
  ] as const)('%s', (prefix, id, first, mended) => {
    const near = nearest(prefix, openings)!;
    expect([near.id, near.first && [near.first.yours, near.first.book], near.mended]).toEqual([
      id,
      first,
      mended
    ]);
    expect(near.edits > 0).toBe(first !== null);
    expect(nearest(near.mended, openings)).toMatchObject({ id, first: null });
  });

  test('several may begin alike: the first stands for them', () => {
    expect(nearest('There now is', openings)).toMatchObject({ id: 'p2', passages: 2 });
  });

  test('goes on past what is known', () => {
    expect(nearest('There now is the harpooneer, and more', openings)).toMatchObject({
      id: 'p3',
      beyond: true
    });
  });

  test.each(['', 'Call', 'Four score and seven years ago', 'Cull it all', 'Callme'])(
    '%j is near none',
    (prefix) => expect(nearest(prefix, openings)).toBeNull()
  );

  test('whatever letter is wrong in a long one', () => {
    const opening = openings[0]![1];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), fc.constantFrom('', '#', '##'), (at, wrong) => {
        const near = nearest(opening.slice(0, at) + wrong + opening.slice(at + 1, 60), openings)!;
        expect(near.id).toBe('p1');
        expect(opening.startsWith(near.mended)).toBe(true);
      })
    );
  });
});
