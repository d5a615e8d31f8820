// How long a chapter takes to read: the words of its text, captions and questions. Code, tables, demos and what is said of
// drawings to those who cannot see them are left aside.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { textsSeen } from './seen.ts';

const WORDS_A_MINUTE = 230;

const minutesOf = async (markdown: string): Promise<number> => {
  const read = markdown
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/^\|.*$/gm, '')
    .replace(/\b(?:alternative|label)=(?:"[^"]*"|\{`[^`]*`\})/g, '');
  const words = (await textsSeen(read)).flatMap((text) => text.match(/\S*[\p{L}\d…]\S*/gu) ?? []);
  return words.length / WORDS_A_MINUTE;
};

test.each(globSync('content/chapters/*/index.md'))('%s takes as long as it says', async (file) => {
  const markdown = readFileSync(file, 'utf8');
  const said = Number(/^minutes: (\d+)$/m.exec(markdown)![1]);
  const counted = await minutesOf(markdown);
  expect(Math.abs(said - counted), `it says ${said}, counted ${counted.toFixed(1)}`).toBeLessThanOrEqual(1);
});

test('tables and what is said of drawings are not counted', async () => {
  const line = 'one two three four five six seven eight nine {ten}.';
  const aside = '| a table |\n|---|\n| of words |\n\n<Chart label={`A line of ${n} points`} title="Ten" />';
  const text = Array.from({ length: 46 }, () => line).join('\n\n');
  const matter = "---\ntitle: T\nchecked: '2026-11-22'\n---\n\n";
  expect(await minutesOf(`${matter}${text}\n\n${aside}\n`)).toBeCloseTo(2, 1);
});
