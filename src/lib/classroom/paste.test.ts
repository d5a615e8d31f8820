import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode } from './code.ts';
import { FIELD_LIMIT, readPaste, withLines } from './paste.ts';

const code = (random: number, choice = 2) =>
  encode({ kind: 'guess', prediction: 0, choice, choices: 99 }, random);

test('codes are found in any mess of lines, with the names before them', () => {
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map((random) => code(random));
  const broken = Math.floor(d!.length / 2);
  const { found, left, without } = readPaste(
    [
      'Dear all, here are ours:',
      `1. Ana Müller: ${a}`,
      '',
      `> Bo\t${b!.toLowerCase()} (sorry, late)`,
      `"${c}"; and ${e!.replace(/-/g, '\u2011')}.`,
      `> Ду́ня – ${d!.slice(0, broken)}`,
      `> ${d!.slice(broken)} thanks`,
      '-- ',
      '🙂'
    ].join('\r\n')
  );
  expect(found.map(({ line, name, code }) => [line, name, code])).toEqual([
    [2, 'Ana Müller', a],
    [4, 'Bo', b],
    [5, '', c],
    [5, 'and', e],
    [6, 'Ду́ня', d]
  ]);
  expect(left).toEqual([]);
  expect(without).toEqual([1]);
});

test('what is damaged is told by its line and why', () => {
  const [a, b] = [code(1), code(2)];
  const wrong = a.replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X'));
  const { found, left } = readPaste(
    [wrong, a.slice(0, -4), `${a}9`, a.replace('VB', 'VV'), `${wrong} ${b}`, `${a} ${b}`].join('\n')
  );
  expect(left.map(({ line, why }) => [line, why])).toEqual([
    [1, 'A character is wrong, missing or too many.'],
    [2, 'Characters are missing, or one is wrong.'],
    [3, 'Something is attached to its end.'],
    [4, 'It looks like a code and does not begin with VB.'],
    [5, 'A character is wrong, missing or too many.']
  ]);
  expect(found.map(({ line, code }) => [line, code])).toEqual([
    [5, b],
    [6, a],
    [6, b]
  ]);
});

test('ten thousand hostile texts are read without complaint', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'VB01-\n \u0000\ud800\u202e<>&"\'=,;ﷺ🙂') }),
    fc.nat(2 ** 25 - 1).map((random) => code(random)),
    fc.nat(2 ** 25 - 1).map((random) => code(random).slice(0, random % 25)),
    fc.constantFrom('VB', 'VB1', '</textarea><script>alert(1)</script>', '=HYPERLINK("x")', '__proto__')
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const { found, left, without } = readPaste(text);
      const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).length;
      for (const { line } of [...found, ...left]) expect(line).toBeLessThanOrEqual(lines);
      for (const { code } of found) expect(readPaste(code).found[0]!.code).toBe(code);
      for (const { text } of left) expect([...text].length).toBeLessThanOrEqual(61);
      expect(new Set(without).size).toBe(without.length);
    }),
    { numRuns: 10_000 }
  );
});

test('a huge paste is read in no time, and not past the limit', () => {
  const nasty = [
    'VB'.repeat(FIELD_LIMIT),
    'VB1'.repeat(FIELD_LIMIT),
    'VB '.repeat(FIELD_LIMIT),
    'A'.repeat(FIELD_LIMIT),
    '-'.repeat(FIELD_LIMIT)
  ];
  nasty.push(
    `VB1${'-'.repeat(FIELD_LIMIT)}`,
    '\n'.repeat(FIELD_LIMIT),
    'ABCDE-'.repeat(FIELD_LIMIT / 6),
    'ﷺ'.repeat(FIELD_LIMIT)
  );
  for (const text of nasty) {
    const start = performance.now();
    readPaste(text);
    expect(performance.now() - start, text.slice(0, 9)).toBeLessThan(5000);
  }
  const codes = Array.from({ length: 3000 }, (_, random) => `Student ${random}: ${code(random)}`);
  expect(readPaste(codes.join('\n')).found.length).toBe(3000);
  expect(readPaste(`${' '.repeat(FIELD_LIMIT)}${code(1)}`).found).toEqual([]);
});

test('lines that come are added to those that the field holds, and cut where it is full', () => {
  expect(withLines('', ['a', 'b'])).toEqual({ text: 'a\nb', cut: false });
  expect(withLines('Ana: a\n', ['a', 'b'])).toEqual({ text: 'Ana: a\nb', cut: false });
  expect(withLines('a b', ['b', 'a'])).toBeNull();
  const full = 'x'.repeat(FIELD_LIMIT - 2);
  expect(withLines(full, ['a'])).toEqual({ text: `${full}\na`, cut: false });
  expect(withLines(full, ['ab'])).toEqual({ text: `${full}\na`, cut: true });
});
