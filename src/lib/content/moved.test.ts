// What links to a place in a chapter must go on leading somewhere after the place has moved to an appendix.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const chapter = readFileSync('content/chapters/05-what-is-memorized/index.md', 'utf8');
const appendix = readFileSync('content/appendices/more-counts/index.md', 'utf8');

/** Figures that chapter 5 once held. */
const FIGURES = 'seeds size context pythia nets course canaries counterfactual timing'.split(' ');
/** Headings that it once had, as links name them. */
const HEADINGS = [
  'a-larger-model-recites-more-of-the-same-text',
  'a-longer-opening-helps-up-to-a-point',
  'a-passage-is-learned-in-the-middle-of-a-course',
  'a-secret-leaves-a-trace-before-it-can-be-told',
  'two-paragraphs-read-equally-often-differ-by-when'
];

test.each(FIGURES)('the figure “%s”: the appendix has it, and its old place leads there', (name) => {
  expect(appendix).toContain(`<Figure id="fig-${name}"`);
  expect(chapter).toMatch(new RegExp(`<a id="fig-${name}" href="\\.\\./more-counts/#[a-z-]+">`));
});

test.each(HEADINGS)('a link to the section “%s” finds what is left of it', (id) => {
  expect(chapter.split(`id="${id}"`)).toHaveLength(2);
});
