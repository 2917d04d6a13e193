/** Cells of the index as values; each says what is wrong with it. */

import type { CsvRow } from '../csv/reader.ts';
import { type CellFaults, type Column, cellOf } from '../csv/table.ts';
import { shown } from '../shared/text.ts';

/** An id becomes part of an HTML comment and of addresses. */
const DATASET_ID = /^[^\s|<>\p{Cc}]+$/u;
const ID_LIMIT = 200;
/** What most ids look like; with such a one nothing is to do, a million times. */
const PLAIN_ID = /^[a-z0-9-]{1,200}$/;

export function readDatasetId(row: CsvRow, column: Column, faults: CellFaults): string {
  const cell = cellOf(row, column);
  const isSafe = !cell.includes('--');
  if (isSafe && PLAIN_ID.test(cell)) return cell;
  const id = cell.trim().toLowerCase();
  const length = id.length > ID_LIMIT ? charactersIn(id) : id.length;
  if (length > ID_LIMIT) {
    const what = `${column.name} is ${shown(id)}, ${length} characters long, expected at most ${ID_LIMIT}`;
    faults.add('index-value', row, column, what);
  }
  if (!DATASET_ID.test(id) || !isSafe) {
    const what = `${column.name} is ${shown(id)}, expected an id without spaces, "|", "<", ">" and "--"`;
    faults.add('index-value', row, column, what);
  }
  return id;
}

/** Not the units of UTF-16, of which some characters are two. */
function charactersIn(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

export function readBoolean(row: CsvRow, column: Column, faults: CellFaults): boolean {
  const text = cellOf(row, column);
  const value = BOOLEANS.get(text) ?? BOOLEANS.get(text.trim().toLowerCase());
  if (value === undefined) {
    const what = `${column.name} is ${shown(text)}, expected true, false, 1, 0 or nothing`;
    faults.add('index-value', row, column, what);
  }
  return value ?? false;
}

/** Whether a cell of `issue_skipped` says why: any text does, but for what a column of flags holds where there is none. */
export function isReason(text: string): boolean {
  const reason = text.trim();
  return reason !== '' && !/^(?:false|0)$/i.test(reason);
}
