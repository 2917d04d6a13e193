/** What a run says: announcements in the log, outputs, closing lines. Pure, but for the log. */

import type { IndexPaths, ReportsIndex } from './index-reading.ts';
import { countOutcomes, type Outcome } from './ledger.ts';
import type { ChosenCampaign, Plan, PlannedIssue } from './plan.ts';
import type { Log } from './ports.ts';
import { catalog } from './problems.ts';
import type { RunResult, RunStatus } from './result.ts';
import { count, describeOutcome, duration } from './wording.ts';

export function announcePlan(plan: Plan, { campaign, resumed }: ChosenCampaign, index: ReportsIndex, log: Log): void {
  const { counts, snapshot } = index;
  const only = campaign.gbifdatasetid === undefined ? '' : `, dataset ${campaign.gbifdatasetid} only`;
  log.info(
    `${resumed ? 'Going on with' : 'Starting'} the ${campaign.testing ? 'testing ' : ''}campaign for period ${campaign.period}${only}`,
  );
  log.info(
    `Index at ${snapshot.head.commit.slice(0, 12)} on ${snapshot.head.branch}: ${count(counts.rows, 'report')}, ${counts.stored} stored, ${counts.sent} sent, ${counts.skipped} skipped, ${counts.pending} pending`,
  );
  const before =
    plan.failedBefore.length > 0
      ? `, ${plan.failedBefore.length} failed in an earlier run and are not tried again`
      : '';
  log.info(`To do: ${count(plan.issues.length, 'issue')} to open, ${plan.skipped.length} to skip${before}`);
}

/** Annotations of one outcome, at its row in the index. */
export function announceOutcome(outcome: Outcome, issue: PlannedIssue | undefined, paths: IndexPaths, log: Log): void {
  switch (outcome.kind) {
    case 'skipped':
      log.error(`${outcome.report}: the dataset is not in ${paths.datasets}. ${catalog['missing-dataset'].remedy}`, {
        file: paths.reports,
        line: outcome.line,
      });
      return;
    case 'failed':
      log.error(`${describeOutcome(outcome)}. ${failureRemedies[outcome.reason]}`, issue?.datasetPlace);
      return;
    case 'pending':
      log.error(`${describeOutcome(outcome)}. ${catalog['target-unknown'].remedy}`, issue?.reportPlace);
      return;
    case 'sent':
    case 'found':
      if (outcome.movedTo === undefined) return;
      log.warning(
        `${outcome.repository} is now ${outcome.movedTo}: correct github_orgname and github_reponame of this dataset`,
        issue?.datasetPlace,
      );
      return;
    default:
      outcome satisfies never;
  }
}

/** What to do about each reason for which a repository takes no issue. */
export const failureRemedies: Record<Extract<Outcome, { kind: 'failed' }>['reason'], string> = {
  'not-found': 'Correct the repository in datasets.csv; a private repository must admit the account of the token.',
  'issues-disabled': 'Ask the owner to turn issues on (Settings, General, Features).',
  archived: 'Ask the owner to unarchive the repository, or correct it in datasets.csv.',
  forbidden:
    'The token may not open issues there: it needs the scope public_repo (repo for private ones), and the owner must not have blocked its account.',
  invalid: 'GitHub took exception to the content; see the message.',
  'no-installation':
    'Ask the owner to install the GitHub App on this repository, to accept its permission Issues: write, or to unsuspend it; see the message.',
};

/** Output values of the step; see `action.yml`. */
export function outputsOf(result: RunResult, resultsPath: string): Record<string, string> {
  const counts = countOutcomes(result.outcomes);
  return {
    status: result.status,
    period: result.period ?? '',
    sent: String(counts.sent),
    found: String(counts.found),
    skipped: String(counts.skipped),
    failed: String(counts.failed + failingTargets(result)),
    pending: String(result.pending),
    commit: result.commit ?? '',
    issues: issuesOutput(result),
    results: resultsPath,
    response: JSON.stringify(responseOf(result)),
  };
}

/** In a dry run: targets that would not take their issue. */
function failingTargets({ dryRun }: RunResult): number {
  return dryRun?.checks.filter((check) => check.kind === 'fails').length ?? 0;
}

/** GitHub takes at most 1 MB an output (github-facts: Actions). */
const OUTPUT_LIMIT_BYTES = 1_000_000;

/** The issues that this run opened or found; empty when it would be too long for an output. */
function issuesOutput({ outcomes }: RunResult): string {
  const issues = outcomes.flatMap((outcome) =>
    outcome.kind === 'sent' || outcome.kind === 'found'
      ? [
          {
            report: outcome.report,
            repository: outcome.movedTo ?? outcome.repository,
            number: outcome.number,
            url: outcome.url,
          },
        ]
      : [],
  );
  const text = JSON.stringify(issues);
  return Buffer.byteLength(text) > OUTPUT_LIMIT_BYTES ? '' : text;
}

/** The answer that the predecessor gave. */
export function responseOf(result: RunResult): { status: RunStatus; message: string; data: Record<string, unknown> } {
  const data: Record<string, unknown> = {};
  if (result.period !== undefined) data.period = result.period;
  if (result.campaign?.cursor !== undefined) data.cursor = result.campaign.cursor;
  if (result.problems.length > 0) data.problems = result.problems.map(({ code, message }) => ({ code, message }));
  return { status: result.status, message: result.message, data };
}

/** One JSON line a report, for the results file. */
export function resultLines(outcomes: readonly Outcome[]): string {
  return outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
}

/** What the log says last. */
export function closingLines(result: RunResult, elapsedMs: number): string[] {
  const lines = [`${result.status}: ${result.message}`];
  if (result.relaunched) lines.push('The workflow was started again for the rest.');
  lines.push(`took ${duration(elapsedMs)}`);
  return lines;
}
