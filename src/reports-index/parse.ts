/** The three files of the reports index as values, and what is wrong with them. */

import type { CsvRow, CsvSource } from '../csv/reader.ts';
import { type CellFaults, cellOf, readTable, type Table, type TableShape } from '../csv/table.ts';
import type { Problem } from '../shared/problem.ts';
import { shown } from '../shared/text.ts';
import { type Flags, isPending, type ReportRows, readDatasetId, readReportRows } from './rows.ts';

export type PeriodStatus = 'in progress' | 'done' | 'failed';

export interface Period {
  /** YYYYMM */
  period: string;
  year: number;
  month: number;
  /** Empty: nothing has been said yet. */
  status: PeriodStatus | '';
  line: number;
}

/** One row of `reports/<YYYYMM>.csv`. */
export interface Report {
  /** In lower case. */
  gbifdatasetid: string;
  line: number;
  /** Every column as it stands, for templates. */
  columns: Readonly<Record<string, string>>;
  pending: boolean;
}

export interface ReportCounts {
  rows: number;
  stored: number;
  sent: number;
  skipped: number;
  pending: number;
}

/** One row of `datasets.csv`. */
export interface Dataset {
  gbifdatasetid: string;
  ccode: string;
  owner: string;
  repository: string;
  line: number;
  columns: Readonly<Record<string, string>>;
}

export const PERIODS: TableShape = {
  key: 'period',
  required: ['period', 'year', 'month'],
  optional: ['status'],
};
const DATASETS: TableShape = {
  key: 'gbifdatasetid',
  required: ['gbifdatasetid', 'ccode', 'github_orgname', 'github_reponame'],
  optional: [],
};
/** A login has at most 39 letters, digits and hyphens; those of managed users end in an underscore and a short code. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;
/** Reads `periods.csv`. What is wrong with it is added to `problems`. */
export async function parsePeriods(source: CsvSource, file: string, problems: Problem[]): Promise<Period[]> {
  const periods: Period[] = [];
  await readTable(source, file, problems, PERIODS, (table, faults) => (row) => {
    const period = readPeriod(row, table, faults);
    periods.push(period);
    return period.period;
  });
  return periods;
}

/** Whether a text is YYYYMM with a month that there is. */
export function isPeriod(text: string): boolean {
  return /^\d{4}(?:0[1-9]|1[0-2])$/.test(text);
}

function readPeriod(row: CsvRow, table: Table, faults: CellFaults): Period {
  const text = (name: string) => cellOf(row, table.column(name)).trim();
  const fault = (name: string, expected: string) =>
    faults.add('index-value', row, table.column(name), `${name} is ${shown(text(name))}, expected ${expected}`);
  const period = text('period');
  const valid = isPeriod(period);
  if (!valid) fault('period', 'YYYYMM with a month from 01 to 12');
  const check = (name: string, expected: number) => {
    if (valid && !/^\d+$/.test(text(name))) fault(name, 'an integer');
    else if (valid && Number(text(name)) !== expected) fault(name, `${expected} for period ${period}`);
    return expected;
  };
  const status = STATUSES.find((known) => known === text('status').toLowerCase());
  if (status === undefined) fault('status', 'nothing, "in progress", "done" or "failed"');
  return {
    period,
    year: check('year', Number(period.slice(0, 4))),
    month: check('month', Number(period.slice(4))),
    status: status ?? '',
    line: row.line,
  };
}

const STATUSES: readonly Period['status'][] = ['', 'in progress', 'done', 'failed'];

export interface ParsedReports {
  /** The pending ones, and those of `also` whatever their state, in the order of the file. */
  reports: Report[];
  counts: ReportCounts;
  /** Of the same reports; undefined when the file has no usable header. */
  rows: ReportRows | undefined;
}

/** Reads `reports/<YYYYMM>.csv`: all rows are checked, few are kept. */
export async function parseReports(
  source: CsvSource,
  file: string,
  problems: Problem[],
  { also }: { also?: ReadonlySet<string> } = {},
): Promise<ParsedReports> {
  const reports: Report[] = [];
  const counts: ReportCounts = { rows: 0, stored: 0, sent: 0, skipped: 0, pending: 0 };
  const rows = await readReportRows(source, file, problems, {
    mustBeOne: () => true,
    isKept: (id, flags, row, table) => {
      countFlags(counts, flags);
      const pending = isPending(flags);
      if (!pending && also?.has(id) !== true) return false;
      reports.push({ gbifdatasetid: id, line: row.line, columns: table.record(row), pending });
      return true;
    },
  });
  return { reports, counts, rows };
}

function countFlags(counts: ReportCounts, flags: Flags): void {
  counts.rows += 1;
  if (flags.stored) counts.stored += 1;
  if (flags.sent) counts.sent += 1;
  if (flags.skipped) counts.skipped += 1;
  if (isPending(flags)) counts.pending += 1;
}

/** Reads `datasets.csv`: all rows are checked, those of `wanted` are kept. */
export async function parseDatasets(
  source: CsvSource,
  file: string,
  problems: Problem[],
  wanted: ReadonlySet<string>,
): Promise<Map<string, Dataset>> {
  const datasets = new Map<string, Dataset>();
  await readTable(source, file, problems, DATASETS, (table, faults) => {
    const datasetId = table.column('gbifdatasetid');
    const ccode = table.column('ccode');
    const organization = table.column('github_orgname');
    const name = table.column('github_reponame');
    return (row) => {
      const id = readDatasetId(row, datasetId, faults);
      const owner = cellOf(row, organization).trim();
      const repository = cellOf(row, name).trim();
      if (!OWNER.test(owner)) {
        faults.add('index-value', row, organization, `github_orgname is ${shown(owner)}, expected a GitHub login`);
      }
      if (!NAME.test(repository) || repository === '.' || repository === '..') {
        faults.add('index-value', row, name, `github_reponame is ${shown(repository)}, expected a repository name`);
      }
      if (wanted.has(id)) {
        const columns = table.record(row);
        const { line } = row;
        datasets.set(id, { gbifdatasetid: id, ccode: cellOf(row, ccode).trim(), owner, repository, line, columns });
      }
      return id;
    };
  });
  return datasets;
}
