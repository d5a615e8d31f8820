import { expect, test } from 'vitest';
import { sectionsOf } from './sections.ts';

const page = (main: string) =>
  `<!doctype html><html><body><nav>Site</nav><main id="main">${main}</main></body></html>`;

test('a page is cut at the headings that a link can lead to', () => {
  expect(
    sectionsOf(
      page(`<!--[--><article><h1>A title</h1><p>Before <em>all</em>.</p>
      <h2 id="one">One<a class="anchor x" href="#one">#</a></h2><p>First {x} &amp; second<span role="tooltip">card</span>.</p>
      <h3>No link</h3><ul><li>Item</li><li>Other</li></ul>
      <dl><div id="term-token"><dt>token</dt><dd>A piece.</dd></div></dl></article><!--]-->`)
    )
  ).toEqual([
    { title: 'A title', id: '', text: 'Before all.' },
    { title: 'One', id: 'one', text: 'First {x} & second. No link Item Other' },
    { title: 'token', id: 'term-token', text: 'A piece.' }
  ]);
});

test('controls, drawings, demos, citations and tables of numbers are no text', () => {
  const [section] = sectionsOf(
    page(`<h1>T</h1><button>press</button><svg><text>axis</text></svg><section class="demo boxed s-1">demo</section><p class="note no-print">Press</p>
    <details><summary>Unfold</summary></details>
    <p>Kept<a href="#ref-a2020">1</a>, <a href="../x/">linked</a>.</p><script>code</script><p hidden>no</p>
    <figure><figcaption>The finding</figcaption><table><tbody><tr><td>7</td></tr></tbody></table></figure>
    <table><tbody><tr><td>law</td></tr></tbody></table>`)
  );
  expect(section!.text).toBe('Kept, linked. The finding law');
});

test('lists and tables of numbers and hashes are no text; the words in other tables are', () => {
  const hash = '1457e8137eaa2b3a2f2f684251661c43c08cd83c308b4ad5a24c25bb30388e6e';
  const [section] = sectionsOf(
    page(`<h1>T</h1><ul><li><code>corpus/tokens.bin</code>, 5,472,516 bytes <code>${hash}</code></li></ul>
    <dl><div><dt>corpus/tokens.bin, 5,472,516 bytes</dt><dd>${hash}</dd></div></dl><dl><dt>raw</dt><dd>${hash}</dd></dl>
    <table><tr><th>model</th><th>bits</th></tr><tr><td>15.7M</td><td>1.438</td></tr><tr><td>5.9M</td><td>1.46</td></tr></table>
    <table><tr><th>What was expected</th><td>half of the passages recited</td><td>half.d1-raw</td><td>0.25 to 0.5</td></tr></table>
    <ol><li>In 2021 GPT-2 wrote 600,000 samples of text.</li></ol><ul><li>日本の著作権法</li></ul>`)
  );
  expect(section!.text).toBe(
    'What was expected half of the passages recited In 2021 GPT-2 wrote 600,000 samples of text. 日本の著作権法'
  );
});

test('a work in a list of works is a section of its own', () => {
  expect(
    sectionsOf(
      page('<h1>R</h1><ul><li id="a2020"><span>A. B. <cite>A work</cite>. 2020.</span></li></ul>')
    )[1]
  ).toEqual({ title: 'A work', id: 'a2020', text: 'A. B. A work. 2020.' });
});

test('a page without a main part is refused', () => {
  expect(() => sectionsOf('<p>x</p>')).toThrow('<main>');
});
