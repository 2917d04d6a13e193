/** What a run has to say: its result, the log's announcements, outputs. Pure, but for the log. */

import type { Books } from './bookkeeping.ts';
import type { Config } from './config.ts';
import type { DeliveryEnd } from './deliver.ts';
import type { IndexPaths, ReportsIndex } from './index-reading.ts';
import { countOutcomes, type Outcome } from './ledger.ts';
import type { ChosenCampaign, Plan, PlannedIssue } from './plan.ts';
import type { Log } from './ports.ts';
import { catalog, type Problem } from './problems.ts';
import type { Campaign } from './progress.ts';
import { count, describeOutcome, duration, utcTime } from './wording.ts';

export type RunStatus = 'success' | 'in progress' | 'failed' | 'error';

export interface RunResult {
  status: RunStatus;
  /** One sentence. */
  message: string;
  period: string | undefined;
  campaign: Campaign | undefined;
  /** What this run did, in order. */
  outcomes: Outcome[];
  /** Reports left for a later run. */
  pending: number;
  /** Reports that an earlier run of the campaign saw fail, and this one did not try. */
  failedBefore: number;
  /** sha of the last flag commit. */
  commit: string | undefined;
  problems: readonly Problem[];
  relaunched: boolean;
  /** The run was cancelled; the post step does the rest. */
  cancelled: boolean;
  dryRun: boolean;
  /** Requests that GitHub refused because of a limit. */
  refusals: number;
}

interface FinishedWork {
  plan: Plan;
  chosen: ChosenCampaign;
  index: ReportsIndex;
  books: Books;
}

export function resultOf(
  work: FinishedWork,
  end: DeliveryEnd,
  problems: readonly Problem[],
  relaunched = false,
): RunResult {
  const { ledger } = work.books;
  const counts = countOutcomes(ledger.outcomes);
  const dealtWith = ledger.outcomes.length - counts.pending;
  const all = work.plan.issues.length + work.plan.skipped.length;
  const result = {
    period: ledger.campaign.period,
    campaign: ledger.campaign,
    outcomes: ledger.outcomes,
    pending: all - dealtWith,
    failedBefore: work.plan.failedBefore.length,
    commit: ledger.lastCommit,
    problems,
    relaunched: relaunched && problems.length === 0,
    cancelled: end.kind === 'cancelled',
    dryRun: false,
    refusals: ledger.refusals,
  };
  const status = statusFor(result, ledger.campaign, counts.pending);
  return { ...result, status, message: sentence(result, end, status) };
}

function statusFor(result: Pick<RunResult, 'problems' | 'pending'>, campaign: Campaign, unclear: number): RunStatus {
  if (result.problems.length > 0) return 'error';
  if (unclear > 0) return 'failed';
  if (result.pending > 0) return 'in progress';
  return campaign.failed.length > 0 ? 'failed' : 'success';
}

function sentence(result: Omit<RunResult, 'status' | 'message'>, end: DeliveryEnd, status: RunStatus): string {
  const { sent, found, skipped, failed } = countOutcomes(result.outcomes);
  const failures = failed + result.failedBefore;
  const done = [`${sent} sent`];
  if (found > 0) done.push(`${found} found`);
  if (skipped > 0) done.push(`${skipped} skipped`);
  if (failures > 0) done.push(`${failures} failed`);
  const what = `Period ${result.period}: ${done.join(', ')}`;
  if (result.outcomes.length === 0 && result.pending === 0 && failures === 0) {
    return `Period ${result.period}: no report is pending, nothing was sent.`;
  }
  if (result.pending === 0) return `${what}.`;
  return `${what}, ${count(result.pending, 'report')} left for later (${whyLeft(end, status)}).`;
}

function whyLeft(end: DeliveryEnd, status: RunStatus): string {
  switch (end.kind) {
    case 'time-limit':
      return `time limit; the next issue could go at ${utcTime(end.nextAt)}`;
    case 'max-issues':
      return 'max-issues';
    case 'cancelled':
      return 'cancelled';
    case 'stopped':
      return 'the run had to stop';
    case 'finished':
      return status === 'failed' ? 'GitHub did not say whether they were opened' : 'to be looked at';
    default:
      return end satisfies never;
  }
}

/** The result of a run that ended before anything was sent. */
export function errorResult(problems: readonly Problem[], config: Config | undefined): RunResult {
  return {
    status: 'error',
    message:
      problems.length === 1 ? (problems[0]?.message ?? '') : `${count(problems.length, 'problem')}: nothing was sent.`,
    period: config?.period,
    campaign: undefined,
    outcomes: [],
    pending: 0,
    failedBefore: 0,
    commit: undefined,
    problems,
    relaunched: false,
    cancelled: false,
    dryRun: config?.dryRun ?? false,
    refusals: 0,
  };
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
  'no-installation': 'Ask the owner to install the GitHub App on the repository.',
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
    failed: String(counts.failed),
    pending: String(result.pending),
    commit: result.commit ?? '',
    issues: issuesOutput(result),
    results: resultsPath,
    response: JSON.stringify(responseOf(result)),
  };
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
