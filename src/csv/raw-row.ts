/** The cells of one row as they are written: positions, quotes, line breaks. Pure. */

import type { Position } from './problem-list.ts';

/** The cells of a valid row as they are written, quotes included. The row has no line break at its end. */
export function rawCells(row: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    const end = row[at] === '"' ? endOfQuoted(row, at) : row.indexOf(',', at);
    if (end === -1 || end === row.length) return [...cells, row.slice(at)];
    cells.push(row.slice(at, end));
    at = end + 1;
  }
}

/** The position of a cell in a row that begins on `line`. An index beyond the last cell gives the end of the row. */
export function positionOf(index: number, row: string, line: number): Position {
  const cells = rawCells(withoutBreak(row));
  const before = cells.slice(0, index).join(',') + (index > 0 && index < cells.length ? ',' : '');
  const lines = before.split('\n');
  return { line: line + lines.length - 1, column: (lines.at(-1) ?? '').length + 1 };
}

export function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

/** The offset after the closing quote; 0 when there is none. */
function endOfQuoted(row: string, at: number): number {
  let quote = row.indexOf('"', at + 1);
  while (quote !== -1 && row[quote + 1] === '"') quote = row.indexOf('"', quote + 2);
  return quote + 1;
}

/**
 * A row without its line ending, CR CR LF included. csv-parse leaves further CRs in the last cell, and so does this.
 */
export function withoutBreak(row: string): string {
  return row.replace(/\r{0,2}\n$/, '');
}
