/** Checks a whole reports index, every period of it, with the action's own reading and the action's own limits. */

import { fail, type Problem, ProblemsError, remedyOf } from '../shared/problem.ts';
import { count } from '../shared/text.ts';
import { isPeriod, parseDatasets, parsePeriods, parseReports, type ReportCounts } from './parse.ts';
import { FILE_LIMIT_BYTES, pathsOf, REPORTS_LIMIT_BYTES } from './read.ts';
import { limited } from './transfer.ts';

export interface CheckedPeriod {
  period: string;
  status: string;
  counts: ReportCounts;
  /** Pending reports whose dataset is not in datasets.csv: they would be skipped. */
  withoutDataset: string[];
}

export interface CheckedIndex {
  problems: Problem[];
  /** Files of reports that no period is listed for: no fault, a period may be in the making. */
  unlisted: string[];
  periods: CheckedPeriod[];
}

type Source = AsyncIterable<Uint8Array>;

/**
 * Reads all files of an index. `open` gives one by its path, that of the folder included; undefined when there is none;
 * it throws `ProblemsError` for one that cannot be read. `reportFiles`: the paths of those in `reports/`.
 */
export async function checkIndex(
  folder: string,
  open: (path: string) => Promise<Source | undefined>,
  reportFiles: readonly string[] = [],
): Promise<CheckedIndex> {
  const problems: Problem[] = [];
  const read: Reading = (path, limitBytes, parse) => readFile(open, path, limitBytes, parse).catch(noted(problems));
  const { periods: periodsPath, datasets: datasetsPath } = pathsOf(folder, '');
  const listed = await read(periodsPath, FILE_LIMIT_BYTES, (source) => parsePeriods(source, periodsPath, problems));
  const isUnread = (listed ?? []).length === 0 && problems.length > 0;
  const known = new Set<string>();
  const pending = new Map<string, Set<string>>();
  const checked: CheckedPeriod[] = [];
  for (const { period, status } of listed ?? []) {
    const { reports: path } = pathsOf(folder, period);
    if (known.has(path) || !isPeriod(period)) continue;
    known.add(path);
    const parsed = await read(path, REPORTS_LIMIT_BYTES, (source) => parseReports(source, path, problems));
    if (parsed === undefined) continue;
    pending.set(period, new Set(parsed.reports.map((report) => report.gbifdatasetid)));
    checked.push({ period, status, counts: parsed.counts, withoutDataset: [] });
  }
  const wanted = new Set([...pending.values()].flatMap((ids) => [...ids]));
  const datasets = await read(datasetsPath, FILE_LIMIT_BYTES, (source) =>
    parseDatasets(source, datasetsPath, problems, wanted),
  );
  for (const one of checked) {
    one.withoutDataset = [...(pending.get(one.period) ?? [])].filter(
      (id) => datasets !== undefined && !datasets.has(id),
    );
  }
  const unlisted = isUnread ? [] : reportFiles.filter((file) => !known.has(file)).sort();
  return { problems, unlisted, periods: checked };
}

type Reading = <T>(path: string, limitBytes: number, parse: (source: Source) => Promise<T>) => Promise<T | undefined>;

async function readFile<T>(
  open: (path: string) => Promise<Source | undefined>,
  path: string,
  limitBytes: number,
  parse: (source: Source) => Promise<T>,
): Promise<T> {
  const source = await open(path);
  if (source === undefined) return fail('index-file-missing', `${path} does not exist`, { file: path });
  return parse(limited(source, path, limitBytes));
}

/** Throws what `checkIndex` takes for a file that is there and cannot be read. */
export function failUnreadable(file: string, why: string): never {
  return fail('index-file-unreadable', `${file} cannot be read from disk: ${why}`, { file });
}

/** A file that cannot be read to its end is a fault like others; anything else is the program's. */
function noted(problems: Problem[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof ProblemsError)) throw error;
    problems.push(...error.problems);
    return undefined;
  };
}

/** What `npm run check-index` prints. `at` gives a file's path as the reader would open it. */
export function describeIndex({ problems, unlisted, periods }: CheckedIndex, at: (file: string) => string): string[] {
  return [
    ...periods.flatMap(describePeriod),
    ...unlisted.map((file) => `${at(file)}: no row in periods.csv is for this file; no run reads it`),
    ...problems.flatMap((problem) => [describeFault(problem, at), `  ${remedyOf(problem.code)}`]),
    problems.length === 0 ? 'The index is sound.' : count(problems.length, 'fault'),
  ];
}

function describePeriod({ period, status, counts, withoutDataset }: CheckedPeriod): string[] {
  const { rows, stored, sent, skipped, pending } = counts;
  const without = withoutDataset.length;
  const note = without > 0 ? `, of which ${without} have no dataset and would be skipped` : '';
  const said = status === '' ? '' : ` (${status})`;
  return [
    `${period}${said}: ${count(rows, 'report')}, ${stored} stored, ${sent} sent, ${skipped} skipped, ${pending} pending${note}`,
    ...withoutDataset.map((id) => `  no dataset: ${id}`),
  ];
}

/** `file:line:column: what`, which editors and terminals open. */
function describeFault({ message, place }: Problem, at: (file: string) => string): string {
  if (place === undefined) return message;
  const { file, line, column } = place;
  const where = [at(file), line, column].filter((part) => part !== undefined).join(':');
  const what = message.startsWith(`${file}, line `)
    ? message.replace(/^.*?, line \d+(?:, column \d+)?: /, '')
    : message;
  return `${where}: ${what}`;
}
