import { expect, test } from 'vitest';
import { markText } from '#lib/corpus/dedup/marked.ts';
import { beginning } from './beginning.ts';

const { documents } = markText('one two three\n\nfour 👩‍🚀 five', 2);
const shown = (most: number) => {
  const { documents: kept, cut } = beginning(documents, most);
  return { texts: kept.map(({ pieces }) => pieces.map(({ text }) => text).join('')), cut };
};

test('a text is shown up to so many characters, and none is cut', () => {
  expect(shown(100)).toEqual({ texts: ['one two three', 'four 👩‍🚀 five'], cut: false });
  expect(shown(13)).toEqual({ texts: ['one two three'], cut: true });
  expect(shown(20)).toEqual({ texts: ['one two three', 'four '], cut: true });
  expect(shown(5)).toEqual({ texts: ['one '], cut: true });
});
