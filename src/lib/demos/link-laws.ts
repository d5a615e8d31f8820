// What holds for the links of every demo, as tests.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkOf, quoted, type Key, type Link } from './link.ts';

const pairs = (fragment: string) => [...new URLSearchParams(fragment)];
const fragmentOf = (of: readonly (readonly [string, string])[]) =>
  new URLSearchParams(of.map(([key, value]) => [key, value])).toString();

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const garbage = fc.oneof(
  fc.string({ unit, maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('%', '&', '=', '+', '#', '?', '\0', '\r', 'v', '1', 'f', '🙂') }),
  fc.string({ unit: 'binary' })
);
const LONG = 100_000;
const NASTY = [
  '%'.repeat(LONG),
  '\ud800'.repeat(LONG),
  `a${'\u0301'.repeat(LONG)}=1`,
  'a=1&'.repeat(LONG / 4),
  Array.from({ length: LONG / 10 }, (_, i) => `key${i}=${i}`).join('&'),
  '%f0%9f'.repeat(LONG / 6),
  '__proto__=1&constructor=2&toString=3'
];

/** What would do harm where it were taken for more than text. */
const INJECTIONS = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  'javascript:alert(1)',
  '{@html "x"}',
  '__proto__',
  'constructor',
  'toString',
  '\u202e\0\ufeff',
  '-1e309',
  'NaN',
  '1\r\n2'
];

/** @param states any state that the reader can come to, as a link can carry it */
export function testLinks<S extends object, Known extends unknown[]>(
  link: Link<S, Known>,
  known: Known,
  states: fc.Arbitrary<S>
): void {
  const { parse, format, carries, same, tableOf } = link;
  const { keys } = tableOf(...known);
  const names = keys.map(({ key }) => key);
  /** Writes everything, so that what a state holds can be seen. */
  const all = linkOf<S, []>(() => ({
    ...tableOf(...known),
    keys: keys.map((key) => ({ ...key, always: true, when: () => true }) as Key<S>)
  }));

  const sound = fc
    .tuple(states, states)
    .chain(([a, b]) => fc.shuffledSubarray([...pairs(format(a, ...known)), ...pairs(format(b, ...known))]));
  const stray = fc.tuple(
    fc.oneof(fc.constantFrom(...names, 'colour'), garbage),
    fc.oneof(fc.constantFrom('nope', '1e5', '-1', '', '0,5', '7'), garbage)
  );
  const links = fc.oneof(
    garbage,
    sound.map(fragmentOf),
    fc.tuple(sound, fc.array(stray, { maxLength: 3 })).map(([a, b]) => fragmentOf([...a, ...b])),
    fc.tuple(sound, garbage).map(([a, b]) => `${fragmentOf(a)}&${b}`)
  );

  test('a link gives back the state that made it', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parse(`#${format(state, ...known)}`, ...known)).toEqual({ state, complaints: [] });
        expect(carries(state, ...known)).toBe(true);
      })
    );
  });

  test('a link says nothing in vain', () => {
    fc.assert(
      fc.property(states, (state) => {
        const said = pairs(format(state, ...known));
        for (const pair of said) {
          if (pair[0] === 'v' || keys.find(({ key }) => key === pair[0])!.always) continue;
          const without = fragmentOf(said.filter((other) => other !== pair));
          expect(same(parse(without, ...known).state, state, ...known), without).toBe(false);
        }
      })
    );
  });

  test('what was read of any link is a state that a link gives back', () => {
    fc.assert(
      fc.property(links, (any) => {
        const { state } = parse(any, ...known);
        const fragment = format(state, ...known);
        expect(parse(fragment, ...known)).toEqual({ state, complaints: [] });
        expect(format(parse(fragment, ...known).state, ...known)).toBe(fragment);
      })
    );
  });

  test('there is no complaint if, and only if, all that a link says is in the state', () => {
    const plain = stray.filter((pair) => !/[\ufffd\r]|\p{Cs}/u.test(pair.join('')));
    const mixed = fc.tuple(sound, fc.array(plain, { maxLength: 1 })).map(([a, b]) => [...a, ...b]);
    fc.assert(
      fc.property(mixed, (said) => {
        const { state, complaints } = parse(fragmentOf(said), ...known);
        const held = new URLSearchParams(all.format(state));
        const understood = said.filter(([key, value]) => held.get(key) === value);
        const once = new Set(said.map(([key]) => key)).size === said.length;
        expect(complaints.length === 0, complaints.join(' ')).toBe(understood.length === said.length && once);
      }),
      { numRuns: 300 }
    );
  });

  test('states are the same if their links are', () => {
    fc.assert(
      fc.property(states, states, (a, b) => {
        expect(same(a, a, ...known)).toBe(true);
        expect(same(a, b, ...known)).toBe(format(a, ...known) === format(b, ...known));
      })
    );
  });

  test('a key that is not known is named, one that is repeated too', () => {
    const usual = parse('', ...known);
    expect(usual.complaints).toEqual([]);
    expect(parse('v=1&colour=red', ...known)).toEqual({
      ...usual,
      complaints: ['“colour” is not something this demo reads.']
    });
    expect(parse('v=1&v=1', ...known)).toEqual({
      ...usual,
      complaints: ['“v” occurs in the link more than once; the first is used.']
    });
  });

  test('of 650 hostile links, a share of more than ten thousand, none throws, and what is ignored is named or counted', () => {
    const key = fc.oneof(fc.constantFrom(...names, ...INJECTIONS), garbage);
    const hostile = fc.oneof(
      links,
      fc
        .array(fc.tuple(key, fc.oneof(fc.constantFrom(...INJECTIONS), garbage)), { maxLength: 8 })
        .map(fragmentOf),
      fc
        .array(fc.tuple(key, fc.constantFrom(...INJECTIONS)), { maxLength: 8 })
        .map((of) => of.flat().join('&'))
    );
    fc.assert(
      fc.property(hostile, (any) => {
        const { state, complaints } = parse(`#${any}`, ...known);
        const said = complaints.join(' ');
        const strange = [...new Set(pairs(any).map(([name]) => name))].filter(
          (name) => name !== 'v' && !names.includes(name)
        );
        for (const name of strange.slice(0, 3)) expect(said).toContain(quoted(name));
        if (strange.length > 3) expect(said).toContain(`The same goes for ${strange.length - 3} more`);
        const version = new URLSearchParams(any).get('v');
        if (version !== null && version !== '1') expect(said).toContain('The link is of version');
        expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 650 }
    );
  });

  test('nothing throws, nor does a complaint fill the page', () => {
    const values = names.map((name) => `${name}=${'x'.repeat(LONG)}&${name}=%ff`);
    for (const fragment of [...NASTY, ...values]) {
      const { complaints } = parse(fragment, ...known);
      expect(complaints.length).toBeGreaterThan(0);
      expect(complaints.join(' ').length).toBeLessThan(1500);
    }
  });
}
