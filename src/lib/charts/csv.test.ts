import { csvParseRows } from 'd3-dsv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

test('a comment, the columns, the values in full', () => {
  const table = {
    columns: [{ label: 'model, size' }, { label: 'share', format: 'percent' as const }],
    rows: [
      ['4.2M "raw"', 0.4791666],
      ['60M', null]
    ]
  };
  expect(toCsv(table, 'What\nit shows')).toBe(
    '# What it shows\n"model, size",share\n"4.2M ""raw""",0.4791666\n60M,\n'
  );
});

test('whatever the text, it is read back', () => {
  const rows = fc.array(
    fc.tuple(fc.string({ minLength: 1 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      minLength: 1
    }
  );
  fc.assert(
    fc.property(rows, (rows) => {
      const csv = toCsv({ columns: [{ label: 'a' }, { label: 'b', format: 'number' }], rows }, 'x');
      const [, ...read] = csvParseRows(csv.slice(csv.indexOf('\n') + 1));
      expect(read.map(([a, b]) => [a, Number(b)])).toEqual(rows.map(([a, b]) => [a, b === 0 ? 0 : b]));
    })
  );
});
