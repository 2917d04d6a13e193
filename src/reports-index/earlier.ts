/** The period before, to compare with: how many rows its file has. */

import type { IndexRepository } from '../shared/index-ports.ts';
import { ProblemsError } from '../shared/problem.ts';
import { pathsOf, REPORTS_LIMIT_BYTES, type ReportsIndex } from './read.ts';
import { ReportsReader } from './rows.ts';
import { readFile } from './transfer.ts';
import { OF_ONE_ROW } from './write.ts';

export interface EarlierPeriod {
  /** YYYYMM */
  period: string;
  /** All rows of its file, stored or not. */
  rows: number;
}

/**
 * The newest earlier period with a stored report; undefined when there is none. Throws `ProblemsError` when the file
 * that decides it cannot be read.
 */
export async function newestEarlier(
  { periods, period, snapshot }: Pick<ReportsIndex, 'periods' | 'period' | 'snapshot'>,
  folder: string,
  repository: IndexRepository,
): Promise<EarlierPeriod | undefined> {
  const names = periods.map((one) => one.period).filter((name) => name < period.period);
  for (const name of names.toSorted().reverse()) {
    const path = pathsOf(folder, name).reports;
    const file = await repository.file(path, snapshot.head.commit);
    if (file === undefined) continue;
    const files = { repository, head: snapshot.head };
    const { rows, stored } = await readFile(path, files, REPORTS_LIMIT_BYTES, (source) => countRows(source, path));
    if (stored > 0) return { period: name, rows };
  }
  return undefined;
}

/** A problem of one row leaves no doubt about the number of rows; any other is thrown. */
async function countRows(source: AsyncIterable<Uint8Array>, path: string): Promise<{ rows: number; stored: number }> {
  const reader = new ReportsReader(source, path);
  const counts = { rows: 0, stored: 0 };
  for await (const rows of reader.rows()) {
    counts.rows += rows.length;
    counts.stored += rows.filter(({ flags }) => flags.stored).length;
  }
  const problem = reader.table.problems().find(({ code }) => !OF_ONE_ROW.has(code));
  if (problem !== undefined) throw new ProblemsError([problem]);
  return counts;
}
