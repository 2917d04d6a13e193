/** A CSV file with a header: known columns by name, checked once, in any order. */

import { type CsvRow, type CsvSource, readCsv } from './csv.ts';
import { type Faults, openFaults } from './faults.ts';
import type { Problem } from './problems.ts';
import { count } from './wording.ts';

/** The columns that a file must have, and those that mean something when it has them. */
export interface TableShape {
  required: readonly string[];
  optional: readonly string[];
}

export interface Table {
  /** Position of a column; undefined when the file lacks it. */
  index(name: string): number | undefined;
  /** Gives a row's cell in this column; always empty when the file lacks the column. */
  column(name: string): Column;
  /** A row by column name, unknown columns included. */
  record(cells: readonly string[]): Record<string, string>;
}

export type Column = (cells: readonly string[]) => string;

/**
 * Reads all rows below the header. `open` is called once the header is read and gives what takes the rows.
 * What is wrong with the file is added to `problems`.
 */
export async function readTable(
  source: CsvSource,
  file: string,
  problems: Problem[],
  shape: TableShape,
  open: (table: Table, faults: Faults) => (row: CsvRow) => void,
): Promise<void> {
  const faults = openFaults(file);
  let width: number | undefined;
  let onRow: ((row: CsvRow) => void) | undefined;
  await readCsv(source, faults, (row) => {
    const { cells, line } = row;
    if (width === undefined) {
      width = cells.length;
      const table = openTable(cells);
      if (checkHeader(row, shape, table, faults)) onRow = open(table, faults);
    } else if (cells.length !== width) {
      faults.add('index-row', line, `${count(cells.length, 'cell')}, expected ${width} as in the header`);
    } else {
      onRow?.(row);
    }
  });
  if (width === undefined && faults.list().length === 0) {
    faults.add('index-column', 1, `the file is empty, expected a header with ${shape.required.join(', ')}`);
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
    index: (name) => indexes.get(name),
    column: (name) => {
      const index = indexes.get(name);
      return index === undefined ? () => '' : (cells) => cells[index] ?? '';
    },
    record: (cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])),
  };
}

/** False when a required column is not there, so that no row can be read. */
function checkHeader({ cells, line }: CsvRow, shape: TableShape, table: Table, faults: Faults): boolean {
  const missing = shape.required.filter((name) => table.index(name) === undefined);
  for (const name of missing)
    faults.add('index-column', line, `no column ${name}, expected ${shape.required.join(', ')}`);
  for (const name of [...shape.required, ...shape.optional]) {
    const times = cells.filter((cell) => nameOf(cell) === name).length;
    if (times > 1) faults.add('index-column', line, `${times} columns ${name}, expected one`);
  }
  return missing.length === 0;
}
