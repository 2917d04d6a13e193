/** Cells of a CSV file changed where they stand: every other byte of the file stays as it is. */

import { type CsvRow, withoutBreak } from './csv.ts';
import type { Position } from './faults.ts';
import { decoder } from './utf8.ts';

/** A range of bytes that becomes another text. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** A row by its place in the file. */
export type RowPlace = Pick<CsvRow, 'line' | 'start' | 'end'>;

/**
 * The edit that gives cells of a row new values, by index; undefined when `valuesFor` these cells are none.
 * A quoted cell stays quoted; others are when they must.
 */
export function editRow(
  bytes: Uint8Array,
  { line, start, end }: RowPlace,
  valuesFor: (cells: readonly string[]) => ReadonlyMap<number, string>,
): Edit | undefined {
  const before = decoder.decode(bytes.subarray(start, end));
  const content = withoutBreak(before);
  const cells = cellsAsTheyStand(content);
  const values = valuesFor(cells.map(unquoted));
  if (values.size === 0) return undefined;
  for (const [index, value] of values) {
    const cell = cells[index];
    if (cell === undefined) {
      throw new RangeError(`The row on line ${line} has ${cells.length} cells, expected more than ${index}`);
    }
    cells[index] = mustBeQuoted(value, cell) ? `"${value.replaceAll('"', '""')}"` : value;
  }
  return { start, end, text: cells.join(',') + before.slice(content.length) };
}

/** The values of a row's cells. */
export function cellsOf(bytes: Uint8Array, { start, end }: RowPlace): string[] {
  return cellsAsTheyStand(withoutBreak(decoder.decode(bytes.subarray(start, end)))).map(unquoted);
}

/** A lone CR that stood there without quotes may go on to do so. */
function mustBeQuoted(value: string, before: string): boolean {
  return before.startsWith('"') || /[",\n]/.test(value) || (value.includes('\r') && !before.includes('\r'));
}

/** The cells of a row without its line break, as they stand, quotes included. csv-parse has read it without a fault. */
function cellsAsTheyStand(row: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    const end = row[at] === '"' ? endOfQuoted(row, at) : row.indexOf(',', at);
    if (end === -1 || end === row.length) return [...cells, row.slice(at)];
    cells.push(row.slice(at, end));
    at = end + 1;
  }
}

/** Where a cell of a row begins; with an index beyond the last cell, where the row ends. */
export function positionOf(index: number, text: string, line: number): Position {
  const cells = cellsAsTheyStand(withoutBreak(text));
  const before = cells.slice(0, index).join(',') + (index > 0 && index < cells.length ? ',' : '');
  const lines = before.split('\n');
  return { line: line + lines.length - 1, column: (lines.at(-1) ?? '').length + 1 };
}

function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

/** The position behind the closing quote; 0 when there is none. */
function endOfQuoted(row: string, at: number): number {
  let quote = row.indexOf('"', at + 1);
  while (quote !== -1 && row[quote + 1] === '"') quote = row.indexOf('"', quote + 2);
  return quote + 1;
}

/** The bytes with the edits made; edits must be in order and apart. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const texts = edits.map(({ text }) => Buffer.from(text));
  const grown = edits.reduce((sum, { start, end }, index) => sum + (texts[index]?.byteLength ?? 0) - (end - start), 0);
  const result = new Uint8Array(bytes.byteLength + grown);
  let from = 0;
  let to = 0;
  for (const [index, { start, end }] of edits.entries()) {
    result.set(bytes.subarray(from, start), to);
    to += start - from;
    const text = texts[index] ?? Buffer.alloc(0);
    result.set(text, to);
    to += text.byteLength;
    from = end;
  }
  result.set(bytes.subarray(from), to);
  return result;
}
