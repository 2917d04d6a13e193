/** Checks a whole reports index, every period of it, with the action's own reading and the action's own limits. */

import { fail, type Problem, ProblemsError, remedyOf } from '../shared/problem.ts';
import { count } from '../shared/text.ts';
import { type Dataset, type Period, parseDatasets, parsePeriods, parseReports, periodOf } from './parse.ts';
import { FILE_LIMIT_BYTES, pathsOf, REPORTS_LIMIT_BYTES } from './read.ts';
import type { OwnReason } from './rows.ts';
import { describeReasons, isDue, type PeriodFile, reasonsOf, reasonToSkip, whyNothing } from './skips.ts';
import { limited } from './transfer.ts';

export interface CheckedPeriod extends PeriodFile {
  period: Pick<Period, 'period' | 'status'>;
  /** Those that would be skipped; none where datasets.csv cannot be read. */
  skips: { gbifdatasetid: string; reason: OwnReason }[];
  /** Reports that would be sent. */
  toSend: number;
  /** Those of them that would be although the action has skipped them before: the cause has gone. */
  dueAgain: number;
  /** Nothing is wrong with the file. */
  isSound: boolean;
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
  const isSound = (file: string) => !problems.some(({ place }) => place?.file === file);
  const known = new Set<string>();
  const checked: CheckedPeriod[] = [];
  for (const period of listed ?? []) {
    const { reports: path } = pathsOf(folder, period.period);
    if (known.has(path) || periodOf(period.period) === undefined) continue;
    known.add(path);
    const parsed = await read(path, REPORTS_LIMIT_BYTES, (source) => parseReports(source, path, problems));
    if (parsed === undefined) continue;
    // Without their columns: there may be many periods.
    const reports = parsed.reports.map((report) => ({ ...report, columns: {} }));
    const { counts } = parsed;
    const none = { skips: [], dueAgain: 0, toSend: counts.pending };
    checked.push({ period, counts, reports, ...none, isSound: isSound(path) });
  }
  const wanted = new Set(checked.flatMap(({ reports }) => reports.map((report) => report.gbifdatasetid)));
  const parsed = await read(datasetsPath, FILE_LIMIT_BYTES, (source) =>
    parseDatasets(source, datasetsPath, problems, { wanted }),
  );
  // What is wrong with datasets.csv would be said again of each report.
  if (parsed !== undefined && isSound(datasetsPath)) for (const one of checked) addSkips(one, parsed.datasets);
  const unlisted = isUnread ? [] : reportFiles.filter((file) => !known.has(file)).sort();
  return { problems, unlisted, periods: checked };
}

function addSkips(one: CheckedPeriod, datasets: ReadonlyMap<string, Dataset>): void {
  const due = one.reports.filter((report) => isDue(report, datasets.get(report.gbifdatasetid)));
  for (const { gbifdatasetid, skippedAs } of due) {
    const reason = reasonToSkip(datasets.get(gbifdatasetid));
    if (reason !== undefined) one.skips.push({ gbifdatasetid, reason });
    else if (skippedAs !== undefined) one.dueAgain += 1;
  }
  one.toSend = due.length - one.skips.length;
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

function describePeriod(one: CheckedPeriod): string[] {
  const { period, counts, skips, dueAgain, toSend, isSound } = one;
  const { rows, stored, sent, skipped, pending, reasons } = counts;
  const kinds = [...reasonsOf(skips)].map(([reason, times]) => `${times} ${HAVE[reason]}`);
  const note = kinds.length > 0 ? `, of which ${kinds.join(', ')} and would be skipped` : '';
  const said = period.status === '' ? '' : ` (${period.status})`;
  const missing = skips.filter(({ reason }) => reason === 'missing-dataset');
  const lines = [
    `${period.period}${said}: ${count(rows, 'report')}, ${stored} stored, ${sent} sent, ${skipped} skipped, ${pending} pending${note}`,
    ...missing.map(({ gbifdatasetid }) => `  no dataset: ${gbifdatasetid}`),
  ];
  if (reasons.size > 0) lines.push(`  skipped: ${describeReasons(reasons)}`);
  if (dueAgain > 0) lines.push(`  pending again, the cause has gone: ${dueAgain}`);
  if (isSound && toSend === 0 && period.status === '') lines.push(`  nothing would be sent: ${whyNothing(one, skips)}`);
  return lines;
}

const HAVE: Readonly<Record<OwnReason, string>> = {
  'missing-dataset': 'have no dataset',
  'no-repository': 'have no repository',
  'opted-out': 'opted out',
};

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
