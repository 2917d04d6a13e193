/** Checks a whole reports index, every period of it, with the action's own reading. */

import type { CsvSource } from './csv.ts';
import { pathsOf } from './index-reading.ts';
import type { Problem } from './problems.ts';
import { parseDatasets, parsePeriods, parseReports, type ReportCounts } from './reports-index.ts';

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

/** `open` gives a file of the index folder by its path; undefined when there is none. */
export async function checkIndex(
  folder: string,
  open: (path: string) => Promise<CsvSource | undefined>,
): Promise<CheckedIndex> {
  const problems: Problem[] = [];
  const read = async <T>(path: string, parse: (source: CsvSource) => Promise<T>): Promise<T | undefined> => {
    const source = await open(path);
    if (source !== undefined) return parse(source);
    problems.push({ code: 'index-file-missing', message: `${path} does not exist`, place: { file: path } });
    return undefined;
  };
  const { periods: periodsPath, datasets: datasetsPath } = pathsOf(folder, '');
  const periods = (await read(periodsPath, (source) => parsePeriods(source, periodsPath, problems))) ?? [];
  const pending = new Map<string, Set<string>>();
  const checked: CheckedPeriod[] = [];
  for (const { period, status } of periods) {
    const { reports: path } = pathsOf(folder, period);
    const parsed = await read(path, (source) => parseReports(source, path, problems));
    if (parsed === undefined) continue;
    pending.set(period, new Set(parsed.reports.map((report) => report.gbifdatasetid)));
    checked.push({ period, status, counts: parsed.counts, withoutDataset: [] });
  }
  const wanted = new Set([...pending.values()].flatMap((ids) => [...ids]));
  const datasets = await read(datasetsPath, (source) => parseDatasets(source, datasetsPath, problems, wanted));
  for (const one of checked) {
    one.withoutDataset = [...(pending.get(one.period) ?? [])].filter(
      (id) => datasets !== undefined && !datasets.has(id),
    );
  }
  return { problems, periods: checked };
}
