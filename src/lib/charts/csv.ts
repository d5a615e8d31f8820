import type { Table } from './types.ts';

/** A cell as RFC 4180 has it. */
const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A table as a CSV file: a comment with what it shows, the names of the columns, the values in full. */
export function toCsv({ columns, rows }: Table, label: string): string {
  const lines = [columns.map((column) => column.label), ...rows].map((row) =>
    row.map((cell) => (cell === null ? '' : quoted(String(cell)))).join(',')
  );
  return `# ${label.replace(/\s+/g, ' ').trim()}\n${lines.join('\n')}\n`;
}
