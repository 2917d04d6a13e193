/** The header of a CSV file: which column is where, and which are missing. Pure. */

import { trimmed } from '../shared/invisible.ts';
import { shown } from '../shared/text.ts';
import { isMistyped, isNearly } from './dialect.ts';
import type { CsvRow } from './reader.ts';

/** The columns that a file must have, and those that it may have. */
export interface TableShape {
  /** The required column whose values must be unique. */
  key: string;
  required: readonly string[];
  optional: readonly string[];
  /** The optional columns that keep reports from being sent. A typing error in their name is a problem as well. */
  silencing: readonly string[];
}

export interface Header {
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

export function headerFrom(cells: readonly string[]): Header {
  const names = cells.map(trimmed);
  const indexes = new Map<string, number>();
  for (const [index, name] of cells.map(comparable).entries()) if (!indexes.has(name)) indexes.set(name, index);
  return {
    column: (name) => ({ name, index: indexes.get(name) }),
    record: (row) => Object.fromEntries(names.map((name, index) => [name, row.cells[index] ?? ''])),
  };
}

/** Column names are compared regardless of case and of invisible characters around them. */
function comparable(name: string): string {
  return trimmed(name).toLowerCase();
}

interface ColumnProblem {
  /** Index of the cell; the number of cells for the end of the row. */
  index: number;
  what: string;
}

/** The problems of a header, and whether it has all required columns, so that rows can be read. */
export function checkColumns(
  cells: readonly string[],
  shape: TableShape,
): { problems: ColumnProblem[]; isUsable: boolean } {
  const names = cells.map(comparable);
  const missing = shape.required.filter((name) => !names.includes(name));
  const problems = [
    ...missing.map((name) => missingColumn(name, cells, shape)),
    ...repeatedColumns(names, shape),
    ...mistypedColumns(cells, shape, missing),
  ];
  return { problems, isUsable: missing.length === 0 };
}

function missingColumn(name: string, cells: readonly string[], { required }: TableShape): ColumnProblem {
  const near = cells.findIndex((cell) => isNearly(cell, name) || isMistyped(cell, name));
  const but = near < 0 ? '' : ` but ${shown(cells[near] ?? '')}`;
  return {
    index: near < 0 ? cells.length : near,
    what: `no column ${name}${but}, expected ${required.join(', ')}`,
  };
}

function repeatedColumns(names: readonly string[], { required, optional }: TableShape): ColumnProblem[] {
  return [...required, ...optional].flatMap((name) => {
    const times = names.filter((other) => other === name).length;
    return times > 1 ? [{ index: names.lastIndexOf(name), what: `${times} columns ${name}, expected one` }] : [];
  });
}

/** Unknown columns whose name is nearly that of a column which the file could have. */
function mistypedColumns(
  cells: readonly string[],
  { required, optional, silencing }: TableShape,
  missing: readonly string[],
): ColumnProblem[] {
  const known = [...required, ...optional];
  return cells.flatMap((cell, index) => {
    if (known.includes(comparable(cell))) return [];
    const isMeant = (name: string) => isNearly(cell, name) || (silencing.includes(name) && isMistyped(cell, name));
    const meant = known.find((name) => !missing.includes(name) && isMeant(name));
    if (meant === undefined) return [];
    return [{ index, what: `column ${shown(cell)} is nearly ${meant}, expected ${meant} or another name` }];
  });
}
