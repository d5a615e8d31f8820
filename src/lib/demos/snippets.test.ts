import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { oEmbed } from './oembed.ts';
import { FORMS, frameAddress, heightAt, iframe, pageAddress, type Placed } from './snippets.ts';

const placed: Placed = {
  site: 'https://example.org/verbatim/',
  demo: 'recital',
  title: 'See it happen',
  width: 700,
  height: 620
};

/** The elements of a piece of HTML, with their attributes, and its text. */
function read(html: string) {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  let text = '';
  const parser = new Parser({
    onopentag: (name, attributes) => elements.push({ name, attributes }),
    ontext: (part) => (text += part)
  });
  parser.end(html);
  return { elements, text };
}

test('an address says what is not usual, and nothing else', () => {
  expect(frameAddress(placed)).toBe('https://example.org/verbatim/embed/recital/');
  expect(frameAddress({ ...placed, view: 'compact', hide: [], fragment: '' })).toBe(frameAddress(placed));
  expect(
    frameAddress({
      ...placed,
      fragment: 'v=1&copies=1',
      view: 'full',
      theme: 'dark',
      hide: ['copies', 'run'],
      release: '2026-12'
    })
  ).toBe(
    'https://example.org/verbatim/embed/recital/?view=full&theme=dark&hide=copies,run&release=2026-12#v=1&copies=1'
  );
  expect(frameAddress({ ...placed, slug: 'read-once', theme: 'light' })).toBe(
    'https://example.org/verbatim/embed/recital/read-once/?theme=light'
  );
  expect(pageAddress({ ...placed, view: 'full', hide: ['run'], fragment: 'v=1' })).toBe(
    'https://example.org/verbatim/demos/recital/#v=1'
  );
});

test('the HTML is one frame and one link, which say what they are', () => {
  const { elements, text } = read(FORMS.html.of({ ...placed, fragment: 'v=1&copies=1' }));
  expect(elements).toEqual([
    {
      name: 'iframe',
      attributes: {
        src: 'https://example.org/verbatim/embed/recital/#v=1&copies=1',
        title: 'See it happen',
        width: '700',
        height: '620',
        style: 'width: 100%; max-width: 700px; border: 0',
        loading: 'lazy',
        allow: 'clipboard-write; fullscreen'
      }
    },
    { name: 'p', attributes: {} },
    { name: 'a', attributes: { href: 'https://example.org/verbatim/demos/recital/#v=1&copies=1' } }
  ]);
  expect(text).toBe('\nSee it happen (Verbatim, CC BY 4.0)');
});

test('a slide has its frame fetched by the slide show', () => {
  const [section, frame] = read(FORMS.reveal.of(placed)).elements;
  expect(section!.name).toBe('section');
  expect(frame!.attributes['data-src']).toBe(frameAddress(placed));
  expect(frame!.attributes).not.toHaveProperty('src');
});

test('Quarto gets raw HTML, Jupyter a frame, Markdown a link', () => {
  expect(FORMS.quarto.of(placed)).toBe(`\`\`\`{=html}\n${FORMS.html.of(placed)}\n\`\`\``);
  expect(FORMS.jupyter.of({ ...placed, fragment: 'v=1&copies=1' })).toBe(
    [
      'from IPython.display import IFrame',
      '',
      'IFrame(',
      '    "https://example.org/verbatim/embed/recital/#v=1&amp;copies=1",',
      '    width=700,',
      '    height=620,',
      '    extras=["title=\\"See it happen\\"", "allow=\\"clipboard-write; fullscreen\\""],',
      ')'
    ].join('\n')
  );
  expect(FORMS.markdown.of({ ...placed, title: 'A [b] *c*' })).toBe(
    '[A \\[b\\] \\*c\\*](https://example.org/verbatim/demos/recital/) (Verbatim, CC BY 4.0)'
  );
});

test('a frame is given the height of the next smaller width that was measured', () => {
  const heights = { '320': 950, '400': 770, '700': 620, '960': 530 };
  expect([100, 320, 399, 400, 960, 2000].map((width) => heightAt(heights, width))).toEqual([
    950, 950, 950, 770, 530, 530
  ]);
});

test('oEmbed is told a frame of the size that it is told', () => {
  const told = oEmbed({ ...placed, slug: 'read-once' }, 'cards/demo-recital--read-once.png');
  expect(told).toMatchObject({ version: '1.0', type: 'rich', width: 700, height: 620 });
  const [frame] = read(told.html).elements;
  expect(frame!.attributes).toMatchObject({
    src: 'https://example.org/verbatim/embed/recital/read-once/',
    width: '700',
    height: '620'
  });
  expect(told.thumbnail_url).toBe('https://example.org/verbatim/cards/demo-recital--read-once.png');
});

describe('whatever a state holds', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '"><script>alert(1)</script>',
      "' onload='alert(1)",
      '```\n<script>',
      '](javascript:alert(1))',
      '\\")\nimport os',
      '\ud800',
      '&copy=1&lt=2',
      '\u202e\0'
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      maxLength: 40
    })
  );
  const cases = fc.record({
    fragment: nasty,
    title: nasty,
    hide: fc.array(nasty, { maxLength: 3 }).map((names) => names.map((name) => name.toWellFormed())),
    width: fc.constant(700),
    height: fc.constant(620)
  });

  test('what is pasted is one frame and one link, to our site', { tags: ['heavy'] }, () => {
    fc.assert(
      fc.property(cases, (drawn) => {
        const some = { ...placed, ...drawn };
        for (const form of ['html', 'reveal', 'quarto'] as const) {
          const { elements } = read(FORMS[form].of(some));
          const names = elements.map(({ name }) => name).filter((name) => name !== 'p' && name !== 'small');
          expect(names).toEqual(form === 'reveal' ? ['section', 'iframe', 'a'] : ['iframe', 'a']);
          const {
            src,
            'data-src': lazy,
            ...rest
          } = elements.find(({ name }) => name === 'iframe')!.attributes;
          expect(new URL((src ?? lazy)!).href.startsWith('https://example.org/verbatim/embed/recital/')).toBe(
            true
          );
          expect(Object.keys(rest).filter((name) => name.startsWith('on'))).toEqual([]);
          // A fence ends where a line begins with it.
          if (form === 'quarto') expect(FORMS.quarto.of(some).match(/^```/gm)).toHaveLength(2);
        }
        expect(frameAddress(some)).toMatch(/^[\x21-\x7e]+$/);
        expect(frameAddress(some)).not.toMatch(/["'<>()`\\]/);
        expect(pageAddress(some)).not.toMatch(/["'<>()`\\]/);
        // Its lines are those of the call, whatever is in it.
        expect(FORMS.jupyter.of(some).split('\n')).toHaveLength(8);
        expect(FORMS.link.of(some)).toBe(pageAddress(some));
      }),
      { numRuns: 1_000 }
    );
  });

  test('the state comes back from the address', { tags: ['heavy'] }, () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'text', 'v'), nasty), (said) => {
        const sound = Object.fromEntries(
          Object.entries(said).map(([key, value]) => [key, value.toWellFormed()])
        );
        const fragment = new URLSearchParams(sound).toString();
        const { hash } = new URL(frameAddress({ ...placed, fragment }));
        expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toEqual(sound);
      })
    );
  });

  test('attributes are read back as they were meant', () => {
    const title = 'A "title" <b>&amp;</b> \'';
    const [frame] = read(iframe({ ...placed, title })).elements;
    expect(frame!.attributes.title).toBe(title);
  });
});
