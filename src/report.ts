/** What a run says: announcements in the log, outputs, closing lines. Pure, but for the log. */

import type { Outcome } from './formats.ts';
import type { IndexPaths, ReportsIndex } from './index-reading.ts';
import { countOutcomes } from './ledger.ts';
import type { ChosenCampaign, Plan, PlannedIssue } from './plan.ts';
import type { Log } from './ports.ts';
import { advised, codeOf } from './problems.ts';
import type { RunResult, RunStatus } from './result.ts';
import { count, describeOutcome, duration } from './wording.ts';

/** What was read, for whoever unfolds it. */
export function announceIndex({ paths, snapshot, period, counts, datasets }: ReportsIndex, log: Log): void {
  log.info(`Branch ${snapshot.head.branch} at ${snapshot.head.commit}`);
  log.info(`${paths.periods}: period ${period.period} is ${period.status || 'without a status'}`);
  log.info(`${paths.reports}: ${count(counts.rows, 'report')}, ${counts.pending} pending`);
  log.info(`${paths.datasets}: ${count(datasets.size, 'dataset')} of pending reports`);
}

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
      log.error(advised(`${outcome.report}: the dataset is not in ${paths.datasets}`, 'missing-dataset'), {
        file: paths.reports,
        line: outcome.line,
      });
      return;
    case 'failed':
      log.error(advised(describeOutcome(outcome), codeOf(outcome.reason)), issue?.datasetPlace);
      return;
    case 'pending':
      log.error(advised(describeOutcome(outcome), 'target-unknown'), issue?.reportPlace);
      return;
    case 'sent':
    case 'found':
      if (outcome.movedTo === undefined) return;
      log.warning(advised(movedMessage(outcome.repository, outcome.movedTo), 'target-moved'), issue?.datasetPlace);
      return;
    default:
      outcome satisfies never;
  }
}

function movedMessage(repository: string, movedTo: string): string {
  return `${repository} is now ${movedTo}: correct github_orgname and github_reponame of this dataset`;
}

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

/** What the outputs could not say. */
export function outputWarnings(result: RunResult): string[] {
  if (issuesOutput(result) !== '') return [];
  return [advised('The output "issues" is left empty: it would pass 1 MB', 'issues-left-empty')];
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
export function resultLines({ outcomes, withdrawn, dryRun }: RunResult): string {
  const lines: object[] = [...outcomes];
  for (const { report, why } of withdrawn) lines.push({ kind: 'withdrawn', report, message: why });
  const checks = new Map(dryRun?.checks.map((check) => [check.repository.toLowerCase(), check]));
  for (const planned of dryRun?.titles ?? []) {
    lines.push({ kind: 'planned', ...planned, target: checks.get(planned.repository.toLowerCase()) });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** What the log says last. */
export function closingLines(result: RunResult, elapsedMs: number): string[] {
  const lines = [`${result.status}: ${result.message}`];
  if (result.relaunched) lines.push('The workflow was started again for the rest.');
  lines.push(`took ${duration(elapsedMs)}`);
  return lines;
}
