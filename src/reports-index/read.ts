/** Reads the reports index at a commit: three files, three requests. */

import { checkText } from '../csv/reader.ts';
import type { Head, IndexRepository } from '../shared/ports.ts';
import { fail, type Problem, ProblemsError } from '../shared/problem.ts';
import {
  type Dataset,
  type Period,
  parseDatasets,
  parsePeriods,
  parseReports,
  type Report,
  type ReportCounts,
} from './parse.ts';
import type { ReportRows } from './rows.ts';
import { collect, type Files, headOf, notPlain, readFile, readWhole, received } from './transfer.ts';

/** GitHub takes a blob of at most 40 MiB through the API, so no larger file could get its flags back. */
export const REPORTS_LIMIT_BYTES = 40 * 1024 * 1024;
/** The contents API gives at most 100 MB. */
export const FILE_LIMIT_BYTES = 100_000_000;

/** A template is a page. */
const TEXT_LIMIT_BYTES = 1_000_000;

/** Paths from the root of the index repository. */
export interface IndexPaths {
  periods: string;
  datasets: string;
  reports: string;
}

/** The bytes that flags and status are written into, as they were at `head`. */
export interface Snapshot {
  head: Head;
  periods: Uint8Array;
  reports: Uint8Array;
  /** What the first reading of these bytes found. */
  rows?: ReportRows;
}

export interface ReportsIndex {
  paths: IndexPaths;
  snapshot: Snapshot;
  /** See `shasOf`. */
  shas: readonly string[];
  period: Period;
  /** The pending reports, and those asked for by name whatever their state. */
  reports: Report[];
  counts: ReportCounts;
  datasets: ReadonlyMap<string, Dataset>;
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
  /** Only this dataset's report is wanted. */
  gbifdatasetid: string | undefined;
  /** Key of a report whose place is wanted even when it is not pending. */
  cursor: string | undefined;
  /** Datasets whose reports are wanted even when they are not pending. */
  also?: Iterable<string>;
}

/** Reads and checks all three files at `head`. Throws `ProblemsError` with every fault of them. */
export async function readIndex(request: IndexRequest, head: Head, repository: IndexRepository): Promise<ReportsIndex> {
  const paths = pathsOf(request.folder, request.period);
  const faults: Problem[] = [];
  const files = { repository, head };
  const periods = await unlessLost(readWhole(paths.periods, files, FILE_LIMIT_BYTES), faults);
  const listed = periods && (await parsePeriods(periods, paths.periods, faults));
  const period = listed && choosePeriod(listed, request.period, paths, faults);
  const isUnknown = faults.some(({ code }) => code === 'period-unknown');
  // The file of a period that the index does not know is not missed.
  const lost = isUnknown ? [] : faults;
  const reports = await unlessLost(readWhole(paths.reports, files, REPORTS_LIMIT_BYTES), lost);
  const parsed = reports && (await parseReports(reports, paths.reports, faults, { also: wantedRows(request) }));
  const wanted = new Set(parsed?.reports.map((report) => report.gbifdatasetid));
  const datasets = await unlessLost(readDatasets(paths.datasets, files, { wanted, faults }), faults);
  if (faults.length > 0 || !(periods && period && reports && parsed && datasets)) throw new ProblemsError(faults);
  const { rows, counts } = parsed;
  const snapshot: Snapshot = { head, periods, reports, ...(rows === undefined ? {} : { rows }) };
  const shas = await shasOf(paths, head, repository);
  return { paths, snapshot, shas, period, reports: chosenReports(parsed.reports, request, paths), counts, datasets };
}

async function readDatasets(
  path: string,
  files: Files,
  { wanted, faults }: { wanted: ReadonlySet<string>; faults: Problem[] },
): Promise<ReadonlyMap<string, Dataset>> {
  const read = await readFile(path, files, FILE_LIMIT_BYTES, async (source) => {
    const found: Problem[] = [];
    return { datasets: await parseDatasets(source, path, found, wanted), found };
  });
  faults.push(...read.found);
  return read.datasets;
}

/** What `reading` gives; undefined when its file is missing or too large, which is noted: others may have faults as well. */
async function unlessLost<T>(reading: Promise<T>, faults: Problem[]): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const isLost = error instanceof ProblemsError && error.problems.every(({ code }) => LOST.has(code));
    if (!isLost) throw error;
    faults.push(...error.problems);
    return undefined;
  }
}

/** Said of one file. Anything else ends the reading: the next file would not be read either. */
const LOST: ReadonlySet<Problem['code']> = new Set([
  'index-file-missing',
  'index-file-not-plain',
  'index-file-too-large',
]);

/** Undefined when it is not there: a fault, unless it may be in a row that has one. */
function choosePeriod(
  periods: readonly Period[],
  wanted: string,
  { periods: file }: IndexPaths,
  faults: Problem[],
): Period | undefined {
  const period = periods.find((candidate) => candidate.period === wanted);
  if (period !== undefined || faults.length > 0) return period;
  const existing = periods.map((candidate) => candidate.period).join(', ') || 'none';
  const message = `Provided period does not exist in the index: ${wanted} (existing: ${existing})`;
  faults.push({ code: 'period-unknown', message, place: { file } });
  return undefined;
}

function wantedRows({ gbifdatasetid, cursor, period, also = [] }: IndexRequest): ReadonlySet<string> {
  const ids = new Set(also);
  if (gbifdatasetid !== undefined) ids.add(gbifdatasetid);
  if (cursor?.startsWith(`${period}|`)) ids.add(cursor.slice(period.length + 1));
  return ids;
}

/** With a dataset given, only its report; throws when there is none. */
function chosenReports(reports: Report[], { gbifdatasetid, period }: IndexRequest, paths: IndexPaths): Report[] {
  if (gbifdatasetid === undefined) return reports;
  const chosen = reports.filter((report) => report.gbifdatasetid === gbifdatasetid);
  if (chosen.length > 0) return chosen;
  fail('dataset-unknown', `Provided dataset ${gbifdatasetid} has no report in period ${period}`, {
    file: paths.reports,
  });
}

/**
 * The template, another file of the index repository, at the same head; undefined when there is none.
 * Throws `template-invalid` with file and line for what is not UTF-8, which would be sent as U+FFFD.
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
  const { lines, fault } = checkText(await received(path, file, TEXT_LIMIT_BYTES, collect));
  const text = new TextDecoder().decode(lines);
  if (fault === undefined) return text;
  const line = text.split('\n').length;
  return fail('template-invalid', `${path}, line ${line}: ${fault}`, { file: path, line });
}

/** Shas of the files that a run is made of, in a fixed order; empty for one that is not there. */
export async function shasOf(paths: IndexPaths, { commit }: Head, repository: IndexRepository): Promise<string[]> {
  const shas: string[] = [];
  for (const path of [paths.periods, paths.reports, paths.datasets])
    shas.push((await repository.file(path, commit))?.sha ?? '');
  return shas;
}

/** The files that flags and status are written into, at the present head. */
export async function readSnapshot(paths: IndexPaths, repository: IndexRepository): Promise<Snapshot> {
  return snapshotAt(await headOf(repository), paths, repository);
}

/** The snapshot at the present head; the given one when the branch has not moved. */
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
