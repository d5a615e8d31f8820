import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvParseRows } from 'd3-dsv';
import type { Series } from '#lib/charts/types.ts';

/** A table of published numbers, as `content/curves/` keeps it. */
export interface Curve {
  /** Where the numbers come from and how exactly they were read: the file's first line. */
  provenance: string;
  columns: string[];
  /** Cells by column, as text; a missing number is the empty text. */
  rows: Record<string, string>[];
}

/** Reads `content/curves/<name>.csv`. Throws for a file without a provenance line, or with a ragged row. */
export async function readCurve(name: string): Promise<Curve> {
  const file = join('content', 'curves', `${name}.csv`);
  const [first = '', ...lines] = (await readFile(file, 'utf8')).split('\n');
  if (!first.startsWith('# '))
    throw new Error(`${file}: the first line does not say where the numbers come from`);
  const [columns = [], ...rows] = csvParseRows(lines.join('\n'));
  for (const row of rows) {
    if (row.length !== columns.length)
      throw new Error(`${file}: "${row.join(',')}" has not ${columns.length} cells`);
  }
  return {
    provenance: first.slice(2).trim(),
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]!])))
  };
}

/** The models of Carlini et al. 2023, as their curves' columns call them; the last was not trained on the data. */
const NEO = ['GPT-Neo_125M', 'GPT-Neo_1.3B', 'GPT-Neo_2.7B', 'GPT-J_6B', 'GPT-2_baseline'];

/** The five curves of one panel of Carlini et al. 2023, the four sizes in the colours of their order and the baseline in grey. */
export function carliniPanel(rows: Record<string, string>[], x: string): Series[] {
  return NEO.map((column, at) => ({
    id: column,
    label: column.replaceAll('_', ' '),
    points: rows.map((row) => ({ x: Number(row[x]), y: Number(row[column]) })),
    tone: at < NEO.length - 1 ? at / (NEO.length - 2) : undefined
  }));
}
