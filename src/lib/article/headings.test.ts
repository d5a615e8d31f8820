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
  headingAnchors()(tree);
  expect(tree.children[0]).toMatchObject({
    properties: { id: 'whats-in-a-word-2-said' },
    children: [{}, { tagName: 'a', properties: { href: '#whats-in-a-word-2-said' } }]
  });
  expect(tree.children[1]).toEqual(heading('p', 'Text'));
});

test('two headings of one name are refused', () => {
  const tree = { type: 'root', children: [heading('h2', 'Again'), heading('h3', 'Again')] };
  expect(() => headingAnchors()(tree)).toThrow('the id "again"');
});
