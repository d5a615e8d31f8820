import { expect, test } from 'vitest';
import { headingAnchors } from './headings.ts';

const heading = (tagName: string, value: string) => ({
  type: 'element',
  tagName,
  children: [{ type: 'text', value }]
});

test('headings get an id and a link to themselves', () => {
  const tree = {
    type: 'root',
    children: [heading('h2', 'What’s in a word, 2 × said'), heading('p', 'Text')]
  };
  const file = { data: { fm: { title: 'T' } } };
  headingAnchors()(tree, file);
  expect(file.data.fm).toEqual({
    title: 'T',
    headings: [{ id: 'whats-in-a-word-2-said', text: 'What’s in a word, 2 × said', level: 2 }]
  });
  expect(tree.children[0]).toMatchObject({
    properties: { id: 'whats-in-a-word-2-said' },
    children: [{}, { tagName: 'a', properties: { href: '#whats-in-a-word-2-said' } }]
  });
  expect(tree.children[1]).toEqual(heading('p', 'Text'));
});

test('two headings of one name are refused', () => {
  const tree = { type: 'root', children: [heading('h2', 'Again'), heading('h3', 'Again')] };
  expect(() => headingAnchors()(tree, { data: {} })).toThrow('the id "again"');
});

test('tags within a heading are not its text', () => {
  const raw = (value: string) => ({ type: 'raw', value });
  const tree = {
    type: 'root',
    children: [
      {
        type: 'element',
        tagName: 'h3',
        children: [raw('<Term key="k">'), { type: 'text', value: 'Tokens' }, raw('</Term>')]
      }
    ]
  };
  const file = { data: {} };
  headingAnchors()(tree, file);
  expect(file.data).toEqual({ fm: { headings: [{ id: 'tokens', text: 'Tokens', level: 3 }] } });
});
