/** Builds the result of a run: its status, a sentence, and the facts for outputs, log and summary. Pure. */

import { withdrawnFrom } from '../campaign/index-watch.ts';
import { hasNothingToSend } from '../campaign/plan.ts';
import type { DeliveryEnd } from '../delivery/delivery.ts';
import { blankResult, type RunResult, type RunStatus } from '../output/result.ts';
import type { WaitEnd } from '../pace/wait.ts';
import { countOutcomes } from '../progress/outcome.ts';
import type { Campaign, Outcome } from '../progress/schema.ts';
import type { Flags, ReportRows } from '../reports-index/rows.ts';
import { describeReasons, reasonsOf, whyNothing } from '../reports-index/skips.ts';
import type { Problem } from '../shared/problem.ts';
import { asSentence, count, shown, utcTime } from '../shared/text.ts';
import { nextStep, type RunEnd } from './next-step.ts';
import type { BegunRun, PlannedRun, StartedRun } from './stages.ts';
import { rowUrls } from './web-urls.ts';

/** The result of a run that sent nothing, because GitHub rate-limits its token or somebody cancelled it. */
export function nothingSentResult(
  end: WaitEnd,
  { config, chosen, plan }: Pick<BegunRun, 'config' | 'chosen'> & Partial<Pick<PlannedRun, 'plan'>>,
): RunResult {
  const { period } = chosen.campaign;
  const pending = plan === undefined ? 0 : plan.issues.length + plan.skipped.length;
  const left = plan === undefined ? 'the index was not read' : `${count(pending, 'report')} left for later`;
  const message = `Period ${period}: nothing was sent, ${left} (${whyLeft(end, { outcomes: [] })}).`;
  const cancelled = end.kind === 'cancelled';
  const result = { ...blankResult('in progress', message), period, pending, cancelled };
  return { ...result, next: nextStep(result, { end, relaunch: undefined }, config) };
}

/** How a run ended. */
export interface Ending extends RunEnd {
  problems: readonly Problem[];
  at: number;
  /** The time that the run waited for the pace or for GitHub. */
  waitedMs: number;
}

export function resultOf(run: StartedRun, ending: Ending): RunResult {
  const { plan, index, config } = run;
  const { state } = run.recorder;
  const { end, problems } = ending;
  const { campaign, outcomes } = state;
  const counts = countOutcomes(outcomes);
  const withdrawn = withdrawnFrom(state, run.watch);
  const settled = outcomes.length - counts.pending + withdrawn.filter(({ isPending }) => !isPending).length;
  const pending = plan.issues.length + plan.skipped.length - settled;
  const status = statusFrom({ problems, pending, unclear: counts.pending, failed: campaign.failed.length });
  const elapsedMs = ending.at - run.startedAt;
  const result: RunResult = {
    ...blankResult(status, ''),
    period: campaign.period,
    campaign,
    outcomes,
    pending,
    failedBefore: plan.failedBefore.length,
    withdrawn,
    commit: state.lastCommit,
    problems,
    relaunched: ending.relaunch?.kind === 'started',
    cancelled: end.kind === 'cancelled',
    pace: { sent: counts.sent, elapsedMs, waitedMs: ending.waitedMs, refusals: state.refusals },
    rowUrls: rowUrls({ plan, index, outcomes }, run.ports.index),
  };
  const message = hadNothingToDo(result)
    ? nothingToSend(campaign, index.snapshot.rows, whyNothing(index, plan.skipped))
    : `${messageFrom(result, end)}${whyNothingElse(run)}`;
  return { ...result, message, next: nextStep(result, ending, config) };
}

/** `unclear`: pending reports of which GitHub did not say whether their issue was opened. */
function statusFrom(facts: {
  problems: readonly Problem[];
  pending: number;
  unclear: number;
  failed: number;
}): RunStatus {
  if (facts.problems.length > 0) return 'error';
  if (facts.unclear > 0) return 'failed';
  if (facts.pending > 0) return 'in progress';
  return facts.failed > 0 ? 'failed' : 'success';
}

function hadNothingToDo({ outcomes, pending, failedBefore, withdrawn }: RunResult): boolean {
  return outcomes.length === 0 && pending === 0 && failedBefore === 0 && withdrawn.length === 0;
}

/** When a run had nothing to send, its message also tells why the rest of the file is not pending. */
function whyNothingElse({ plan, chosen, index }: PlannedRun): string {
  if (!hasNothingToSend(plan) || chosen.campaign.gbifdatasetid !== undefined) return '';
  return asSentence(`no report is pending: ${whyNothing(index, plan.skipped)}`);
}

function messageFrom(result: RunResult, end: DeliveryEnd): string {
  const { sent, found, skipped, failed } = countOutcomes(result.outcomes);
  const failures = failed + result.failedBefore;
  const parts = [`${sent} sent`];
  if (found > 0) parts.push(`${found} found`);
  if (skipped > 0) parts.push(`${skipped} skipped${sent + found > 0 ? '' : skipReasons(result.outcomes)}`);
  if (failures > 0) parts.push(`${failures} failed`);
  if (result.withdrawn.length > 0) parts.push(`${result.withdrawn.length} taken out because the index changed`);
  const message = `Period ${result.period}: ${parts.join(', ')}`;
  if (result.pending === 0) return `${message}.`;
  return `${message}, ${count(result.pending, 'report')} left for later (${whyLeft(end, result)}).`;
}

/** The reasons for which reports were skipped. */
function skipReasons(outcomes: readonly Outcome[]): string {
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
      return whyPending(outcomes);
    default:
      return end satisfies never;
  }
}

function whyPending(outcomes: readonly Outcome[]): string {
  const left = outcomes.filter((outcome) => outcome.kind === 'pending');
  if (left.length === 0) return 'the index changed meanwhile';
  const isRefused = left.every(({ reason }) => reason === 'unclear');
  return isRefused ? 'GitHub refused them for an unknown reason' : 'GitHub did not say whether they were opened';
}

/** Tells why no report was sent: `why` for a whole period, the state of its report for a single dataset. */
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
