/** The three files of the reports index as values. */

import { type Column, cellOf, type Header, type TableShape } from '../csv/header.ts';
import type { CsvRow, CsvSource } from '../csv/reader.ts';
import { type CellProblems, TableReader } from '../csv/table.ts';
import { trimmed } from '../shared/invisible.ts';
import { parsePeriod } from '../shared/period.ts';
import type { Parsed } from '../shared/problem.ts';
import { isOwner, isRepositoryName } from '../shared/repository.ts';
import { shown } from '../shared/text.ts';
import { readDatasetId, readFlag, saysNothing } from './cells.ts';
import { type Flags, isPending, type OwnReason, ownReason, type ReportRows, ReportsReader } from './rows.ts';

export type PeriodStatus = 'in progress' | 'done' | 'failed';

export interface Period {
  /** YYYYMM */
  period: string;
  year: number;
  month: number;
  /** Empty: the period has never run. */
  status: PeriodStatus | '';
  line: number;
}

/** One row of `reports/<YYYYMM>.csv`. */
export interface Report {
  /** In lower case. */
  gbifdatasetid: string;
  line: number;
  /** All cells by column name, unchanged, for templates. */
  columns: Readonly<Record<string, string>>;
  pending: boolean;
  /** The report is stored and not sent, and the action skipped it for this reason, which may no longer hold. */
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
  /** The reports that are skipped and not sent, by reason. */
  reasons: ReasonCounts;
}

/** Numbers of reports by reason. */
export type ReasonCounts = ReadonlyMap<string, number>;

/** Each row may have a reason of its own. To limit memory, the reasons after these are counted under one name. */
const REASONS_KEPT = 100;
const OTHER_REASONS = 'other reasons';

/** Adds one to the number of a reason. */
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
  /** Whether its owner wants to be notified; undefined when the cell is empty. */
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

/** Reads `periods.csv`. */
export async function parsePeriods(source: CsvSource, file: string): Promise<Parsed<Period[]>> {
  const table = new TableReader(source, file, PERIODS);
  const periods: Period[] = [];
  for await (const rows of table.rows()) {
    for (const row of rows) {
      const period = readPeriod(row, table);
      table.checkUnique(row, period.period);
      periods.push(period);
    }
  }
  return { value: periods, problems: table.problems() };
}

/** The period in a text as YYYYMM; undefined when there is none. Accepts `2012-04`, and `201204.0` from pandas. */
export function periodOf(text: string): string | undefined {
  return parsePeriod(trimmed(text).replace(/\.0$/, ''));
}

function readPeriod(row: CsvRow, table: TableReader): Period {
  const { header } = table;
  const text = (name: string) => trimmed(cellOf(row, header.column(name)));
  const refuse = (name: string, expected: string) =>
    table.add('index-value', row, header.column(name), `${name} is ${shown(text(name))}, expected ${expected}`);
  const period = periodOf(text('period'));
  if (period === undefined) refuse('period', 'YYYYMM with a month from 01 to 12');
  const check = (name: string, expected: number) => {
    const [number] = /^\d+(?=(?:\.0)?$)/.exec(text(name)) ?? [];
    if (period !== undefined && number === undefined) refuse(name, 'an integer');
    else if (period !== undefined && Number(number) !== expected) refuse(name, `${expected} for period ${period}`);
    return expected;
  };
  const said = saysNothing(text('status')) ? '' : text('status').toLowerCase();
  const status = STATUSES.find((known) => known === said);
  if (status === undefined) refuse('status', 'nothing, "in progress", "done" or "failed"');
  return {
    period: period ?? text('period'),
    year: check('year', Number(period?.slice(0, 4))),
    month: check('month', Number(period?.slice(4))),
    status: status ?? '',
    line: row.line,
  };
}

const STATUSES: readonly Period['status'][] = ['', 'in progress', 'done', 'failed'];

export interface ReportsFile {
  /** In the order of the file: the pending reports, those that the action has skipped, and those in `also`. */
  reports: Report[];
  counts: ReportCounts;
  /** Where the same reports are; undefined when the file has no usable header. */
  rows: ReportRows | undefined;
}

/** Reads `reports/<YYYYMM>.csv`: checks all rows and keeps few. */
export async function parseReports(
  source: CsvSource,
  file: string,
  { also }: { also?: ReadonlySet<string> } = {},
): Promise<Parsed<ReportsFile>> {
  const reader = new ReportsReader(source, file);
  const { table } = reader;
  const reports: Report[] = [];
  const reasons = new Map<string, number>();
  const counts: ReportCounts = { rows: 0, stored: 0, sent: 0, skipped: 0, pending: 0, unstored: 0, reasons };
  for await (const rows of reader.rows()) {
    for (const report of rows) {
      const { gbifdatasetid, flags, row } = report;
      table.checkUnique(row, gbifdatasetid);
      countFlags(counts, reasons, flags);
      const pending = isPending(flags);
      const skippedAs = flags.stored && !flags.sent ? ownReason(flags.reason) : undefined;
      if (!pending && skippedAs === undefined && also?.has(gbifdatasetid) !== true) continue;
      reader.keep(report);
      const kept = { gbifdatasetid, line: row.line, columns: table.header.record(row), pending };
      reports.push(skippedAs === undefined ? kept : { ...kept, skippedAs });
    }
  }
  return { value: { reports, counts, rows: reader.kept() }, problems: table.problems() };
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

/** Reads `datasets.csv`: checks all rows and keeps the datasets in `wanted`. */
export async function parseDatasets(
  source: CsvSource,
  file: string,
  wanted: ReadonlySet<string>,
): Promise<Parsed<Map<string, Dataset>>> {
  const table = new TableReader(source, file, DATASETS);
  const datasets = new Map<string, Dataset>();
  for await (const rows of table.rows()) {
    const columns = datasetColumns(table.header);
    for (const row of rows) {
      const dataset = readDataset(row, columns, table);
      const { gbifdatasetid } = dataset;
      table.checkUnique(row, gbifdatasetid);
      if (wanted.has(gbifdatasetid)) datasets.set(gbifdatasetid, { ...dataset, columns: table.header.record(row) });
    }
  }
  return { value: datasets, problems: table.problems() };
}

type DatasetColumns = Record<'id' | 'ccode' | 'owner' | 'repository' | 'notify', Column>;

function datasetColumns(header: Header): DatasetColumns {
  return {
    id: header.column('gbifdatasetid'),
    ccode: header.column('ccode'),
    owner: header.column('github_orgname'),
    repository: header.column('github_reponame'),
    notify: header.column('notify'),
  };
}

function readDataset(row: CsvRow, columns: DatasetColumns, problems: CellProblems): Omit<Dataset, 'columns'> {
  const gbifdatasetid = readDatasetId(row, columns.id, problems);
  const owner = trimmed(cellOf(row, columns.owner));
  const repository = trimmed(cellOf(row, columns.repository));
  const notify = readFlag(row, columns.notify, problems);
  const hasRepository = owner !== '' || repository !== '';
  if (hasRepository && (saysNothing(owner) || !isOwner(owner))) {
    problems.add('index-value', row, columns.owner, `github_orgname is ${shown(owner)}, ${expectedOwner(owner)}`);
  }
  if (hasRepository && (saysNothing(repository) || !isRepositoryName(repository))) {
    const what = `github_reponame is ${shown(repository)}, ${expectedName(repository)}`;
    problems.add('index-value', row, columns.repository, what);
  }
  return { gbifdatasetid, ccode: trimmed(cellOf(row, columns.ccode)), owner, repository, notify, line: row.line };
}

function expectedOwner(seen: string): string {
  return `expected a GitHub login${saysNothing(seen) ? OR_NONE : ''}`;
}

function expectedName(seen: string): string {
  if (/\.git$/i.test(seen)) return 'expected a repository name without ".git"';
  return `expected a repository name${saysNothing(seen) ? OR_NONE : ''}`;
}

const OR_NONE = '; a dataset without a repository has both cells empty';
