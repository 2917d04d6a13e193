/** The rows of a period's file: dataset, flags and position. */

import type { RowPlace } from '../csv/edit.ts';
import { type Column, cellOf, type Header, type TableShape } from '../csv/header.ts';
import type { CsvRow, CsvSource } from '../csv/reader.ts';
import { TableReader } from '../csv/table.ts';
import { trimmed } from '../shared/invisible.ts';
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
  /** Why it must not be sent; empty when it may be. */
  reason: string;
}

/** Reasons that the action writes itself and checks again in later campaigns. */
const OWN_REASONS = ['missing-dataset', 'no-repository', 'opted-out'] as const;
export type OwnReason = (typeof OWN_REASONS)[number];

/** The reason as one of the action's own; undefined when a person wrote another one. */
export function ownReason(reason: string): OwnReason | undefined {
  return reason === '' ? undefined : OWN_REASONS.find((own) => own === reason.toLowerCase());
}

/** Positions and flags of some reports in the bytes that were read. */
export interface ReportRows {
  byDataset: ReadonlyMap<string, RowPlace & Flags>;
  header: Header;
  /** The first value in the column `issue_sent` that says yes or no, or else the first value: a style to write in. */
  style: string;
  /** Pending reports in the whole file. */
  pending: number;
}

export interface ReportRow {
  gbifdatasetid: string;
  flags: Flags;
  row: CsvRow;
}

/** Reads a period's file once, from top to bottom, and keeps the positions of some rows. */
export class ReportsReader {
  readonly table: TableReader;
  readonly #byDataset = new Map<string, RowPlace & Flags>();
  #style = '';
  #isStyleCertain = false;
  #pending = 0;

  constructor(source: CsvSource, file: string) {
    this.table = new TableReader(source, file, REPORTS);
  }

  /** All rows, in batches. A row can be kept or checked until the next batch. */
  async *rows(): AsyncGenerator<readonly ReportRow[], void> {
    for await (const rows of this.table.rows()) {
      const columns = reportColumns(this.table.header);
      yield rows.map((row) => this.#read(row, columns));
    }
  }

  keep({ gbifdatasetid, flags, row: { line, start, end } }: ReportRow): void {
    this.#byDataset.set(gbifdatasetid, { line, start, end, ...flags });
  }

  /** The rows that were kept; undefined when the file has no usable header. */
  kept(): ReportRows | undefined {
    if (!this.table.isUsable) return undefined;
    return { byDataset: this.#byDataset, header: this.table.header, style: this.#style, pending: this.#pending };
  }

  #read(row: CsvRow, columns: ReportColumns): ReportRow {
    const gbifdatasetid = readDatasetId(row, columns.id, this.table);
    const flags = {
      stored: readBoolean(row, columns.stored, this.table),
      sent: readBoolean(row, columns.sent, this.table),
      reason: readReason(cellOf(row, columns.reason)),
    };
    if (!this.#isStyleCertain) this.#noteStyle(cellOf(row, columns.sent));
    if (isPending(flags)) this.#pending += 1;
    return { gbifdatasetid, flags, row };
  }

  #noteStyle(cell: string): void {
    this.#isStyleCertain = isFlag(cell);
    if (this.#isStyleCertain || this.#style === '') this.#style = trimmed(cell);
  }
}

type ReportColumns = Record<'id' | 'stored' | 'sent' | 'reason', Column>;

function reportColumns(header: Header): ReportColumns {
  return {
    id: header.column('gbifdatasetid'),
    stored: header.column('stored'),
    sent: header.column('issue_sent'),
    reason: header.column('issue_skipped'),
  };
}

export function isPending({ stored, sent, reason }: Flags): boolean {
  return stored && !sent && reason === '';
}
