/** Addresses of web pages: runs of the workflow, and rows of the index. Pure. */

import type { Plan, PlannedIssue } from '../campaign/plan.ts';
import type { Config } from '../config/config.ts';
import type { Outcome } from '../progress/schema.ts';
import type { ReportsIndex } from '../reports-index/read.ts';
import type { IndexRepository } from '../shared/index-ports.ts';
import type { Place } from '../shared/problem.ts';
import { fullName } from '../shared/repository.ts';

/** The page of this run. */
export function runUrl({ serverUrl, repository, runId }: Config['run']): string {
  return `${serverUrl}/${fullName(repository)}/actions/runs/${encodeURIComponent(runId)}`;
}

/** The page with all runs of this workflow; undefined when `workflowRef` names no file. */
export function workflowUrl({ serverUrl, repository, workflowRef }: Config['run']): string | undefined {
  const file = /\/([^/@]+)@/.exec(workflowRef)?.[1];
  return file === undefined
    ? undefined
    : `${serverUrl}/${fullName(repository)}/actions/workflows/${encodeURIComponent(file)}`;
}

/** The index row that explains an outcome, by report: the dataset's row if its repository is the cause, otherwise the report's. */
export function rowUrls(
  { plan, index, outcomes }: { plan: Plan; index: ReportsIndex; outcomes: readonly Outcome[] },
  { webUrl }: Pick<IndexRepository, 'webUrl'>,
): Map<string, string> {
  const { commit } = index.snapshot.head;
  const urls = new Map<string, string>();
  for (const report of plan.failedBefore) {
    const dataset = index.datasets.get(report.slice(report.indexOf('|') + 1));
    if (dataset !== undefined) urls.set(report, webUrl(index.paths.datasets, commit, dataset.line));
  }
  const planned = new Map(plan.issues.map((issue) => [issue.report, issue]));
  for (const outcome of outcomes) {
    const place = placeOf(outcome, planned.get(outcome.report), index.paths.reports);
    if (place !== undefined) urls.set(outcome.report, webUrl(place.file, commit, place.line));
  }
  return urls;
}

/** A sent or found report needs no link to its row, because it has one to its issue. */
function placeOf(outcome: Outcome, issue: PlannedIssue | undefined, reportsPath: string): Place | undefined {
  switch (outcome.kind) {
    case 'skipped':
      return { file: reportsPath, line: outcome.line };
    case 'failed':
      return issue?.datasetPlace;
    case 'pending':
      return issue?.reportPlace;
    case 'sent':
    case 'found':
      return undefined;
    default:
      return outcome satisfies never;
  }
}
