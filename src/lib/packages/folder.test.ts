import { expect, test } from 'vitest';
import { courseFixture } from './course.fixture.ts';
import { indexPage } from './folder.ts';

const course = courseFixture();
const recall = course.demos.filter(({ name }) => name === 'recall');
const links = (page: string) => [...page.matchAll(/<a href="(embed\/[^"]*)"/g)].map(([, href]) => href);

test('the page of a folder leads to the demo and its named states, each in its own', () => {
  const named = recall[0]!.states.map(({ slug }) => `embed/recall/${slug}/index.html`);
  expect(links(indexPage(course, recall, ''))).toEqual(['embed/recall/index.html', ...named]);
  expect(links(indexPage(course, recall, '', 'v=1&draw=yes'))).toEqual([
    'embed/recall/index.html#v=1&amp;draw=yes',
    ...named
  ]);
});
