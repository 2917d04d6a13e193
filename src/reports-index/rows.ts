/** The rows of a period's file: whose they are, what their flags say, and where they stand. */

import type { RowPlace } from '../csv/edit.ts';
import type { CsvRow, CsvSource } from '../csv/reader.ts';
import { type CellFaults, type Column, cellOf, readTable, type Table, type TableShape } from '../csv/table.ts';
import type { Problem } from '../shared/problem.ts';
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

const REPORTS: TableShape = {
  key: 'gbifdatasetid',
  required: ['gbifdatasetid', 'stored', 'issue_sent'],
  optional: ['issue_skipped', 'issue_url', 'issue_sent_at'],
};

export interface Flags {
  stored: boolean;
  sent: boolean;
  /** There is a reason not to send it. */
  skipped: boolean;
}

/** Where some reports stand in the bytes that were read, and what their flags say. */
export interface ReportRows {
  byDataset: ReadonlyMap<string, RowPlace & Flags>;
  table: Table;
  /** The first value of the column `issue_sent`: the style in which others are written. */
  style: string;
  /** Pending reports of the whole file. */
  pending: number;
}

export interface ReportVisit {
  /** Whether it is a fault when the dataset stands there twice. */
  mustBeOne(gbifdatasetid: string): boolean;
  /** Called for each row; true: its place is wanted. */
  isKept(gbifdatasetid: string, flags: Flags, row: CsvRow, table: Table): boolean;
}

/** Goes through a period's file; undefined when it has no usable header. What is wrong is added to `problems`. */
export async function readReportRows(
  source: CsvSource,
  file: string,
  problems: Problem[],
  { mustBeOne, isKept }: ReportVisit,
): Promise<ReportRows | undefined> {
  const byDataset = new Map<string, RowPlace & Flags>();
  let found: { -readonly [Name in keyof ReportRows]: ReportRows[Name] } | undefined;
  await readTable(source, file, problems, REPORTS, (table, faults) => {
    const rows = { byDataset, table, style: '', pending: 0 };
    found = rows;
    const datasetId = table.column('gbifdatasetid');
    const flagColumns = openFlagColumns(table);
    return (row) => {
      const { line, start, end } = row;
      const id = readDatasetId(row, datasetId, faults);
      const flags = readFlags(row, flagColumns, faults);
      if (rows.style === '') rows.style = cellOf(row, flagColumns.sent).trim();
      if (isPending(flags)) rows.pending += 1;
      if (isKept(id, flags, row, table)) byDataset.set(id, { line, start, end, ...flags });
      return mustBeOne(id) ? id : undefined;
    };
  });
  return found;
}

type FlagColumns = Record<keyof Flags, Column>;

function openFlagColumns(table: Table): FlagColumns {
  return {
    stored: table.column('stored'),
    sent: table.column('issue_sent'),
    skipped: table.column('issue_skipped'),
  };
}

function readFlags(row: CsvRow, columns: FlagColumns, faults: CellFaults): Flags {
  return {
    stored: readBoolean(row, columns.stored, faults),
    sent: readBoolean(row, columns.sent, faults),
    skipped: isReason(cellOf(row, columns.skipped)),
  };
}

export function isPending({ stored, sent, skipped }: Flags): boolean {
  return stored && !sent && !skipped;
}
