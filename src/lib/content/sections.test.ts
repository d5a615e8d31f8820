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
    page(`<h1>T</h1><button>press</button><svg><text>axis</text></svg><div class="playground s-1">demo</div>
    <p>Kept<a href="#ref-a2020">1</a>, <a href="../x/">linked</a>.</p><script>code</script><p hidden>no</p>
    <figure><figcaption>The finding</figcaption><table><tbody><tr><td>7</td></tr></tbody></table></figure>
    <table><tbody><tr><td>law</td></tr></tbody></table>`)
  );
  expect(section!.text).toBe('Kept, linked. The finding law');
});

test('a page without a main part is refused', () => {
  expect(() => sectionsOf('<p>x</p>')).toThrow('<main>');
});
