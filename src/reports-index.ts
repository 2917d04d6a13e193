/** The three files of the reports index as values, and flags written into them without touching another byte. */

import { applyEdits, type CsvRow, type CsvSource, type Edit, editRow } from './csv.ts';
import type { Faults } from './faults.ts';
import { type Problem, ProblemsError } from './problems.ts';
import { readTable, type Table, type TableShape } from './table.ts';

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

/** What becomes of one report's flags. */
export interface FlagChange {
  gbifdatasetid: string;
  set: { issue_sent: true; issue_url: string; issue_sent_at: string } | { issue_skipped: string };
}

const PERIODS: TableShape = { required: ['period', 'year', 'month'], optional: ['status'] };
const DATASETS: TableShape = {
  required: ['gbifdatasetid', 'ccode', 'github_orgname', 'github_reponame'],
  optional: [],
};
const REPORTS: TableShape = {
  required: ['gbifdatasetid', 'stored', 'issue_sent'],
  optional: ['issue_skipped', 'issue_url', 'issue_sent_at'],
};

/** A login has at most 39 letters, digits and hyphens; those of managed users end in an underscore and a short code. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;
/** An id becomes part of an HTML comment and of addresses. */
const DATASET_ID = /^[^\s|<>\p{Cc}]{1,200}$/u;

/** Reads `periods.csv`. What is wrong with it is added to `problems`. */
export async function parsePeriods(source: CsvSource, file: string, problems: Problem[]): Promise<Period[]> {
  const periods: Period[] = [];
  const seen = new Map<string, number>();
  await readTable(source, file, problems, PERIODS, ({ cells, line }, table, faults) => {
    const period = readPeriod(cells, line, table, faults);
    noteTwice(seen, period.period, line, 'period', faults);
    periods.push(period);
  });
  return periods;
}

function readPeriod(cells: readonly string[], line: number, table: Table, faults: Faults): Period {
  const text = (name: string) => table.cell(cells, name).trim();
  const period = text('period');
  const valid = /^\d{4}(?:0[1-9]|1[0-2])$/.test(period);
  if (!valid) faults.add('index-value', line, `period is ${shown(period)}, expected YYYYMM with a month from 01 to 12`);
  const check = (name: string, expected: number) => {
    if (valid && !/^\d+$/.test(text(name)))
      faults.add('index-value', line, `${name} is ${shown(text(name))}, expected an integer`);
    else if (valid && Number(text(name)) !== expected) {
      faults.add('index-value', line, `${name} is ${shown(text(name))}, expected ${expected} for period ${period}`);
    }
    return expected;
  };
  return {
    period,
    year: check('year', Number(period.slice(0, 4))),
    month: check('month', Number(period.slice(4))),
    status: readStatus(text('status'), line, faults),
    line,
  };
}

const STATUSES: readonly Period['status'][] = ['', 'in progress', 'done', 'failed'];

function readStatus(text: string, line: number, faults: Faults): Period['status'] {
  const status = STATUSES.find((known) => known === text.toLowerCase());
  if (status === undefined)
    faults.add('index-value', line, `status is ${shown(text)}, expected nothing, "in progress", "done" or "failed"`);
  return status ?? '';
}

export interface ParsedReports {
  /** The pending ones, and those of `also` whatever their state, in the order of the file. */
  reports: Report[];
  counts: ReportCounts;
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
  const seen = new Map<string, number>();
  await readTable(source, file, problems, REPORTS, ({ cells, line }, table, faults) => {
    const id = readDatasetId(cells, line, table, faults);
    noteTwice(seen, id, line, 'dataset', faults);
    const flags = readFlags(cells, line, table, faults);
    countFlags(counts, flags);
    const pending = isPending(flags);
    if (pending || also?.has(id)) reports.push({ gbifdatasetid: id, line, columns: table.record(cells), pending });
  });
  return { reports, counts };
}

interface Flags {
  stored: boolean;
  sent: boolean;
  skipped: boolean;
}

function readFlags(cells: readonly string[], line: number, table: Table, faults: Faults): Flags {
  return {
    stored: readBoolean(cells, 'stored', line, table, faults),
    sent: readBoolean(cells, 'issue_sent', line, table, faults),
    skipped: table.cell(cells, 'issue_skipped').trim() !== '',
  };
}

function isPending({ stored, sent, skipped }: Flags): boolean {
  return stored && !sent && !skipped;
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
  const seen = new Map<string, number>();
  await readTable(source, file, problems, DATASETS, ({ cells, line }, table, faults) => {
    const id = readDatasetId(cells, line, table, faults);
    noteTwice(seen, id, line, 'dataset', faults);
    const owner = table.cell(cells, 'github_orgname').trim();
    const repository = table.cell(cells, 'github_reponame').trim();
    if (!OWNER.test(owner))
      faults.add('index-value', line, `github_orgname is ${shown(owner)}, expected a GitHub login`);
    if (!NAME.test(repository) || repository === '.' || repository === '..') {
      faults.add('index-value', line, `github_reponame is ${shown(repository)}, expected a repository name`);
    }
    if (!wanted.has(id)) return;
    const ccode = table.cell(cells, 'ccode').trim();
    datasets.set(id, { gbifdatasetid: id, ccode, owner, repository, line, columns: table.record(cells) });
  });
  return datasets;
}

export interface AppliedFlags {
  bytes: Uint8Array;
  /** Datasets whose rows were changed. */
  applied: string[];
  /** Datasets whose rows are gone. */
  missing: string[];
  /** Reports that are pending when the changes are made; a skipped one is not, even without a column to say so. */
  pendingLeft: number;
}

/**
 * Writes flags into the bytes of `reports/<YYYYMM>.csv`. A row whose flag is set already is left alone.
 * Throws `ProblemsError` when the file cannot be trusted.
 */
export async function applyFlags(
  bytes: Uint8Array,
  file: string,
  changes: readonly FlagChange[],
): Promise<AppliedFlags> {
  const wanted = new Map(changes.map((change) => [change.gbifdatasetid, change]));
  const rows: { row: CsvRow; change: FlagChange; table: Table }[] = [];
  const present = new Map<string, number>();
  const problems: Problem[] = [];
  let style: string | undefined;
  let pendingLeft = 0;
  await readTable(bytes, file, problems, REPORTS, (row, table, faults) => {
    const id = readDatasetId(row.cells, row.line, table, faults);
    const flags = readFlags(row.cells, row.line, table, faults);
    const sent = table.cell(row.cells, 'issue_sent').trim();
    if (style === undefined && sent !== '') style = sent;
    const change = wanted.get(id);
    if (change !== undefined) noteTwice(present, id, row.line, 'dataset', faults);
    const alreadySaid = flags.sent || (flags.skipped && change !== undefined && 'issue_skipped' in change.set);
    if (change !== undefined && !alreadySaid) rows.push({ row, change, table });
    else if (isPending(flags)) pendingLeft += 1;
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  const edited = rows.flatMap(({ row, change, table }) => {
    const values = flagValues(row, table, change.set, style ?? '');
    return values.size === 0 ? [] : [{ id: change.gbifdatasetid, edit: editRow(bytes, row, values) }];
  });
  return {
    bytes:
      edited.length === 0
        ? bytes
        : applyEdits(
            bytes,
            edited.map(({ edit }) => edit),
          ),
    applied: edited.map(({ id }) => id),
    missing: changes.map((change) => change.gbifdatasetid).filter((id) => !present.has(id)),
    pendingLeft,
  };
}

/** What the cells of one row become, by index. A cell that says something already keeps it. */
function flagValues(row: CsvRow, table: Table, set: FlagChange['set'], style: string): Map<number, string> {
  const values = new Map<number, string>();
  for (const [name, value] of Object.entries(set)) {
    const index = table.index(name);
    if (index === undefined) continue;
    const cell = row.cells[index] ?? '';
    const present = cell.trim();
    if (name === 'issue_sent') values.set(index, withSpaces(trueLike(present === '' ? style : present), cell));
    else if (present === '') values.set(index, withSpaces(String(value), cell));
  }
  return values;
}

/** A value with the spaces around the one that it replaces. */
function withSpaces(value: string, cell: string): string {
  const present = cell.trim();
  return present === '' ? cell + value : cell.replace(present, () => value);
}

/** True in the style of another value of the column. */
function trueLike(other: string): string {
  if (other === '0' || other === '1') return '1';
  if (/^[A-Z]{2}/.test(other)) return 'TRUE';
  return /^[A-Z]/.test(other) ? 'True' : 'true';
}

/** Writes a period's status into the bytes of `periods.csv`; undefined when there is nothing to change. */
export async function applyStatus(
  bytes: Uint8Array,
  file: string,
  period: string,
  status: PeriodStatus,
): Promise<Uint8Array | undefined> {
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  await readTable(bytes, file, problems, PERIODS, (row, table) => {
    const index = table.index('status');
    if (index === undefined || table.cell(row.cells, 'period').trim() !== period || edits.length > 0) return;
    const cell = table.cell(row.cells, 'status');
    if (cell.trim().toLowerCase() === status) return;
    edits.push(editRow(bytes, row, new Map([[index, withSpaces(status, cell)]])));
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return edits.length === 0 ? undefined : applyEdits(bytes, edits);
}

function readDatasetId(cells: readonly string[], line: number, table: Table, faults: Faults): string {
  const id = table.cell(cells, 'gbifdatasetid').trim().toLowerCase();
  if (!DATASET_ID.test(id) || id.includes('--')) {
    faults.add(
      'index-value',
      line,
      `gbifdatasetid is ${shown(id)}, expected an id without spaces, "|", "<", ">" and "--"`,
    );
  }
  return id;
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

function readBoolean(cells: readonly string[], name: string, line: number, table: Table, faults: Faults): boolean {
  const text = table.cell(cells, name);
  const value = BOOLEANS.get(text) ?? BOOLEANS.get(text.trim().toLowerCase());
  if (value === undefined)
    faults.add('index-value', line, `${name} is ${shown(text)}, expected true, false, 1, 0 or nothing`);
  return value ?? false;
}

/** Notes a value that stands in the file a second time. */
function noteTwice(seen: Map<string, number>, value: string, line: number, what: string, faults: Faults): void {
  const first = seen.get(value);
  if (first === undefined) seen.set(value, line);
  else faults.add('index-duplicate', line, `${what} ${shown(value)} stands in line ${first} already, expected once`);
}

/** A value in a message: quoted, and not longer than a line. */
function shown(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
