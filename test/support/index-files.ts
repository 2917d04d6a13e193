/** Index files for scenarios: small, so that a test shows all that matters. */

import type { IndexFiles } from '../../sandbox/world.ts';

/** The period of all scenarios: the one in the predecessor's documentation. */
export const PERIOD = '201204';
export const REPORTS = `reports/${PERIOD}.csv`;
export const OWNER = 'example-museum';

/** A text of these lines, each with its line end. */
export function lines(...content: string[]): string {
  return content.map((line) => `${line}\n`).join('');
}

/** An index in which the report of each named dataset is pending; `birds` belongs to `example-museum/birds`. */
export function pendingIndex(names: readonly string[]): IndexFiles {
  return { 'periods.csv': periodsFile(), 'datasets.csv': datasetsFile(names), [REPORTS]: reportsFile(names) };
}

export function periodsFile(status = ''): string {
  return lines('period,year,month,status', '201203,2012,3,done', `${PERIOD},2012,4,${status}`);
}

/** The owners take turns. */
export function datasetsFile(names: readonly string[], owners: readonly string[] = [OWNER]): string {
  return lines(
    'gbifdatasetid,ccode,github_orgname,github_reponame',
    ...names.map((name, at) => `${name},${name.toUpperCase()},${owners[at % owners.length]},${name}`),
  );
}

/** All columns that the action knows; every report is pending. */
export function reportsFile(names: readonly string[]): string {
  return lines(
    'gbifdatasetid,stored,issue_sent,issue_skipped,issue_url,issue_sent_at',
    ...names.map((name) => `${name},true,false,,,`),
  );
}
