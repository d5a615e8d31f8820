import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Fields for text, as they stand in components. */
const FIELD =
  /<textarea\b(?:[^>{]|\{(?:[^{}]|\{[^{}]*\})*\}|=>)*>|<input\b(?:[^>{]|\{(?:[^{}]|\{[^{}]*\})*\}|=>)*>/g;
const NO_TEXT = /type="(checkbox|radio|range|hidden)"|\breadonly\b(?!=)/;

test('every field that takes text has a limit, so that no paste holds up the page', () => {
  const fields = globSync('src/**/*.svelte').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(FIELD)]
      .map(([field]) => ({ path, field }))
      .filter(({ field }) => !NO_TEXT.test(field))
  );
  expect(fields.length).toBeGreaterThan(7);
  expect(fields.filter(({ field }) => !/maxlength=|\{@attach limit\(/.test(field))).toEqual([]);
});
