import fc from 'fast-check';
import { expect, test } from 'vitest';
import { likely, wordsOf, type Listed } from './likely.ts';

const pages: Listed[] = ['introduction', 'fair-use', 'demos', 'demos/recall', 'cases'].map((path) => ({
  path: `${path}/`,
  title: path,
  kind: 'page'
}));
const guess = (path: string) => likely(path, pages)?.title;

test('an address a letter away from one of ours means that one', () => {
  expect(guess('/introducton/')).toBe('introduction');
  expect(guess('/intorduction')).toBe('introduction');
  expect(guess('/Fair-Use/')).toBe('fair-use');
  expect(guess('/fair_use')).toBe('fair-use');
  expect(guess('/case/')).toBe('cases');
  expect(guess('/demo/recall/')).toBe('demos/recall');
});

test('so does its name in another folder, or as a file', () => {
  expect(guess('/recall/')).toBe('demos/recall');
  expect(guess('/chapters/fair-use.html')).toBe('fair-use');
  expect(guess('/demos/recall/index.php')).toBe('demos/recall');
});

test('anything else means none of them', () => {
  expect(guess('/')).toBeUndefined();
  expect(guess('/wp-login.php')).toBeUndefined();
  expect(guess('/x/')).toBeUndefined();
  expect(guess('/%E0%A4%A')).toBeUndefined();
});

test('every address is answered, with a page that is there and with words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (path) => {
      const page = likely(path, pages);
      if (page) expect(pages).toContain(page);
      expect(wordsOf(path)).toMatch(/^[^/]*$/);
    })
  );
  expect(wordsOf('/books/call-me%20Ishmael.html/')).toBe('books call me ishmael');
});
