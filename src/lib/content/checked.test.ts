// A figure of our own results was not checked before these results were there.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The first day on which the report of the release stood as it stands now, intervals included. */
const REPORTED = '2026-11-28';

const figures = globSync('content/{chapters,appendices}/*/index.md').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/<Figure\b[\s\S]*?\bchecked="([\d-]+)"/g)].map(
    ({ 0: tag, 1: checked }) => ({
      file,
      checked: checked!,
      source: /\bsource=(?:\{`([^`]*)`\}|"([^"]*)")/.exec(tag)?.slice(1).join('') ?? ''
    })
  )
);

test('figures of our own results were checked once these were published', () => {
  const ours = figures.filter(({ source }) => /^ours?\b/i.test(source));
  expect(ours.length).toBeGreaterThan(15);
  expect(ours.filter(({ checked }) => checked < REPORTED)).toEqual([]);
});
