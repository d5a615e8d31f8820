import { csvFormatRows } from 'd3-dsv';
import type { Table } from './types.ts';

/** A table as a CSV file: a comment with what it shows, the names of the columns, the values in full. */
export function toCsv({ columns, rows }: Table, label: string): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  return `# ${label.replace(/\s+/g, ' ').trim()}\n${csvFormatRows([columns.map((c) => c.label), ...cells])}\n`;
}
