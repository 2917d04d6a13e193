/** The rows of a period's file: whose they are, what their flags say, and where they stand. */

import type { RowPlace } from '../csv/edit.ts';
import type { CsvRow, CsvSource } from '../csv/reader.ts';
import { type CellFaults, type Column, cellOf, readTable, type Table, type TableShape } from '../csv/table.ts';
import { trimmed } from '../shared/invisible.ts';
import type { Problem } from '../shared/problem.ts';
import { isFlag, readBoolean, readDatasetId, readReason } from './cells.ts';

const REPORTS: TableShape = {
  key: 'gbifdatasetid',
  required: ['gbifdatasetid', 'stored', 'issue_sent'],
  optional: ['issue_skipped', 'issue_url', 'issue_sent_at'],
  silencing: ['issue_skipped'],
};

export interface Flags {
  stored: boolean;
  sent: boolean;
  /** Why it is not to be sent; empty: there is no reason not to. */
  reason: string;
}

/** Reasons that the action writes itself, and looks at again in a later campaign. */
const OWN_REASONS = ['missing-dataset', 'no-repository', 'opted-out'] as const;
export type OwnReason = (typeof OWN_REASONS)[number];

/** The action's own reason among those that people write; `undefined` for theirs. */
export function ownReason(reason: string): OwnReason | undefined {
  return reason === '' ? undefined : OWN_REASONS.find((own) => own === reason.toLowerCase());
}

/** Where some reports stand in the bytes that were read, and what their flags say. */
export interface ReportRows {
  byDataset: ReadonlyMap<string, RowPlace & Flags>;
  table: Table;
  /** The first value of the column `issue_sent` that says yes or no, else the first of all: the style of others. */
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
    let isStyleKnown = false;
    return (row) => {
      const { line, start, end } = row;
      const id = readDatasetId(row, datasetId, faults);
      const flags = readFlags(row, flagColumns, faults);
      if (!isStyleKnown) isStyleKnown = isStyledBy(cellOf(row, flagColumns.sent), rows);
      if (isPending(flags)) rows.pending += 1;
      if (isKept(id, flags, row, table)) byDataset.set(id, { line, start, end, ...flags });
      return mustBeOne(id) ? id : undefined;
    };
  });
  return found;
}

/** Notes a cell's style; false while another row may show it better. */
function isStyledBy(cell: string, rows: { style: string }): boolean {
  const isYesOrNo = isFlag(cell);
  if (isYesOrNo || rows.style === '') rows.style = trimmed(cell);
  return isYesOrNo;
}

type FlagColumns = Record<keyof Flags, Column>;

function openFlagColumns(table: Table): FlagColumns {
  return {
    stored: table.column('stored'),
    sent: table.column('issue_sent'),
    reason: table.column('issue_skipped'),
  };
}

function readFlags(row: CsvRow, columns: FlagColumns, faults: CellFaults): Flags {
  return {
    stored: readBoolean(row, columns.stored, faults),
    sent: readBoolean(row, columns.sent, faults),
    reason: readReason(cellOf(row, columns.reason)),
  };
}

export function isPending({ stored, sent, reason }: Flags): boolean {
  return stored && !sent && reason === '';
}
