import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { expect, test } from 'vitest';
import { layOut, LOOK, svgOf, type Picture } from './picture.ts';

/** Letters of one width. */
const measure = (text: string, size: number) => text.length * size * 0.5;

const picture: Picture = {
  prefix: 'Call me',
  pieces: [' Ish', 'mael', '.', ' Some', ' & <then>'],
  spans: [
    { start: 0, end: 3, kind: 'verbatim', copies: 128, sources: [] },
    { start: 3, end: 4, kind: 'near', copies: 1, sources: [] }
  ],
  lines: ['5.9M parameters, recorded', 'Read 128 times'],
  licence: 'Verbatim, CC BY 4.0',
  link: 'https://example.org/demos/playground/#v=1&model=d6-raw'
};

function read(svg: string) {
  const texts: string[] = [];
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  let within = false;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        elements.push({ name, attributes });
        if (name === 'text') within = true;
        if (name === 'text') texts.push('');
      },
      ontext: (text) => {
        if (within) texts.push(texts.pop()! + text);
      },
      onclosetag: (name) => {
        if (name === 'text') within = false;
      }
    },
    { xmlMode: true }
  );
  parser.end(svg);
  return { texts, elements };
}

test('an SVG file has the words as text, the signs under them, and whose it is with its link', () => {
  const { texts, elements } = read(svgOf(layOut(picture, measure), picture));
  expect(texts).toEqual(['Call me Ishmael. Some & <then>', ...picture.lines, picture.licence, picture.link]);
  const fills = elements.filter(({ name }) => name === 'rect').map(({ attributes }) => attributes['fill']);
  expect(fills).toEqual([LOOK.paper, LOOK.highlight, LOOK.edge]);
  const band = elements.find(({ attributes }) => attributes['fill'] === LOOK.highlight)!.attributes;
  expect([band['x'], band['width']]).toEqual(['102', '90']);
  expect(elements.find(({ name }) => name === 'path')!.attributes['d']).toMatch(/^M192 .*H242$/);
  expect(elements.find(({ name }) => name === 'a')!.attributes['href']).toBe(picture.link);
});

test('nothing is wider than the paper, and nothing is lost, whatever was written', () => {
  const word = fc.string({
    minLength: 0,
    maxLength: 90,
    unit: fc.constantFrom('a', 'b', ' ', '\n', '<', '\u0001', 'é')
  });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 12 }), (prefix, pieces) => {
      const asked = { ...picture, prefix, pieces, spans: [] };
      const { lines, width, height } = layOut(asked, measure);
      for (const { runs, y } of lines) {
        const text = runs.map((run) => run.text).join('');
        expect(
          32 + measure(text.trimEnd(), lines.find((line) => line.runs === runs)!.size)
        ).toBeLessThanOrEqual(width - 32 + 1e-6);
        expect(y).toBeLessThan(height);
      }
      const all = lines.slice(0, -4).map(({ runs }) => runs.map(({ text }) => text).join(''));
      expect(all.join('')).toBe((prefix + pieces.join('')).replace(/\n/g, ' '));
      expect(svgOf(layOut(asked, measure), asked)).not.toContain('\u0001');
    })
  );
});

test('the colours are those of the page', () => {
  const css = readFileSync('src/app.css', 'utf8');
  const of = (name: string) => new RegExp(`--${name}: light-dark\\((#\\w+)`).exec(css)?.[1];
  expect(['paper', 'ink', 'ink-soft', 'highlight', 'highlight-edge', 'accent'].map(of)).toEqual([
    ...[LOOK.paper, LOOK.ink, LOOK.soft, LOOK.highlight, LOOK.edge, LOOK.accent]
  ]);
});
