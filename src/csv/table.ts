/** A CSV file with a header: known columns by name, checked once, in any order. */

import { trimmed } from '../shared/invisible.ts';
import type { Problem } from '../shared/problem.ts';
import { count, shown } from '../shared/text.ts';
import { faultOfHeader, faultOfStart, isConflictMarker, isMistyped, isNearly, type LayoutFault } from './dialect.ts';
import { openProblemList, type Position, type ProblemList } from './problem-list.ts';
import { positionOf } from './raw-row.ts';
import { type CsvRow, type CsvSource, readCsv, type Window } from './reader.ts';

/** The columns that a file must have, and those that mean something when it has them. */
export interface TableShape {
  /** The column whose value must be there once; one of the required ones. */
  key: string;
  required: readonly string[];
  optional: readonly string[];
  /** Those of the optional ones that keep reports from being sent: a slip of the pen in their name is a fault, too. */
  silencing: readonly string[];
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
  const faults = openProblemList(file);
  let take: ((row: CsvRow) => void) | undefined;
  const note = (fault: LayoutFault | undefined, header = 1) => {
    if (fault === undefined) return false;
    faults.add(fault.code, () => ({ line: fault.line ?? header, column: 1 }), fault.what);
    return true;
  };
  await readCsv(source, faults, {
    begins: (lines) => note(faultOfStart(lines, shape.required)),
    row: (row, window) => {
      if (take !== undefined) take(row);
      else if (note(faultOfHeader(window.text(row), shape.required), row.line)) return true;
      else take = readHeader(row, shape, { faults, window }, open);
      return false;
    },
  });
  if (take === undefined && faults.list().length === 0) {
    const what = `the file is empty, expected a header with ${shape.required.join(', ')}`;
    faults.add('index-column', () => ({ line: 1, column: 1 }), what);
  }
  problems.push(...faults.list());
}

/** The faults of a file, and where its rows are seen. */
interface Sights {
  faults: ProblemList;
  window: Window;
}

/** Of a cell, by its index; beyond the last cell: of the end of the row. Only while the row is taken. */
function positionIn(window: Window, row: CsvRow, index: number): Position {
  return index === 0 ? { line: row.line, column: 1 } : positionOf(index, window.text(row), row.line);
}

/** Gives what takes the rows below the header. */
function readHeader(
  header: CsvRow,
  shape: TableShape,
  { faults, window }: Sights,
  open: (table: Table, faults: CellFaults) => TakeRow,
): (row: CsvRow) => void {
  const of = (row: CsvRow, index: number) => positionIn(window, row, index);
  const width = header.cells.length;
  const table = openTable(header.cells);
  const key = table.column(shape.key);
  const firstLines = new Map<string, number>();
  const isUsable = checkHeader(header.cells, shape, (index, what) =>
    faults.add('index-column', () => of(header, index), what),
  );
  const add: CellFaults['add'] = (code, row, { index = 0 }, what) => faults.add(code, () => of(row, index), what);
  const takeRow = isUsable ? open(table, { add }) : undefined;
  const emptyRows = openEmptyRows(faults);
  return (row) => {
    if (emptyRows.take(row)) return;
    if (isConflictMarker(row.cells)) {
      const what = `${shown(row.cells[0] ?? '')} is a conflict marker of Git, expected a row`;
      faults.add('index-conflict', () => of(row, 0), what);
      return;
    }
    if (row.cells.length !== width) {
      const what = `${count(row.cells.length, 'cell')}, expected ${width} as in the header`;
      faults.add('index-row', () => of(row, width), what);
      return;
    }
    const text = takeRow?.(row);
    if (text === undefined) return;
    const firstLine = firstLines.get(text);
    if (firstLine === undefined) {
      firstLines.set(text, row.line);
      return;
    }
    const what = `${key.name} is ${shown(trimmed(cellOf(row, key)))}, the same as in line ${firstLine}, expected once`;
    faults.add('index-duplicate', () => of(row, key.index ?? 0), what);
  };
}

/** Rows of nothing but commas: a fault, unless they are the last ones of the file, where spreadsheets leave them. */
function openEmptyRows(faults: ProblemList): { take(row: CsvRow): boolean } {
  let empty: { first: number; last: number } | undefined;
  return {
    take: ({ cells, line }) => {
      if (cells.every(isBlank)) {
        empty = { first: empty?.first ?? line, last: line };
        return true;
      }
      if (empty === undefined) return false;
      const { first, last } = empty;
      const seen = first === last ? 'an empty row' : `empty rows down to line ${last}`;
      const what = `${seen}, expected rows whose cells say something, or none`;
      faults.add('index-row', () => ({ line: first, column: 1 }), what);
      empty = undefined;
      return false;
    },
  };
}

function isBlank(cell: string): boolean {
  return trimmed(cell) === '';
}

/** Column names are compared without regard to case, and to what surrounds them and is not seen. */
function nameOf(header: string): string {
  return trimmed(header).toLowerCase();
}

function openTable(header: readonly string[]): Table {
  const names = header.map(trimmed);
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
  { required, optional, silencing }: TableShape,
  fault: (index: number, what: string) => void,
): boolean {
  const names = cells.map(nameOf);
  const known = [...required, ...optional];
  const missing = required.filter((name) => !names.includes(name));
  for (const name of missing) {
    const near = cells.findIndex((cell) => isNearly(cell, name) || isMistyped(cell, name));
    const but = near < 0 ? '' : ` but ${shown(cells[near] ?? '')}`;
    fault(near < 0 ? cells.length : near, `no column ${name}${but}, expected ${required.join(', ')}`);
  }
  for (const name of known) {
    const times = names.filter((other) => other === name).length;
    if (times > 1) fault(names.lastIndexOf(name), `${times} columns ${name}, expected one`);
  }
  for (const [index, cell] of cells.entries()) {
    if (known.includes(names[index] ?? '')) continue;
    const isMeant = (name: string) => isNearly(cell, name) || (silencing.includes(name) && isMistyped(cell, name));
    const meant = known.find((name) => !missing.includes(name) && isMeant(name));
    if (meant !== undefined)
      fault(index, `column ${shown(cell)} is nearly ${meant}, expected ${meant} or another name`);
  }
  return missing.length === 0;
}
