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
