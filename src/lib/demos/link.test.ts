import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLink, linkOf, number, quoted, text, type Table } from './link.ts';
import old from './links.fixture.json' with { type: 'json' };
import * as playground from './playground/state.ts';

interface State {
  parseState: (fragment: string, ...known: never[]) => unknown;
}
/** How each demo reads its links, by its name. */
const PARSERS = new Map(
  Object.entries(import.meta.glob<State>('./*/state.ts', { eager: true })).map(([path, { parseState }]) => [
    path.split('/')[1]!,
    parseState
  ])
);

interface Old {
  known: unknown[];
  links: { link: string; state: unknown }[];
}

describe.each(Object.entries<Old>(old))('old links of %s', (demo, { known, links }) => {
  test.each(links)('$link', ({ link, state }) => {
    expect(PARSERS.get(demo)!(`#${link}`, ...(known as never[]))).toEqual({ state, complaints: [] });
  });
});

test('there are three old links or more of each demo', () => {
  expect(Object.keys(old).toSorted()).toEqual([...PARSERS.keys()].sort());
  for (const { links } of Object.values(old)) expect(links.length).toBeGreaterThanOrEqual(3);
});

interface Note {
  text: string;
}
const notes = linkOf((): Table<Note> => ({ usual: { text: '' }, keys: [{ key: 'text', schema: text(10) }] }));

test('a key is read as what its field holds', () => {
  // @ts-expect-error -- a number is no text
  const table: Table<Note> = { usual: { text: '' }, keys: [{ key: 'text', schema: number }] };
  expect(table.keys).toHaveLength(1);
});

test('a text too long is no part of a link, and no identity', () => {
  const [a, b] = [{ text: 'a'.repeat(11) }, { text: 'b'.repeat(11) }];
  expect(notes.format(a)).toBe(notes.format(b));
  expect([notes.carries(a), notes.carries({ text: 'a'.repeat(10) })]).toEqual([false, true]);
  expect([notes.same(a, b), notes.same(a, { ...a })]).toEqual([false, true]);
});

test('a text that links cannot hold as it is, is not carried whole', () => {
  for (const written of ['\ud83d', 'a\r\nb', 'a\rb']) {
    const state = { text: written };
    expect(notes.carries(state)).toBe(false);
    const { state: read, complaints } = notes.parse(notes.format(state));
    expect(complaints).toEqual([]);
    expect(notes.format(read)).toBe(notes.format(state));
  }
});

test('lines of a text end as text fields end them', () => {
  expect(notes.parse('v=1&text=a%0D%0Ab%0Dc').state.text).toBe('a\nb\nc');
});

test('a link cut within a character is read as far as it goes, with a complaint', () => {
  expect(notes.parse('v=1&text=ok+%F0%9F')).toEqual({
    state: { text: 'ok \ufffd' },
    complaints: ['The link is damaged; what cannot be read in it is shown as “\ufffd”.']
  });
  expect(notes.parse('v=1&text=%EF%BF%BD').complaints).toEqual([]);
  expect(notes.parse('v=1&text=100%').state.text).toBe('100%');
});

test('a number sign begins a link, and is a character within', () => {
  expect(notes.parse('#v=1&text=a#b')).toEqual({ state: { text: 'a#b' }, complaints: [] });
  expect(notes.parse('v=1&text=#b').state.text).toBe('#b');
});

test('many unknown keys are counted', () => {
  expect(notes.parse('v=1&a=1&b=2&c=3&d=4&e=5').complaints).toEqual([
    '“a” is not something this demo reads.',
    '“b” is not something this demo reads.',
    '“c” is not something this demo reads.',
    'The same goes for 2 more in the link.'
  ]);
});

test('numbers have a dot', () => {
  const usual = { ...playground.DEFAULTS, model: 'a' };
  const state = { ...usual, decoding: { ...usual.decoding, method: 'sample' as const, temperature: 0.5 } };
  expect(playground.formatState(state, { models: ['a'] })).toContain('temperature=0.5');
  expect(playground.parseState('v=1&method=sample&temperature=0,5', { models: ['a'] }).complaints).toEqual([
    '“temperature” cannot be “0,5”; its usual value is used.'
  ]);
});

test('only what has a version is a link', () => {
  for (const fragment of ['#v=1', 'v=1', '#v=', '#v=7&model=x', '#model=x&v=1'])
    expect(isLink(fragment)).toBe(true);
  for (const fragment of ['', '#', '#main', '#fn-1', '#view=table', '#vv=1'])
    expect(isLink(fragment)).toBe(false);
});

describe('what a link said, in a complaint', () => {
  const family = '👩‍👩‍👧‍👦';

  test('is whole where it is short, and cut where it is long', () => {
    expect(quoted('')).toBe('“”');
    expect(quoted('x'.repeat(40))).toBe(`“${'x'.repeat(40)}”`);
    expect(quoted('x'.repeat(41))).toBe(`“${'x'.repeat(40)}…”`);
  });

  test('is never cut within a character', () => {
    expect(quoted(`${'x'.repeat(39)}${family}y`)).toBe(`“${'x'.repeat(39)}${family}…”`);
    expect(quoted(`a${'\u0301'.repeat(1000)}`)).toBe('“…”');
    const segments = (of: string) => [...new Intl.Segmenter('en').segment(of)].map(({ segment }) => segment);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(family, 'e\u0301', 'x', '\r\n', '🇩🇪'), maxLength: 60 }),
        (of) => {
          const kept = segments(quoted(of).slice(1, -1).replace(/…$/, ''));
          expect(kept).toEqual(segments(of).slice(0, kept.length));
        }
      )
    );
  });
});
