import fc from 'fast-check';
import { compile, preprocess } from 'svelte/compiler';
import { mdsvex } from 'mdsvex';
import { expect, test } from 'vitest';
import { handPlain } from './hand-plain.ts';
import { MARKDOWN } from './markdown.ts';
import { plain, strict, strictText, type Text } from './strict.ts';

const evidence = () => ({ a: { b: [{ c: 1, d: undefined as number | undefined }] }, when: new Date(0) });

test('a key that is not there throws, at any depth, and the message says where', () => {
  const value = strict(evidence(), 'E') as unknown as Record<
    string,
    Record<string, Record<string, unknown>[]>
  >;
  expect(() => value.x).toThrow('E has no "x". It has: a, when.');
  expect(() => value.a!.bb).toThrow('E.a has no "bb". It has: b.');
  expect(() => value.a!.b![0]!.e).toThrow('E.a.b.0 has no "e". It has: c, d.');
  expect(() => value.a!.b!.map(({ e }) => e)).toThrow('E.a.b.0 has no "e"');
  expect(() => (value.a!.b as unknown as { lenght: number }).lenght).toThrow('E.a.b has no "lenght"');
});

test('what is there is as it was: also to JSON, to spreading, to lists, and where a list ends', async () => {
  const value = strict(evidence(), 'E');
  expect(JSON.stringify(value)).toBe(JSON.stringify(evidence()));
  expect({ ...value.a.b[0] }).toEqual({ c: 1, d: undefined });
  expect(value.a.b[0]!.d).toBeUndefined();
  expect(value.a.b[1]).toBeUndefined();
  expect(value.a.b.at(-1)).toBe(value.a.b[0]);
  expect(value.a.b.indexOf(value.a.b[0]!)).toBe(0);
  expect('x' in value).toBe(false);
  expect(Object.keys(value)).toEqual(['a', 'when']);
  expect(value.when.getTime()).toBe(0);
  expect(`${[...value.a.b].length}`).toBe('1');
  expect(await Promise.resolve(value)).toBe(value);
  expect(strict(Object.freeze({ f: Object.freeze({ g: 1 }) }), 'E').f.g).toBe(1);
});

test('a component gets it as it was before', () => {
  const original = evidence();
  const value = strict(original, 'E');
  expect(plain(value)).toBe(original);
  expect(() => structuredClone(plain({ rows: [value.a, { x: value.a.b }] }))).not.toThrow();
  expect(plain(evidence)).toBe(evidence);
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(plain(strict({ json }, 'E')).json).toEqual(json);
      expect(plain([strict({ json }, 'E').json])).toEqual([json]);
    })
  );
});

async function render(markdown: string, props: Record<string, unknown>) {
  const { code } = await preprocess(markdown, [mdsvex(MARKDOWN), handPlain], { filename: 'chapter.md' });
  expect(() => compile(code, { filename: 'chapter.svelte', generate: 'server' })).not.toThrow();
  let got: Record<string, unknown> | undefined;
  const text = ((_: unknown, given: Record<string, unknown>) => (got = given)) as unknown as Text;
  strictText(text, 'five')(undefined as never, props);
  return { code, got: got! };
}

test('a chapter hands to components what it was given, however it is written', async () => {
  const { code, got } = await render(
    `<script>
  import A from './A.svelte';
  let { rows } = $props();
</script>

<A {rows} a={rows[0]} b="of {rows.length}" c {...rows[1]}>{rows.length}{#if rows}<A b={rows} />{/if}</A>
`,
    { rows: [] }
  );
  for (const part of [
    '{...plain({ rows: rows })}',
    'a={plain(rows[0])}',
    '{...plain(rows[1])}',
    'b={plain(rows)}'
  ])
    expect(code).toContain(part);
  expect(code).toContain('>{rows.length}{#if rows}');
  expect(() => got.row).toThrow('The evidence of five has no "row". It has: rows.');
  expect(got.$$slots).toBeUndefined();
});
