import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ASKED, GIVEN, inPieces, PIECE, SHOWN } from './ways.ts';

const passage = Array.from({ length: GIVEN + ASKED }, (_, i) => 100 + i);
const opening = passage.slice(0, GIVEN);

test('a passage comes in pieces, each request given the last tokens that came', async () => {
  const asked: number[][] = [];
  const written = await inPieces(opening, (known) => {
    asked.push([...known]);
    const at = passage.indexOf(known.at(-1)!) + 1;
    return Promise.resolve(passage.slice(at, at + 2 * PIECE));
  });
  expect(written).toEqual(passage.slice(GIVEN));
  expect(asked).toEqual([0, 1, 2, 3].map((n) => passage.slice(GIVEN - SHOWN + n * PIECE, GIVEN + n * PIECE)));
});

test('it ends where a request brings nothing, and never gives more than is asked for', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(50), { maxLength: 20 })), async (replies) => {
      const left = [...replies];
      const written = await inPieces(opening, () => Promise.resolve(left.shift() ?? null));
      const end = replies.findIndex((reply) => reply.length === 0);
      const kept = (end < 0 ? replies : replies.slice(0, end)).flatMap((reply) => reply.slice(0, PIECE));
      expect(written).toEqual(kept.slice(0, ASKED));
    })
  ));
