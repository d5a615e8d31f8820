import { expect, test } from 'vitest';
import { linesOf } from '../page-text.ts';

test.each([
  ['blocks are lines, what stands in a line stays there', '<h2>A <em>b</em></h2><p>c<br>d</p>', '## A b/c/d'],
  [
    'scripts, styles, comments and what is hidden say nothing',
    '<p>a<!--x--></p><p hidden>b</p><style>c</style>',
    'a'
  ],
  ['a folded part is read', '<details><summary>More</summary><p>a</p></details>', '+ More/a'],
  ['a row is a line', '<table><tr><th>a</th><td><p>b</p><p>c</p></td></tr></table>', '| a | b c |'],
  ['items are marked, in their first line', '<ul><li><p>a</p><p>b</p></li><li>c</li></ul>', '- a/b/- c'],
  [
    'a button says its label and its state',
    '<button aria-pressed="true" disabled>Go</button>',
    '[button, pressed, disabled: Go]'
  ],
  [
    'a control says its value',
    '<input type="range" aria-label="n" value="2" min="0" max="9">',
    '[range: n | 2 | 0 to 9]'
  ],
  [
    'a choice says what is chosen',
    '<select><option>a</option><option selected>b</option></select>',
    '[choice: ( ) a (x) b]'
  ],
  [
    'an image says its alternative, a chart its labels too',
    '<img alt="A"><svg aria-label="B"><text>1<tspan>%</tspan></text></svg>',
    '[image: A]/[image: B]/1 %'
  ],
  ['links side by side are two words', '<nav><a>a</a><a>b</a></nav>', 'a b'],
  ['spans side by side are one', '<p><span>a</span><span>b</span></p>', 'ab'],
  [
    'the description and the title come first',
    '<meta name="description" content="A &amp; B"><title>T</title><h1>C</h1>',
    '[description: A & B]/T/# C'
  ]
])('%s', (_, html, lines) => {
  expect(linesOf(html).join('/')).toBe(lines);
});
