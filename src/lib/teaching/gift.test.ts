import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeGift, giftOf } from './gift.ts';
import { htmlOf } from './inline.ts';
import type { Question } from './questions.ts';

const choice: Question = {
  id: 'a-question',
  chapter: 'introduction',
  kind: 'choice',
  ask: 'Of {all} ~ these: *one* = 1 #2?',
  choices: ['Right: yes', 'Wrong = no', '~ {maybe}'],
  answer: 0,
  why: 'Because # of it.'
};
const number: Question = { ...base('a-number'), kind: 'number', value: '2.5', within: '0.1', why: 'Count.' };
const open: Question = { ...base('an-open-one'), kind: 'open', model: 'Say {this}.' };

function base(id: string) {
  return { id, chapter: 'introduction', ask: 'How many?' };
}

const section = (...questions: Question[]) => [
  { number: 1, slug: 'introduction', title: 'Input/output: a title', questions }
];

test('a file is comments, categories and questions, parted by blank lines', () => {
  expect(giftOf(section(choice, number, open), 'Verbatim', ['CC BY 4.0', 'two\nlines'])).toBe(`// CC BY 4.0
// two lines

$CATEGORY: Verbatim/Chapter 1. Input//output: a title

::a-question::[html]<p>Of \\{all\\} \\~ these\\: <i>one</i> \\= 1 \\#2?</p>{
\t=[html]<p>Right\\: yes</p>
\t~[html]<p>Wrong \\= no</p>
\t~[html]<p>\\~ \\{maybe\\}</p>
\t####[html]<p>Because \\# of it.</p>
}

::a-number::[html]<p>How many?</p>{#2.5:0.1####[html]<p>Count.</p>}

::an-open-one::[html]<p>How many?</p>{####[html]<p>Say \\{this\\}.</p>}
`);
});

// How Moodle reads: question/format/gift/format.php, escapedchar_pre, readquestions and readquestion, cut down to what we write.
const HELD = new Map([...':#={}~'].map((sign) => [`\\${sign}`, `\ue000${sign.codePointAt(0)}\ue001`]));
const hold = (text: string) => {
  let held = text.replaceAll('\\\\', '\ue00292\ue003');
  for (const [escaped, placeholder] of HELD) held = held.replaceAll(escaped, placeholder);
  return held.replaceAll('\\n', '\ue00010\ue001').replaceAll('\ue00292\ue003', '\\');
};
const release = (text: string) =>
  text.replace(/\ue000(\d+)\ue001/g, (_, code: string) => String.fromCodePoint(Number(code))).trim();

/** What Moodle makes of the one question of a file. */
function readByMoodle(file: string) {
  const blocks = hold(file)
    .split('\n\n')
    .map((block) => block.replace(/^\/\/.*\n?/gm, '').trim())
    .filter((block) => block !== '' && !block.startsWith('$CATEGORY:'));
  expect(blocks).toHaveLength(1);
  const [, name, rest] = /^::([^]*?)::([^]*)$/.exec(blocks[0]!)!;
  const [start, end] = [rest!.indexOf('{'), rest!.lastIndexOf('}')];
  const answer = rest!.slice(start + 1, end);
  const [answers, feedback] = answer.split('####');
  const choices = answers!
    .split(/(?=[=~])/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return {
    name: release(name!),
    ask: release(rest!.slice(0, start)),
    answers: choices.map((part) => ({ right: part.startsWith('='), text: release(part.slice(1)) })),
    feedback: release(feedback!)
  };
}

const text = fc
  .string({ unit: fc.constantFrom(...'~=#{}:\\;nab*<>&"\n /$%→-'.split('')), maxLength: 30 })
  .map((said) => said.trim())
  .filter((said) => said !== '');

test('whatever a question says, Moodle reads it as it was written', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(text, { minLength: 3, maxLength: 5 }),
      fc.nat(2),
      text,
      (ask, choices, answer, why) => {
        const question: Question = { ...base('a-question'), kind: 'choice', ask, choices, answer, why };
        const read = readByMoodle(giftOf(section(question), 'V', ['head']));
        const html = (said: string) => `[html]${htmlOf(said)}`;
        expect(read).toEqual({
          name: 'a-question',
          ask: html(ask),
          answers: choices.map((said, at) => ({ right: at === answer, text: html(said) })),
          feedback: html(why)
        });
      }
    ),
    { numRuns: 500 }
  );
});

test.each([
  ['~=#{}:', '\\~\\=\\#\\{\\}\\:'],
  ['a\\b', 'a\\\\b'],
  ['a\r\nb\rc', 'a\\nb\\nc'],
  ['a; b, "c"', 'a; b, "c"']
])('%s is escaped', (said, escaped) => {
  expect(escapeGift(said)).toBe(escaped);
});
