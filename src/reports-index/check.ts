/** Checks all periods of a reports index with the action's own parsers and limits. */

import { fail, type Parsed, type Problem, ProblemsError, remedyOf } from '../shared/problem.ts';
import { count } from '../shared/text.ts';
import { type Dataset, type Period, parseDatasets, parsePeriods, parseReports, periodOf } from './parse.ts';
import { FILE_LIMIT_BYTES, pathsOf, REPORTS_LIMIT_BYTES } from './read.ts';
import type { OwnReason } from './rows.ts';
import { describeReasons, isDue, type PeriodFile, reasonsOf, reasonToSkip, whyNothing } from './skips.ts';
import { limited } from './transfer.ts';

export interface CheckedPeriod extends PeriodFile {
  period: Pick<Period, 'period' | 'status'>;
  /** Reports that would be skipped; none when datasets.csv cannot be read. */
  skips: { gbifdatasetid: string; reason: OwnReason }[];
  /** Reports that would be sent. */
  toSend: number;
  /** How many of them the action skipped before, for a reason that no longer holds. */
  dueAgain: number;
  /** Whether the file has no problems. */
  isSound: boolean;
}

export interface CheckedIndex {
  problems: Problem[];
  /** Files of reports whose period is not listed. That is not a problem, because the period may be in preparation. */
  unlisted: string[];
  periods: CheckedPeriod[];
}

type Source = AsyncIterable<Uint8Array>;

/** Opens a file by its path, folder included; undefined when it does not exist. Throws `ProblemsError`. */
type OpenFile = (path: string) => Promise<Source | undefined>;

/** Reads and checks all files of an index. `reportFiles`: the paths of those in `reports/`. */
export async function checkIndex(
  folder: string,
  open: OpenFile,
  reportFiles: readonly string[] = [],
): Promise<CheckedIndex> {
  const paths = pathsOf(folder, '');
  const listed = await readFile(open, paths.periods, FILE_LIMIT_BYTES, parsePeriods);
  const reports = await checkPeriods(listed.value ?? [], folder, open);
  const ids = reports.value.periods.flatMap((period) => period.reports.map((report) => report.gbifdatasetid));
  const datasets = await readFile(open, paths.datasets, FILE_LIMIT_BYTES, (source, path) =>
    parseDatasets(source, path, new Set(ids)),
  );
  // With an unreadable datasets.csv every report would seem to lack its dataset.
  if (datasets.value !== undefined && datasets.problems.length === 0) {
    for (const one of reports.value.periods) addSkips(one, datasets.value);
  }
  const isUnread = (listed.value ?? []).length === 0 && listed.problems.length > 0;
  const unlisted = isUnread ? [] : reportFiles.filter((file) => !reports.value.known.has(file)).sort();
  const problems = [...listed.problems, ...reports.problems, ...datasets.problems];
  return { problems, unlisted, periods: reports.value.periods };
}

interface CheckedFiles {
  periods: CheckedPeriod[];
  /** Paths of the files that periods.csv lists. */
  known: ReadonlySet<string>;
}

async function checkPeriods(listed: readonly Period[], folder: string, open: OpenFile): Promise<Parsed<CheckedFiles>> {
  const known = new Set<string>();
  const periods: CheckedPeriod[] = [];
  const problems: Problem[] = [];
  for (const period of listed) {
    const { reports: path } = pathsOf(folder, period.period);
    if (known.has(path) || periodOf(period.period) === undefined) continue;
    known.add(path);
    const parsed = await readFile(open, path, REPORTS_LIMIT_BYTES, parseReports);
    problems.push(...parsed.problems);
    if (parsed.value === undefined) continue;
    const { counts } = parsed.value;
    // Their columns are dropped, because there may be many periods.
    const reports = parsed.value.reports.map((report) => ({ ...report, columns: {} }));
    const isSound = parsed.problems.length === 0;
    periods.push({ period, counts, reports, skips: [], dueAgain: 0, toSend: counts.pending, isSound });
  }
  return { value: { periods, known }, problems };
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

/** A parsed file; undefined, with the problem, when it cannot be read to its end. */
async function readFile<T>(
  open: OpenFile,
  path: string,
  limitBytes: number,
  parse: (source: Source, path: string) => Promise<Parsed<T>>,
): Promise<Parsed<T | undefined>> {
  try {
    const source = await open(path);
    if (source === undefined) return fail('index-file-missing', `${path} does not exist`, { file: path });
    return await parse(limited(source, path, limitBytes), path);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { value: undefined, problems: error.problems };
  }
}

/** Throws the problem of a file that exists on disk but cannot be read. */
export function failUnreadable(file: string, why: string): never {
  return fail('index-file-unreadable', `${file} cannot be read from disk: ${why}`, { file });
}

/** The lines that `npm run check-index` prints. `at` turns a path of the index into one that the user can open. */
export function describeIndex({ problems, unlisted, periods }: CheckedIndex, at: (file: string) => string): string[] {
  return [
    ...periods.flatMap(describePeriod),
    ...unlisted.map((file) => `${at(file)}: no row in periods.csv is for this file; no run reads it`),
    ...problems.flatMap((problem) => [describeProblem(problem, at), `  ${remedyOf(problem.code)}`]),
    problems.length === 0 ? 'No problems found.' : count(problems.length, 'problem'),
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
  if (dueAgain > 0) lines.push(`  pending again, because the reason no longer holds: ${dueAgain}`);
  if (isSound && toSend === 0 && period.status === '') lines.push(`  nothing would be sent: ${whyNothing(one, skips)}`);
  return lines;
}

const HAVE: Readonly<Record<OwnReason, string>> = {
  'missing-dataset': 'have no dataset',
  'no-repository': 'have no repository',
  'opted-out': 'opted out',
};

/** `file:line:column: message`, a format that editors and terminals can open. */
function describeProblem({ message, place }: Problem, at: (file: string) => string): string {
  if (place === undefined) return message;
  const { file, line, column } = place;
  const where = [at(file), line, column].filter((part) => part !== undefined).join(':');
  const what = message.startsWith(`${file}, line `)
    ? message.replace(/^.*?, line \d+(?:, column \d+)?: /, '')
    : message;
  return `${where}: ${what}`;
}
