/** The log lines and annotations of a run. */

import type { ChosenCampaign } from '../campaign/choose.ts';
import { hasNothingToSend, type Plan, type PlannedIssue } from '../campaign/plan.ts';
import { codeOf, codeOfPending, describeOutcome } from '../progress/outcome.ts';
import type { Outcome } from '../progress/schema.ts';
import type { IndexPaths, ReportsIndex } from '../reports-index/read.ts';
import { whyNothing } from '../reports-index/skips.ts';
import type { Log } from '../shared/ports.ts';
import { withRemedy } from '../shared/problem.ts';
import { count } from '../shared/text.ts';

/** The details of the index, inside its log group. */
export function announceIndex({ paths, snapshot, period, counts, datasets }: ReportsIndex, log: Log): void {
  log.info(`Branch ${snapshot.head.branch} at ${snapshot.head.commit}`);
  log.info(`${paths.periods}: period ${period.period} is ${period.status || 'without a status'}`);
  log.info(`${paths.reports}: ${count(counts.rows, 'report')}, ${counts.pending} pending`);
  log.info(`${paths.datasets}: ${count(datasets.size, 'dataset')} of pending reports`);
}

/** The campaign, the state of the index and the work of this run, in three lines. */
export function announcePlan(plan: Plan, { campaign, resumed }: ChosenCampaign, index: ReportsIndex, log: Log): void {
  const { counts, snapshot } = index;
  const only = campaign.gbifdatasetid === undefined ? '' : `, dataset ${campaign.gbifdatasetid} only`;
  log.info(
    `${resumed ? 'Resuming' : 'Starting'} the ${campaign.testing ? 'testing ' : ''}campaign for period ${campaign.period}${only}`,
  );
  log.info(
    `Index at ${snapshot.head.commit.slice(0, 12)} on ${snapshot.head.branch}: ${count(counts.rows, 'report')}, ${counts.stored} stored, ${counts.sent} sent, ${counts.skipped} skipped, ${counts.pending} pending`,
  );
  const before =
    plan.failedBefore.length > 0
      ? `, ${plan.failedBefore.length} failed in an earlier run and will not be retried`
      : '';
  const again = plan.dueAgain.length > 0 ? `, ${plan.dueAgain.length} of them skipped before` : '';
  log.info(`To do: ${count(plan.issues.length, 'issue')} to open${again}, ${plan.skipped.length} to skip${before}`);
  if (hasNothingToSend(plan) && only === '' && index.period.status === '') warnOfNothing(plan, index, log);
}

/** Somebody waits for the reports of a period that has never run. */
function warnOfNothing({ skipped }: Plan, index: ReportsIndex, log: Log): void {
  const { paths, period } = index;
  const what = `${paths.reports}: no report of period ${period.period} is pending: ${whyNothing(index, skipped)}`;
  log.warning(withRemedy(what, 'nothing-to-send'), { file: paths.reports });
}

/** Annotates the row of the index that needs a correction. A sent report needs none unless its repository moved. */
export function announceOutcome(outcome: Outcome, issue: PlannedIssue | undefined, paths: IndexPaths, log: Log): void {
  switch (outcome.kind) {
    case 'skipped':
      // A dataset without a repository, or one that is not to be notified, is as somebody wants it.
      if (outcome.reason !== 'missing-dataset') {
        log.info(describeOutcome(outcome));
        return;
      }
      log.error(withRemedy(`${outcome.report}: the dataset is not in ${paths.datasets}`, 'missing-dataset'), {
        file: paths.reports,
        line: outcome.line,
      });
      return;
    case 'failed':
      log.error(withRemedy(describeOutcome(outcome), codeOf(outcome.reason)), issue?.datasetPlace);
      return;
    case 'pending':
      log.error(withRemedy(describeOutcome(outcome), codeOfPending(outcome.reason)), issue?.reportPlace);
      return;
    case 'sent':
    case 'found':
      if (outcome.movedTo === undefined) return;
      log.warning(withRemedy(movedMessage(outcome.repository, outcome.movedTo), 'target-moved'), issue?.datasetPlace);
      return;
    default:
      outcome satisfies never;
  }
}

function movedMessage(repository: string, movedTo: string): string {
  return `${repository} is now ${movedTo}: correct github_orgname and github_reponame of this dataset`;
}
