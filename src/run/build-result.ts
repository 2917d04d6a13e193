/** The result of a run: status, message, and the next step for whoever reads it. Pure. */

import type { ChosenCampaign } from '../campaign/choose.ts';
import { type IndexWatch, withdrawnFrom } from '../campaign/index-watch.ts';
import { hasNothingToSend, type Plan } from '../campaign/plan.ts';
import type { Config } from '../config/config.ts';
import type { DeliveryEnd } from '../delivery/deliver-report.ts';
import { blankResult, type Next, type RunResult, type RunStatus } from '../output/result.ts';
import type { WaitEnd } from '../pace/wait.ts';
import type { Books } from '../progress/checkpoint.ts';
import { countOutcomes } from '../progress/outcome.ts';
import type { Campaign, Outcome } from '../progress/schema.ts';
import type { ReportsIndex } from '../reports-index/read.ts';
import type { Flags, ReportRows } from '../reports-index/rows.ts';
import { describeReasons, reasonsOf, whyNothing } from '../reports-index/skips.ts';
import type { IndexRepository } from '../shared/ports.ts';
import type { Place, Problem } from '../shared/problem.ts';
import { fullName } from '../shared/repository.ts';
import { asSentence, count, shown, utcTime } from '../shared/text.ts';
import type { Relaunch } from './relaunch.ts';

/** The result of a run whose token GitHub refused from the start, for longer than the run may take. */
export function heldResult(
  end: WaitEnd,
  { plan, period, config }: { plan: Plan | undefined; period: string; config: Config },
): RunResult {
  const pending = plan === undefined ? 0 : plan.issues.length + plan.skipped.length;
  const left = plan === undefined ? 'the index was not read' : `${count(pending, 'report')} left for later`;
  const message = `Period ${period}: nothing was sent, ${left} (${whyLeft(end, { outcomes: [] })}).`;
  const result = { ...blankResult('in progress', message), period, pending };
  const cancelled = end.kind === 'cancelled';
  return { ...result, cancelled, next: nextOf({ ...result, cancelled }, { end, relaunch: undefined }, config) };
}

export interface FinishedWork {
  config: Config;
  plan: Plan;
  chosen: ChosenCampaign;
  index: ReportsIndex;
  books: Books;
  watch: Pick<IndexWatch, 'withdrawals'>;
  ports: { index: Pick<IndexRepository, 'webUrl'> };
  startedAt: number;
}

export interface Ending {
  end: DeliveryEnd;
  problems: readonly Problem[];
  /** What came of asking the workflow to start again; undefined when it was not asked. */
  relaunch: Relaunch | undefined;
  /** GitHub holds back the token that would start the workflow again. */
  isHeld?: boolean;
  at: number;
  waitedMs: number;
}

export function resultOf(work: FinishedWork, ending: Ending): RunResult {
  const { ledger } = work.books;
  const { end, problems } = ending;
  const counts = countOutcomes(ledger.outcomes);
  const withdrawn = withdrawnFrom(ledger, work.watch);
  const gone = withdrawn.filter(({ isPending }) => !isPending).length;
  const pending = work.plan.issues.length + work.plan.skipped.length - gone - (ledger.outcomes.length - counts.pending);
  const status = statusFor({ problems, pending, unclear: counts.pending, campaign: ledger.campaign });
  const result: RunResult = {
    ...blankResult(status, ''),
    period: ledger.campaign.period,
    campaign: ledger.campaign,
    outcomes: ledger.outcomes,
    pending,
    failedBefore: work.plan.failedBefore.length,
    withdrawn,
    commit: ledger.lastCommit,
    problems,
    relaunched: ending.relaunch?.kind === 'started',
    cancelled: end.kind === 'cancelled',
    pace: {
      sent: counts.sent,
      elapsedMs: ending.at - work.startedAt,
      waitedMs: ending.waitedMs,
      refusals: ledger.refusals,
    },
    rowUrls: rowUrls(work),
  };
  const message = hadNothingToDo(result)
    ? nothingToSend(ledger.campaign, work.index.snapshot.rows, whyNothing(work.index, work.plan.skipped))
    : `${sentence(result, end)}${besides(work)}`;
  return { ...result, message, next: nextOf(result, ending, work.config) };
}

function statusFor(facts: {
  problems: readonly Problem[];
  pending: number;
  unclear: number;
  campaign: Campaign;
}): RunStatus {
  if (facts.problems.length > 0) return 'error';
  if (facts.unclear > 0) return 'failed';
  if (facts.pending > 0) return 'in progress';
  return facts.campaign.failed.length > 0 ? 'failed' : 'success';
}

function hadNothingToDo({ outcomes, pending, failedBefore, withdrawn }: RunResult): boolean {
  return outcomes.length === 0 && pending === 0 && failedBefore === 0 && withdrawn.length === 0;
}

/** In a run that skips all that it was to send, the rest of the file as well. */
function besides({ plan, chosen, index }: FinishedWork): string {
  if (!hasNothingToSend(plan) || chosen.campaign.gbifdatasetid !== undefined) return '';
  return asSentence(`no report is pending: ${whyNothing(index, plan.skipped)}`);
}

function sentence(result: RunResult, end: DeliveryEnd): string {
  const { sent, found, skipped, failed } = countOutcomes(result.outcomes);
  const failures = failed + result.failedBefore;
  const done = [`${sent} sent`];
  if (found > 0) done.push(`${found} found`);
  if (skipped > 0) done.push(`${skipped} skipped${sent + found > 0 ? '' : why(result.outcomes)}`);
  if (failures > 0) done.push(`${failures} failed`);
  if (result.withdrawn.length > 0) done.push(`${result.withdrawn.length} taken out because the index changed`);
  const what = `Period ${result.period}: ${done.join(', ')}`;
  if (result.pending === 0) return `${what}.`;
  return `${what}, ${count(result.pending, 'report')} left for later (${whyLeft(end, result)}).`;
}

/** For a run that sends nothing. */
function why(outcomes: readonly Outcome[]): string {
  return ` (${describeReasons(reasonsOf(outcomes.filter((outcome) => outcome.kind === 'skipped')))})`;
}

function whyLeft(end: DeliveryEnd, { outcomes }: Pick<RunResult, 'outcomes'>): string {
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
      return outcomes.some(({ kind }) => kind === 'pending')
        ? 'GitHub did not say whether they were opened'
        : 'the index changed meanwhile';
    default:
      return end satisfies never;
  }
}

function nextOf(
  result: RunResult,
  { end, relaunch: started, isHeld = false }: Pick<Ending, 'end' | 'relaunch' | 'isHeld'>,
  { run, relaunch }: Config,
): Next {
  const url = workflowUrl(run);
  if (started?.kind === 'started') return relaunchedNext(started.runUrl, url);
  if (result.cancelled)
    return { text: 'The run was cancelled. Start the workflow again: it goes on where it stopped.', url };
  if (result.status === 'error')
    return { text: 'Mend what is named above, then start the workflow again: nothing is sent twice.', url };
  if (result.status === 'in progress' || result.pending > 0)
    return { text: startAgain(end, { relaunch, isHeld, sent: result.pace?.sent ?? 0 }), url };
  const failed = result.campaign?.failed.length ?? 0;
  if (failed === 0) return { text: 'Nothing: the campaign is over.', url: undefined };
  const text = `${count(failed, 'report')} failed: when the cause is mended, start the workflow again for this period.`;
  return { text, url };
}

function relaunchedNext(runUrl: string | undefined, runsUrl: string | undefined): Next {
  const text = 'The workflow was started again and goes on with the rest.';
  return runUrl === undefined ? { text, url: runsUrl } : { text, url: runUrl, linkText: 'See the new run' };
}

interface WhyNot {
  relaunch: boolean;
  isHeld: boolean;
  sent: number;
}

function startAgain(end: DeliveryEnd, why: WhyNot): string {
  if (end.kind !== 'time-limit')
    return 'Start the workflow again: it goes on with the rest, and looks first where the outcome is unknown.';
  return `Start the workflow again at ${utcTime(end.nextAt)} or later; ${whyNotByItself(why)}.`;
}

function whyNotByItself({ relaunch, isHeld, sent }: WhyNot): string {
  if (!relaunch) return '`relaunch` is off';
  if (isHeld) return 'GitHub holds back the token that would start it, so it does not start itself again';
  if (sent === 0) return 'nothing was sent in this run, so it does not start itself again';
  return 'the wait is longer than a whole run may take, so it does not start itself again';
}

/** Page of this run. */
export function runUrl({ serverUrl, repository, runId }: Config['run']): string {
  return `${serverUrl}/${fullName(repository)}/actions/runs/${encodeURIComponent(runId)}`;
}

function workflowUrl({ serverUrl, repository, workflowRef }: Config['run']): string | undefined {
  const file = /\/([^/@]+)@/.exec(workflowRef)?.[1];
  return file === undefined
    ? undefined
    : `${serverUrl}/${fullName(repository)}/actions/workflows/${encodeURIComponent(file)}`;
}

/** The row to look at: the dataset's where the repository is at fault, else the report's. */
function rowUrls({ plan, index, ports, books }: FinishedWork): Map<string, string> {
  const { commit } = index.snapshot.head;
  const planned = new Map(plan.issues.map((issue) => [issue.report, issue]));
  const urls = new Map<string, string>();
  for (const report of plan.failedBefore) {
    const dataset = index.datasets.get(report.slice(report.indexOf('|') + 1));
    if (dataset !== undefined) urls.set(report, ports.index.webUrl(index.paths.datasets, commit, dataset.line));
  }
  for (const outcome of books.ledger.outcomes) {
    const place = placeOf(outcome, planned.get(outcome.report), index.paths.reports);
    if (place !== undefined) urls.set(outcome.report, ports.index.webUrl(place.file, commit, place.line));
  }
  return urls;
}

function placeOf(outcome: Outcome, issue: Plan['issues'][number] | undefined, reportsPath: string): Place | undefined {
  if (outcome.kind === 'skipped') return { file: reportsPath, line: outcome.line };
  if (outcome.kind === 'failed') return issue?.datasetPlace;
  return outcome.kind === 'pending' ? issue?.reportPlace : undefined;
}

/** Why nothing was sent: no report of the period is pending (`why`), or, in a run for one dataset, this one is not. */
export function nothingToSend(
  { period, gbifdatasetid }: Pick<Campaign, 'period' | 'gbifdatasetid'>,
  rows: Pick<ReportRows, 'byDataset'> | undefined,
  why: string,
): string {
  if (gbifdatasetid === undefined) return `Period ${period}: no report is pending, nothing was sent.${asSentence(why)}`;
  const flags = rows?.byDataset.get(gbifdatasetid);
  return `Period ${period}: the report of dataset ${gbifdatasetid} ${whyNotPending(flags)}, nothing was sent.`;
}

function whyNotPending(flags: Flags | undefined): string {
  if (flags?.sent) return 'has been sent already';
  if (flags !== undefined && flags.reason !== '') return `is marked as skipped (${shown(flags.reason)})`;
  return flags?.stored === false ? 'is not stored yet' : 'is not pending';
}
