/** Checks a whole reports index, every period of it, with the action's own reading and the action's own limits. */

import { FILE_LIMIT_BYTES, limited, pathsOf, REPORTS_LIMIT_BYTES } from './index-reading.ts';
import { type Problem, ProblemsError, remedyOf } from './problems.ts';
import { parseDatasets, parsePeriods, parseReports, type ReportCounts } from './reports-index.ts';
import { count } from './wording.ts';

export interface CheckedPeriod {
  period: string;
  status: string;
  counts: ReportCounts;
  /** Pending reports whose dataset is not in datasets.csv: they would be skipped. */
  withoutDataset: string[];
}

export interface CheckedIndex {
  problems: Problem[];
  periods: CheckedPeriod[];
}

type Source = AsyncIterable<Uint8Array>;

/** `open` gives a file of the index folder by its path; undefined when there is none. */
export async function checkIndex(
  folder: string,
  open: (path: string) => Promise<Source | undefined>,
): Promise<CheckedIndex> {
  const problems: Problem[] = [];
  const read = async <T>(path: string, limitBytes: number, parse: (source: Source) => Promise<T>) => {
    const source = await open(path);
    if (source !== undefined) return parse(limited(source, path, limitBytes)).catch(noted(problems));
    problems.push({ code: 'index-file-missing', message: `${path} does not exist`, place: { file: path } });
    return undefined;
  };
  const { periods: periodsPath, datasets: datasetsPath } = pathsOf(folder, '');
  const periods = await read(periodsPath, FILE_LIMIT_BYTES, (source) => parsePeriods(source, periodsPath, problems));
  const pending = new Map<string, Set<string>>();
  const checked: CheckedPeriod[] = [];
  for (const { period, status } of periods ?? []) {
    const { reports: path } = pathsOf(folder, period);
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
  return { problems, periods: checked };
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
export function describeIndex({ problems, periods }: CheckedIndex, at: (file: string) => string): string[] {
  return [
    ...periods.flatMap(describePeriod),
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
