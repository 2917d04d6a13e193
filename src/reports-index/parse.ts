/** The three files of the reports index as values, and what is wrong with them. */

import type { CsvRow, CsvSource } from '../csv/reader.ts';
import { type CellFaults, cellOf, readTable, type Table, type TableShape } from '../csv/table.ts';
import { trimmed } from '../shared/invisible.ts';
import type { Problem } from '../shared/problem.ts';
import { shown } from '../shared/text.ts';
import { readDatasetId, readFlag, saysNothing } from './cells.ts';
import { type Flags, isPending, type OwnReason, ownReason, type ReportRows, readReportRows } from './rows.ts';

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
  /** Stored, not sent, and skipped for this reason of the action's own, which may have gone. */
  skippedAs?: OwnReason;
}

/** A report can be stored, sent and skipped at once. */
export interface ReportCounts {
  rows: number;
  stored: number;
  sent: number;
  skipped: number;
  pending: number;
  /** Neither stored nor sent nor skipped. */
  unstored: number;
  /** Of those that are skipped and not sent, how many for which reason. */
  reasons: ReasonCounts;
}

/** How many for each reason. */
export type ReasonCounts = ReadonlyMap<string, number>;

/** A file with another reason in each row is not to be kept in memory; the rest is counted under one name. */
const REASONS_KEPT = 100;
const OTHER_REASONS = 'other reasons';

/** Adds one, in place. */
export function countReason(reasons: Map<string, number>, reason: string): void {
  const name = reasons.has(reason) || reasons.size < REASONS_KEPT ? reason : OTHER_REASONS;
  reasons.set(name, (reasons.get(name) ?? 0) + 1);
}

/** One row of `datasets.csv`. */
export interface Dataset {
  gbifdatasetid: string;
  ccode: string;
  /** Both empty: the dataset has no repository. */
  owner: string;
  repository: string;
  /** Whether its reports are to be sent; undefined: nobody has said. */
  notify: boolean | undefined;
  line: number;
  columns: Readonly<Record<string, string>>;
}

export const PERIODS: TableShape = {
  key: 'period',
  required: ['period', 'year', 'month'],
  optional: ['status'],
  silencing: [],
};
const DATASETS: TableShape = {
  key: 'gbifdatasetid',
  required: ['gbifdatasetid', 'ccode', 'github_orgname', 'github_reponame'],
  optional: ['notify'],
  silencing: ['notify'],
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

/** The period in a cell or name, as YYYYMM; undefined: there is none. Also taken: `2012-04`, and `201204.0` of pandas. */
export function periodOf(text: string): string | undefined {
  const match = /^(\d{4})-?(0[1-9]|1[0-2])(?:\.0)?$/.exec(trimmed(text));
  return match === null ? undefined : `${match[1]}${match[2]}`;
}

function readPeriod(row: CsvRow, table: Table, faults: CellFaults): Period {
  const text = (name: string) => trimmed(cellOf(row, table.column(name)));
  const fault = (name: string, expected: string) =>
    faults.add('index-value', row, table.column(name), `${name} is ${shown(text(name))}, expected ${expected}`);
  const period = periodOf(text('period'));
  if (period === undefined) fault('period', 'YYYYMM with a month from 01 to 12');
  const check = (name: string, expected: number) => {
    const [number] = /^\d+(?=(?:\.0)?$)/.exec(text(name)) ?? [];
    if (period !== undefined && number === undefined) fault(name, 'an integer');
    else if (period !== undefined && Number(number) !== expected) fault(name, `${expected} for period ${period}`);
    return expected;
  };
  const said = saysNothing(text('status')) ? '' : text('status').toLowerCase();
  const status = STATUSES.find((known) => known === said);
  if (status === undefined) fault('status', 'nothing, "in progress", "done" or "failed"');
  return {
    period: period ?? text('period'),
    year: check('year', Number(period?.slice(0, 4))),
    month: check('month', Number(period?.slice(4))),
    status: status ?? '',
    line: row.line,
  };
}

const STATUSES: readonly Period['status'][] = ['', 'in progress', 'done', 'failed'];

export interface ParsedReports {
  /** Datasets of all stored reports, sent or not, in the order of the file. */
  stored: ReadonlySet<string>;
  /** The pending ones, those that the action has skipped, and those of `also` whatever their state, in the order of the file. */
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
  const stored = new Set<string>();
  const reasons = new Map<string, number>();
  const counts: ReportCounts = { rows: 0, stored: 0, sent: 0, skipped: 0, pending: 0, unstored: 0, reasons };
  const rows = await readReportRows(source, file, problems, {
    mustBeOne: () => true,
    isKept: (id, flags, row, table) => {
      countFlags(counts, reasons, flags);
      if (flags.stored) stored.add(id);
      const pending = isPending(flags);
      const skippedAs = flags.stored && !flags.sent ? ownReason(flags.reason) : undefined;
      if (!pending && skippedAs === undefined && also?.has(id) !== true) return false;
      const report = { gbifdatasetid: id, line: row.line, columns: table.record(row), pending };
      reports.push(skippedAs === undefined ? report : { ...report, skippedAs });
      return true;
    },
  });
  return { reports, counts, rows, stored };
}

function countFlags(counts: ReportCounts, reasons: Map<string, number>, flags: Flags): void {
  const { stored, sent, reason } = flags;
  const isSkipped = reason !== '';
  counts.rows += 1;
  if (stored) counts.stored += 1;
  if (sent) counts.sent += 1;
  if (isSkipped) counts.skipped += 1;
  if (isPending(flags)) counts.pending += 1;
  if (!stored && !sent && !isSkipped) counts.unstored += 1;
  if (isSkipped && !sent) countReason(reasons, reason);
}

export interface ParsedDatasets {
  /** Those that are wanted. */
  datasets: Map<string, Dataset>;
  /** Those with a stored report that have no row, in the order of the period's file. */
  unknown: ReadonlySet<string>;
}

/** Reads `datasets.csv`: all rows are checked, those of `wanted` are kept. `stored`: datasets with a stored report. */
export async function parseDatasets(
  source: CsvSource,
  file: string,
  problems: Problem[],
  { wanted, stored = new Set() }: { wanted: ReadonlySet<string>; stored?: ReadonlySet<string> },
): Promise<ParsedDatasets> {
  const datasets = new Map<string, Dataset>();
  const unknown = new Set(stored);
  await readTable(source, file, problems, DATASETS, (table, faults) => {
    const datasetId = table.column('gbifdatasetid');
    const ccode = table.column('ccode');
    const organization = table.column('github_orgname');
    const name = table.column('github_reponame');
    const notifyColumn = table.column('notify');
    return (row) => {
      const id = readDatasetId(row, datasetId, faults);
      const owner = trimmed(cellOf(row, organization));
      const repository = trimmed(cellOf(row, name));
      const notify = readFlag(row, notifyColumn, faults);
      const isNone = owner === '' && repository === '';
      if (!isNone && (saysNothing(owner) || !OWNER.test(owner))) {
        faults.add('index-value', row, organization, `github_orgname is ${shown(owner)}, ${expectedOwner(owner)}`);
      }
      if (!isNone && !isRepositoryName(repository)) {
        faults.add('index-value', row, name, `github_reponame is ${shown(repository)}, ${expectedName(repository)}`);
      }
      unknown.delete(id);
      if (wanted.has(id)) {
        const columns = table.record(row);
        const { line } = row;
        const of = trimmed(cellOf(row, ccode));
        datasets.set(id, { gbifdatasetid: id, ccode: of, owner, repository, notify, line, columns });
      }
      return id;
    };
  });
  return { datasets, unknown };
}

/** GitHub takes an ending `.git` for a part of the address, not of the name. */
function isRepositoryName(text: string): boolean {
  return NAME.test(text) && text !== '.' && text !== '..' && !/\.git$/i.test(text) && !saysNothing(text);
}

function expectedOwner(seen: string): string {
  return `expected a GitHub login${saysNothing(seen) ? OR_NONE : ''}`;
}

function expectedName(seen: string): string {
  if (/\.git$/i.test(seen)) return 'expected a repository name without ".git"';
  return `expected a repository name${saysNothing(seen) ? OR_NONE : ''}`;
}

const OR_NONE = '; a dataset without a repository has both cells empty';
