/** Changes cells of a CSV file in place and leaves every other byte as it is. */

import { rawCells, unquoted, withoutBreak } from './raw-row.ts';
import type { CsvRow } from './reader.ts';
import { decoder } from './utf8.ts';

/** A text that replaces a range of bytes. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The position of a row in the file. */
export type RowPlace = Pick<CsvRow, 'line' | 'start' | 'end'>;

/**
 * The edit that gives cells of a row the values that `valuesFor` returns, by index; undefined when it returns none.
 * A quoted cell stays quoted. Other cells are quoted when their new value needs it.
 */
export function editRow(
  bytes: Uint8Array,
  { line, start, end }: RowPlace,
  valuesFor: (cells: readonly string[]) => ReadonlyMap<number, string>,
): Edit | undefined {
  const before = decoder.decode(bytes.subarray(start, end));
  const content = withoutBreak(before);
  const cells = rawCells(content);
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
  return rawCells(withoutBreak(decoder.decode(bytes.subarray(start, end)))).map(unquoted);
}

/** A CR needs no quotes where the cell had one without quotes already, unless it would end up before a line break. */
function mustBeQuoted(value: string, before: string): boolean {
  if (before.startsWith('"') || /[",\n]/.test(value)) return true;
  return value.includes('\r') && !(value.endsWith('\r') ? before.endsWith('\r') : before.includes('\r'));
}

/** Applies edits, which must be in order and must not overlap. */
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
