// The questions at the end of the chapters: a reader who knows nothing should not be able to tell the right answers by
// where they stand or by how long they are.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const STRING = String.raw`'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"`;

/** The questions of a chapter: choices, and which is right. */
const questionsOf = (markdown: string) =>
  [
    ...markdown.matchAll(
      new RegExp(String.raw`choices: \[((?:\s*(?:${STRING}),?)+)\s*\],\s*answer: (\d)`, 'g')
    )
  ].map(([, choices, ...rest]) => ({
    choices: [...choices!.matchAll(new RegExp(STRING, 'g'))].map(
      ([, single, double]) => single ?? double ?? ''
    ),
    answer: Number(rest.at(-1))
  }));

const all = globSync('content/chapters/*/index.md').flatMap((file) => {
  const markdown = readFileSync(file, 'utf8');
  const questions = questionsOf(markdown);
  test(`every question of ${file} is read`, () =>
    expect(questions.length).toBe(markdown.match(/^\s*answer: \d/gm)?.length ?? 0));
  return questions;
});

test('the right answers are spread over the places', () => {
  const share = (at: number) => all.filter(({ answer }) => answer === at).length / all.length;
  for (const at of [0, 1, 2]) {
    expect(share(at), `place ${at + 1}`).toBeGreaterThan(0.2);
    expect(share(at), `place ${at + 1}`).toBeLessThan(0.45);
  }
});

test('the right answers are neither the longest nor the shortest more often than others', () => {
  const share = (pick: (lengths: number[]) => number) =>
    all.filter(({ choices, answer }) => {
      const lengths = choices.map(({ length }) => length);
      return lengths[answer] === pick(lengths);
    }).length / all.length;
  for (const pick of [Math.max, Math.min])
    expect(
      share((lengths) => pick(...lengths)),
      pick.name
    ).toBeLessThan(0.45);
});
