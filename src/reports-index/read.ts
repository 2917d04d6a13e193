/** Reads the reports index at a commit: three files, three requests. */

import { checkText } from '../csv/utf8.ts';
import type { Head, IndexRepository } from '../shared/index-ports.ts';
import { fail, type Parsed, type Problem, ProblemsError } from '../shared/problem.ts';
import {
  type Dataset,
  type DatasetIds,
  type DatasetsFile,
  type Period,
  parseDatasets,
  parsePeriods,
  parseReports,
  type Report,
  type ReportCounts,
  type ReportsFile,
} from './parse.ts';
import type { ReportRows } from './rows.ts';
import { collect, type Files, headOf, notPlain, readFile, readWhole, received } from './transfer.ts';

/** GitHub's API accepts blobs of at most 40 MiB, so flags could not be written into a larger file. */
export const REPORTS_LIMIT_BYTES = 40 * 1024 * 1024;
/** GitHub's contents API serves files of at most 100 MB. */
export const FILE_LIMIT_BYTES = 100_000_000;

/** A template is a page. */
const TEXT_LIMIT_BYTES = 1_000_000;

/** Paths from the root of the index repository. */
export interface IndexPaths {
  periods: string;
  datasets: string;
  reports: string;
}

/** The files into which flags and status are written, at `head`. */
export interface Snapshot {
  head: Head;
  periods: Uint8Array;
  reports: Uint8Array;
  /** The rows that the first reading of these bytes found. */
  rows?: ReportRows;
}

export interface ReportsIndex {
  paths: IndexPaths;
  snapshot: Snapshot;
  /** See `shasOf`. */
  shas: readonly string[];
  /** All periods of the index. */
  periods: readonly Period[];
  period: Period;
  /** The pending reports, and the requested ones in any state. */
  reports: Report[];
  counts: ReportCounts;
  datasets: ReadonlyMap<string, Dataset>;
  /** Datasets with a stored report, sent or not, that have no row in datasets.csv. */
  unknown: ReadonlySet<string>;
}

export function pathsOf(folder: string, period: string): IndexPaths {
  const prefix = folder === '' ? '' : `${folder}/`;
  return {
    periods: `${prefix}periods.csv`,
    datasets: `${prefix}datasets.csv`,
    reports: `${prefix}reports/${period}.csv`,
  };
}

export interface IndexRequest {
  folder: string;
  period: string;
  /** Read only this dataset's report. */
  gbifdatasetid: string | undefined;
  /** Key of a report to read even when it is not pending. */
  cursor: string | undefined;
  /** Datasets whose reports to read even when they are not pending. */
  also?: Iterable<string>;
}

/** Reads and checks all three files at `head`. Throws `ProblemsError` with every problem in them. */
export async function readIndex(request: IndexRequest, head: Head, repository: IndexRepository): Promise<ReportsIndex> {
  const paths = pathsOf(request.folder, request.period);
  const files = { repository, head };
  const periods = await unlessMissing(readPeriods(paths.periods, files));
  const period = choosePeriod(periods, request.period, paths.periods);
  const reports = await unlessMissing(readReports(paths.reports, files, wantedRows(request)));
  // The index does not need to have the file of a period that it does not list.
  const isExpected = reports.value !== undefined || period.problems.length === 0;
  const wanted = new Set(reports.value?.reports.map((report) => report.gbifdatasetid));
  const stored = reports.value?.stored ?? new Set();
  const datasets = await unlessMissing(readDatasets(paths.datasets, files, { wanted, stored }));
  const ofReports = isExpected ? reports.problems : [];
  const problems = [...periods.problems, ...period.problems, ...ofReports, ...datasets.problems];
  if (problems.length > 0 || !(periods.value && period.value && reports.value && datasets.value))
    throw new ProblemsError(problems);
  const { rows, counts } = reports.value;
  const bytes = { periods: periods.value.bytes, reports: reports.value.bytes };
  const snapshot: Snapshot = { head, ...bytes, ...(rows === undefined ? {} : { rows }) };
  return {
    paths,
    snapshot,
    shas: await shasOf(paths, head, repository),
    periods: periods.value.periods,
    period: period.value,
    reports: chosenReports(reports.value.reports, request, paths),
    counts,
    ...datasets.value,
  };
}

/** A file that is needed again as bytes, because flags and status are written into it. */
interface WithBytes {
  bytes: Uint8Array;
}

interface PeriodsFile extends WithBytes {
  periods: Period[];
}

async function readPeriods(path: string, files: Files): Promise<Parsed<PeriodsFile>> {
  const bytes = await readWhole(path, files, FILE_LIMIT_BYTES);
  const { value, problems } = await parsePeriods(bytes, path);
  return { value: { bytes, periods: value }, problems };
}

async function readReports(
  path: string,
  files: Files,
  also: ReadonlySet<string>,
): Promise<Parsed<ReportsFile & WithBytes>> {
  const bytes = await readWhole(path, files, REPORTS_LIMIT_BYTES);
  const { value, problems } = await parseReports(bytes, path, { also });
  return { value: { bytes, ...value }, problems };
}

function readDatasets(path: string, files: Files, ids: DatasetIds): Promise<Parsed<DatasetsFile>> {
  return readFile(path, files, FILE_LIMIT_BYTES, (source) => parseDatasets(source, path, ids));
}

/**
 * A parsed file; undefined, with the problem, when the file is missing or too large, so that problems of the other
 * files are found in the same run.
 */
async function unlessMissing<T>(reading: Promise<Parsed<T>>): Promise<Parsed<T | undefined>> {
  try {
    return await reading;
  } catch (error) {
    const isOfOneFile = error instanceof ProblemsError && error.problems.every(({ code }) => OF_ONE_FILE.has(code));
    if (!isOfOneFile) throw error;
    return { value: undefined, problems: error.problems };
  }
}

/** Any other problem ends the reading, because the next file could not be read either. */
const OF_ONE_FILE: ReadonlySet<Problem['code']> = new Set([
  'index-file-missing',
  'index-file-not-plain',
  'index-file-too-large',
]);

/** The period in periods.csv. Not finding it is a problem only in a file without others, which could hide its row. */
function choosePeriod(
  { value, problems }: Parsed<PeriodsFile | undefined>,
  wanted: string,
  file: string,
): Parsed<Period | undefined> {
  const periods = value?.periods ?? [];
  const period = periods.find((candidate) => candidate.period === wanted);
  if (period !== undefined || problems.length > 0) return { value: period, problems: [] };
  const existing = periods.map((candidate) => candidate.period).join(', ') || 'none';
  const message = `Provided period does not exist in the index: ${wanted} (existing: ${existing})`;
  return { value: undefined, problems: [{ code: 'period-unknown', message, place: { file } }] };
}

function wantedRows({ gbifdatasetid, cursor, period, also = [] }: IndexRequest): ReadonlySet<string> {
  const ids = new Set(also);
  if (gbifdatasetid !== undefined) ids.add(gbifdatasetid);
  if (cursor?.startsWith(`${period}|`)) ids.add(cursor.slice(period.length + 1));
  return ids;
}

/** All reports, or only the requested dataset's. Throws when that dataset has none. */
function chosenReports(reports: Report[], { gbifdatasetid, period }: IndexRequest, paths: IndexPaths): Report[] {
  if (gbifdatasetid === undefined) return reports;
  const chosen = reports.filter((report) => report.gbifdatasetid === gbifdatasetid);
  if (chosen.length > 0) return chosen;
  fail('dataset-unknown', `Provided dataset ${gbifdatasetid} has no report in period ${period}`, {
    file: paths.reports,
  });
}

/**
 * The template, another file of the index repository, at the same head; undefined when it does not exist. Throws
 * `template-invalid` with file and line for bytes that are not UTF-8, because issues would contain U+FFFD instead.
 */
export async function readText(
  path: string,
  { head }: Pick<Snapshot, 'head'>,
  repository: IndexRepository,
): Promise<string | undefined> {
  const file = await repository.file(path, head.commit);
  if (file === undefined) return undefined;
  // A link leads to a file, perhaps.
  if (file.at !== undefined || file.kind === 'folder' || file.kind === 'submodule') notPlain(path, file, head);
  const { lines, problem } = checkText(await received(path, file, TEXT_LIMIT_BYTES, collect));
  const text = new TextDecoder().decode(lines);
  if (problem === undefined) return text;
  const line = text.split('\n').length;
  return fail('template-invalid', `${path}, line ${line}: ${problem}`, { file: path, line });
}

/** Shas of the three files, in a fixed order; empty for a file that does not exist. */
export async function shasOf(paths: IndexPaths, { commit }: Head, repository: IndexRepository): Promise<string[]> {
  const shas: string[] = [];
  for (const path of [paths.periods, paths.reports, paths.datasets])
    shas.push((await repository.file(path, commit))?.sha ?? '');
  return shas;
}

/** The files into which flags and status are written, at the present head. */
export async function readSnapshot(paths: IndexPaths, repository: IndexRepository): Promise<Snapshot> {
  return snapshotAt(await headOf(repository), paths, repository);
}

/** The snapshot at the present head. Reads nothing when the branch has not moved. */
export async function refreshSnapshot(
  snapshot: Snapshot,
  paths: IndexPaths,
  repository: IndexRepository,
): Promise<Snapshot> {
  const head = await headOf(repository);
  return head.commit === snapshot.head.commit ? snapshot : snapshotAt(head, paths, repository);
}

async function snapshotAt(head: Head, paths: IndexPaths, repository: IndexRepository): Promise<Snapshot> {
  const files = { repository, head };
  return {
    head,
    periods: await readWhole(paths.periods, files, FILE_LIMIT_BYTES),
    reports: await readWhole(paths.reports, files, REPORTS_LIMIT_BYTES),
  };
}
