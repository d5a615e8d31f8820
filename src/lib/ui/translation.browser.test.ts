import { expect, test } from 'vitest';
import { followTranslation } from './translation.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** What a browser's translator does to a text node. */
function translate(text: Text, words: string, atOnce: boolean) {
  const font = document.createElement('font');
  font.append(Object.assign(document.createElement('font'), { textContent: words }));
  if (atOnce) text.replaceWith(font);
  else {
    text.before(font);
    text.remove();
  }
}

test.each([true, false])(
  'a number written into a translated sentence is seen (at once: %s)',
  async (atOnce) => {
    const p = document.createElement('p');
    const [before, number] = [document.createTextNode('It recites '), document.createTextNode('34')];
    p.append(before, number);
    document.body.append(p);
    const end = followTranslation(p);
    translate(before, 'Es sagt ', atOnce);
    translate(number, '34', atOnce);
    await settled();
    expect(p.textContent).toBe('Es sagt 34');

    number.nodeValue = '8';
    await settled();
    expect(p.textContent).toBe('Es sagt 8');

    // And once more: what was put back is translated again.
    translate(number, 'acht', atOnce);
    await settled();
    number.nodeValue = '9';
    await settled();
    expect(p.textContent).toBe('Es sagt 9');
    end();
  }
);

test('what the page itself takes away stays away', async () => {
  const p = document.createElement('p');
  const text = document.createTextNode('gone');
  p.append(text);
  document.body.append(p);
  const end = followTranslation(p);
  text.remove();
  text.nodeValue = 'back';
  await settled();
  expect(p.textContent).toBe('');
  end();
});

/** A paragraph with a translated text, and what comes after it. */
async function translated(...after: Node[]) {
  const p = document.createElement('p');
  const text = document.createTextNode('of 408');
  p.append(text, ...after);
  document.body.append(p);
  const end = followTranslation(p);
  translate(text, 'von 408', true);
  await settled();
  return { p, text, end };
}

test('a translated text that the page takes away goes with its translation', async () => {
  const { p, text, end } = await translated();
  text.remove();
  await settled();
  expect(p.textContent).toBe('');
  expect(text.data).toBe('of 408');
  end();
});

test('what a translated text begins can be taken away to its end', async () => {
  const last = document.createElement('b');
  last.textContent = 'passages';
  const { p, text, end } = await translated(last);
  for (let node: ChildNode | null = text; node;) {
    const next: ChildNode | null = node.nextSibling;
    node.remove();
    node = next;
  }
  await settled();
  expect(p.textContent).toBe('');
  end();
});

test('the original can be shown again', async () => {
  const { p, text, end } = await translated();
  p.querySelector('font')!.replaceWith(text);
  await settled();
  expect(p.textContent).toBe('of 408');
  end();
});
