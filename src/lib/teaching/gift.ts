// The questions in GIFT, the text format that Moodle imports. https://docs.moodle.org/en/GIFT_format
import { htmlOf } from './inline.ts';
import type { Question, Section } from './questions.ts';

/** Text within a question: what GIFT reads as its own signs has a backslash before it, and a line end is written out. */
export const escapeGift = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\~=#{}:]/g, '\\$&')
    .replaceAll('\n', '\\n');

/** The name of a category is read as it stands, but for the slash, which opens one within another. */
const category = (name: string) => name.replace(/\s+/g, ' ').replaceAll('/', '//');

const html = (text: string) => `[html]${escapeGift(htmlOf(text))}`;

function answers(question: Question): string {
  switch (question.kind) {
    case 'choice': {
      const choices = question.choices.map(
        (choice, at) => `\t${at === question.answer ? '=' : '~'}${html(choice)}`
      );
      return `{\n${choices.join('\n')}\n\t####${html(question.why)}\n}`;
    }
    case 'number':
      return `{#${question.value}:${question.within}####${html(question.why)}}`;
    case 'open':
      return `{####${html(question.model)}}`;
  }
}

const giftOfOne = (question: Question): string =>
  `::${escapeGift(question.id)}::${html(question.ask)}${answers(question)}`;

/**
 * A file for Moodle: a category for each chapter, in it the questions, each named by its id.
 *
 * @param head lines of comment for whoever opens the file
 */
export function giftOf(sections: readonly Section[], whole: string, head: readonly string[]): string {
  const comments = head.map((line) => `// ${line.replace(/\s+/g, ' ')}`);
  const blocks = sections.flatMap(({ number, title, questions }) => [
    `$CATEGORY: ${category(whole)}/${category(`Chapter ${number}. ${title}`)}`,
    ...questions.map(giftOfOne)
  ]);
  return [comments.join('\n'), ...blocks].filter((block) => block !== '').join('\n\n') + '\n';
}
