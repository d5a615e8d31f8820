import { expect, test } from 'vitest';
import { parseBibtex } from './bibtex.ts';

test('reads entries, and takes what stands between them for comments', () => {
  const text = `Papers, by year

@misc{doe2024,
  author = {Doe, Jane and
            others},
  title = {On {GPT-2}, = signs and "quotes"},
}
More words
@legislation{usc107, title = {Fair use}}`;
  expect(parseBibtex(text)).toEqual([
    {
      type: 'misc',
      key: 'doe2024',
      fields: { author: 'Doe, Jane and others', title: 'On GPT-2, = signs and "quotes"' }
    },
    { type: 'legislation', key: 'usc107', fields: { title: 'Fair use' } }
  ]);
});

test.each([
  ['@misc{a,\n title = {never closed', 'line 2: "}" expected'],
  ['@misc{a,\n title = "quoted"}', 'line 2: "{" expected'],
  ['@misc{a, title = {A} year = {1}}', 'line 1: "," or "}" expected in a'],
  ['@misc{a, title = {A}, title = {B}}', 'two fields "title"'],
  ['@misc{a, title = {A}}\n@misc{a, title = {B}}', 'line 2: two entries have the key "a"'],
  ["@misc{a, title = {Erlingsson, \\'U}}", 'TeX commands are not read'],
  ['@misc{, title = {A}}', 'a key of lowercase letters']
])('says where %j goes wrong', (text, message) => {
  expect(() => parseBibtex(text)).toThrow(message);
});
