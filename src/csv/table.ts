/** A CSV file with a header: known columns by name, checked once, in any order. */

import type { Problem } from '../shared/problem.ts';
import { count, shown } from '../shared/text.ts';
import { type Faults, openFaults, type Position } from './problem-list.ts';
import { positionOf } from './raw-row.ts';
import { type CsvRow, type CsvSource, readCsv, type Window } from './reader.ts';

const SEPARATORS = [
  { separator: ';', said: '";"' },
  { separator: '\t', said: 'tabs' },
];

/**
 * What is wrong with how a file is laid out, told by its header: the row as it stands, and its cells as CSV has them.
 * Undefined: nothing is. With CR alone all lines are one row, so that a file could be taken for a header without rows.
 */
export function otherLayout(row: string, cells: readonly string[], required: readonly string[]): string | undefined {
  const header = row.trim();
  const end = firstUnquotedCr(header);
  if (end !== undefined) {
    return `the header is ${shown(header.slice(0, end))} and ends with CR alone, expected LF or CRLF`;
  }
  const found = namesIn(cells, required);
  const other = SEPARATORS.find(({ separator }) => namesIn(header.split(separator), required) > found);
  if (other === undefined) return undefined;
  return `the header is ${shown(header)} with ${other.said} between its cells, expected commas`;
}

function namesIn(cells: readonly string[], required: readonly string[]): number {
  const names = new Set(cells.map((cell) => cell.trim().toLowerCase()));
  return required.filter((name) => names.has(name)).length;
}

function firstUnquotedCr(row: string): number | undefined {
  // A quoted cell, or a CR: whatever comes first.
  for (const { 0: found, index } of row.matchAll(/"[^"]*"|\r/g)) if (found === '\r') return index;
  return undefined;
}

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
  let take: ((row: CsvRow) => void) | undefined;
  await readCsv(source, faults, (row, window) => {
    if (take === undefined) take = readHeader(row, shape, { faults, window }, open);
    else take(row);
  });
  if (take === undefined && faults.list().length === 0) {
    const what = `the file is empty, expected a header with ${shape.required.join(', ')}`;
    faults.add('index-column', () => ({ line: 1, column: 1 }), what);
  }
  problems.push(...faults.list());
}

/** The faults of a file, and where its rows are seen. */
interface Sights {
  faults: Faults;
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
  const layout = otherLayout(window.text(header), header.cells, shape.required);
  if (layout !== undefined) {
    faults.add('index-layout', () => of(header, 0), layout);
    return () => undefined;
  }
  const width = header.cells.length;
  const table = openTable(header.cells);
  const key = table.column(shape.key);
  const firstLines = new Map<string, number>();
  const isUsable = checkHeader(header.cells, shape, (index, what) =>
    faults.add('index-column', () => of(header, index), what),
  );
  const add: CellFaults['add'] = (code, row, { index = 0 }, what) => faults.add(code, () => of(row, index), what);
  const takeRow = isUsable ? open(table, { add }) : undefined;
  return (row) => {
    const wrong = wrongRow(row.cells, width);
    if (wrong !== undefined) {
      faults.add('index-row', () => of(row, wrong.index), wrong.what);
      return;
    }
    const text = takeRow?.(row);
    if (text === undefined) return;
    const firstLine = firstLines.get(text);
    if (firstLine === undefined) {
      firstLines.set(text, row.line);
      return;
    }
    const what = `${key.name} is ${shown(cellOf(row, key).trim())}, the same as in line ${firstLine}, expected once`;
    faults.add('index-duplicate', () => of(row, key.index ?? 0), what);
  };
}

/** What is wrong with a row whose cells are not read therefore, and at which cell. */
function wrongRow(cells: readonly string[], width: number): { index: number; what: string } | undefined {
  if (cells.every(isBlank)) {
    return { index: 0, what: `an empty row, expected ${count(width, 'cell')} that say something, or no row` };
  }
  if (cells.length === width) return undefined;
  return { index: width, what: `${count(cells.length, 'cell')}, expected ${width} as in the header` };
}

function isBlank(cell: string): boolean {
  return cell.trim() === '';
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
