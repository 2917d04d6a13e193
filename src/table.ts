/** A CSV file with a header: known columns by name, checked once, in any order. */

import { type CsvRow, type CsvSource, readCsv } from './csv.ts';
import { positionOf, type RowPlace } from './csv-edit.ts';
import { openFaults, type Position } from './faults.ts';
import type { Problem } from './problems.ts';
import { openRepeats } from './repeats.ts';
import { count } from './wording.ts';

/** The columns that a file must have, and those that mean something when it has them. */
export interface TableShape {
  /** The column whose value must be there once; one of the required ones. */
  key: string;
  required: readonly string[];
  optional: readonly string[];
}

export interface Table {
  /** A column by its name. */
  column(name: string): Column;
  /** A row by column name, unknown columns included. */
  record(row: CsvRow): Record<string, string>;
}

export interface Column {
  name: string;
  /** Position in each row; undefined when the file lacks the column. */
  index: number | undefined;
}

/** A row's cell; empty when the file lacks the column. */
export function cellOf({ cells }: CsvRow, { index }: Column): string {
  return index === undefined ? '' : (cells[index] ?? '');
}

/** What is wrong with the cells of a table. */
export interface CellFaults {
  add(code: Problem['code'], row: CsvRow, column: Column, what: string): void;
}

/** Takes a row; gives its key, undefined when that may be there more than once. */
export type TakeRow = (row: CsvRow) => string | undefined;

/**
 * Reads all rows below the header. `open` is called once the header is read and gives what takes the rows.
 * What is wrong with the file is added to `problems`.
 */
export async function readTable(
  source: CsvSource,
  file: string,
  problems: Problem[],
  shape: TableShape,
  open: (table: Table, faults: CellFaults) => TakeRow,
): Promise<void> {
  const faults = openFaults(file);
  const keys = openRepeats();
  let width: number | undefined;
  let take: TakeRow | undefined;
  await readCsv(source, faults, (row, window) => {
    const { cells, line } = row;
    const at =
      (index = 0, place: RowPlace = row): (() => Position) =>
      () =>
        positionOf(index, window.text(place), place.line);
    if (width === undefined) {
      width = cells.length;
      const table = openTable(cells);
      const cellFaults: CellFaults = {
        add: (code, place, { index }, what) => faults.add(code, at(index, place), what),
      };
      if (checkHeader(cells, shape, (index, what) => faults.add('index-column', at(index), what)))
        take = open(table, cellFaults);
    } else if (cells.length !== width) {
      faults.add('index-row', at(width), `${count(cells.length, 'cell')}, expected ${width} as in the header`);
    } else {
      const key = take?.(row);
      if (key !== undefined) keys.note(key, line);
    }
  });
  for (const { line, firstLine } of keys.list()) {
    const what = `${shape.key} is the same as in line ${firstLine}, expected once`;
    faults.add('index-duplicate', () => ({ line, column: undefined }), what);
  }
  if (width === undefined && faults.list().length === 0) {
    const what = `the file is empty, expected a header with ${shape.required.join(', ')}`;
    faults.add('index-column', () => ({ line: 1, column: 1 }), what);
  }
  problems.push(...faults.list());
}

/** Column names are compared without regard to case and surrounding spaces. */
function nameOf(header: string): string {
  return header.trim().toLowerCase();
}

function openTable(header: readonly string[]): Table {
  const names = header.map((cell) => cell.trim());
  const indexes = new Map<string, number>();
  for (const [index, cell] of header.entries()) if (!indexes.has(nameOf(cell))) indexes.set(nameOf(cell), index);
  return {
    column: (name) => ({ name, index: indexes.get(name) }),
    record: ({ cells }) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])),
  };
}

/** False when a required column is not there, so that no row can be read. `fault`: what is wrong, at which cell. */
function checkHeader(
  cells: readonly string[],
  { required, optional }: TableShape,
  fault: (index: number, what: string) => void,
): boolean {
  const names = cells.map(nameOf);
  const missing = required.filter((name) => !names.includes(name));
  for (const name of missing) fault(cells.length, `no column ${name}, expected ${required.join(', ')}`);
  for (const name of [...required, ...optional]) {
    const times = names.filter((other) => other === name).length;
    if (times > 1) fault(names.lastIndexOf(name), `${times} columns ${name}, expected one`);
  }
  return missing.length === 0;
}
