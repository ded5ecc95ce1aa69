import type { Row } from './fields.ts';

/**
 * A cell of RFC 4180: quoted where a comma, a quote or a line break would be taken for structure. A text that a
 * spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers, signs and all.
 */
function cell(value: unknown): string {
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(value);
  const text = value === undefined || value === null ? '' : `${isFormula ? "'" : ''}${value}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV with a header of every column that occurs, in the order of first occurrence. */
export function csv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((line) => `${line.map(cell).join(',')}\n`).join('');
}
