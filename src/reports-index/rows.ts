/** The rows of a period's file: whose they are, what their flags say, and where they stand. */

import type { RowPlace } from '../csv/edit.ts';
import type { CsvRow, CsvSource } from '../csv/reader.ts';
import { type CellFaults, type Column, cellOf, readTable, type Table, type TableShape } from '../csv/table.ts';
import type { Problem } from '../shared/problem.ts';
import { isReason, readBoolean, readDatasetId } from './cells.ts';

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
