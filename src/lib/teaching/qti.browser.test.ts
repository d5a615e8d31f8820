// Read by a real XML parser, which only a browser has.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlOf } from './inline.ts';
import { packageOf, quizOf } from './qti.ts';
import type { Question, Section } from './questions.ts';

function parsed(text: string): Document {
  const document = new DOMParser().parseFromString(text, 'application/xml');
  expect(document.querySelector('parsererror')?.textContent ?? '').toBe('');
  return document;
}

const sectionOf = (questions: Question[]): Section => ({
  number: 1,
  slug: 'one',
  title: 'A <title> & "more"',
  questions
});
const base = (id: string) => ({ id, chapter: 'one', ask: 'How many & which?' });

const number: Question = { ...base('n'), kind: 'number', value: '2.5', within: '0.5', why: 'W' };
const open: Question = { ...base('o'), kind: 'open', model: 'M' };

const texts = (element: Element, selector: string) =>
  [...element.querySelectorAll(selector)].map((one) => one.textContent);

test('a number and an open question are asked as Canvas asks them', () => {
  const [first, second] = [...parsed(quizOf(sectionOf([number, open]), 'V')).querySelectorAll('item')];
  expect(texts(first!, 'fieldentry')).toEqual(['numerical_question', '1.0']);
  expect(texts(first!, 'varequal, vargte, varlte')).toEqual(['2.5', '2', '3']);
  expect(texts(second!, 'fieldentry')).toEqual(['essay_question', '1.0']);
  expect(texts(second!, 'itemfeedback mattext')).toEqual(['<p>M</p>']);
  expect(second!.querySelector('setvar')).toBeNull();
});

test('the ends of a number’s range are written as they are meant', () => {
  const narrow: Question = { ...number, value: '0.7', within: '0.1' };
  const wide: Question = { ...number, value: '0.3', within: '0.2' };
  const ends = [...parsed(quizOf(sectionOf([narrow, wide]), 'V')).querySelectorAll('item')].map((item) =>
    texts(item, 'vargte, varlte')
  );
  expect(ends).toEqual([
    ['0.6', '0.8'],
    ['0.1', '0.5']
  ]);
});

/** As a parser has it: without what XML has no place for. */
const inXml = (said: string) =>
  htmlOf(said).replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '');

test('whatever a question says, the file is well-formed and says it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'<>&"\'*]\r\n\u0000\ud800a') })
  );
  fc.assert(
    fc.property(
      text,
      fc.array(text, { minLength: 3, maxLength: 5 }),
      fc.nat(2),
      text,
      (ask, choices, answer, why) => {
        const question: Question = { ...base('a-question'), kind: 'choice', ask, choices, answer, why };
        const document = parsed(quizOf(sectionOf([question]), ask));
        const item = document.querySelector('item')!;
        expect(texts(item, 'presentation > material > mattext')).toEqual([inXml(ask)]);
        expect(texts(item, 'response_label mattext')).toEqual(choices.map(inXml));
        expect(texts(item, 'itemfeedback mattext')).toEqual([inXml(why)]);
        const right = item.querySelector('varequal')!.textContent;
        expect(
          [...item.querySelectorAll('response_label')].findIndex(
            (label) => label.getAttribute('ident') === right
          )
        ).toBe(answer);
      }
    )
  );
});

test('the manifest names every file of the package, and no other', () => {
  const sections = [sectionOf([number]), { ...sectionOf([open]), slug: 'two', number: 2 }];
  const [manifest, ...files] = packageOf(sections, 'V & W', 'CC BY <4.0>');
  const document = parsed(manifest!.text);
  const named = [...document.querySelectorAll('file')].map((file) => file.getAttribute('href'));
  expect(named).toEqual(files.map(({ path }) => path));
  for (const { text } of files) parsed(text);
});
