/** The end of a run: flags, notice, marker, next run. */

import { withdrawnFrom } from '../campaign/index-watch.ts';
import type { DeliveryEnd } from '../delivery/delivery.ts';
import { listedSince } from '../delivery/existing-issues.ts';
import type { RunResult } from '../output/result.ts';
import { waitForHold } from '../pace/wait.ts';
import { heldUntilAt, isClosed } from '../progress/run-state.ts';
import { type Problem, withRemedy } from '../shared/problem.ts';
import { type Ending, resultOf } from './build-result.ts';
import { noticeOf, openNotice } from './completion-notice.ts';
import { type Relaunch, relaunch } from './relaunch.ts';
import type { StartedRun } from './stages.ts';
import { runUrl } from './web-urls.ts';

/** The order matters: if the run is killed on the way, the next run makes up for the steps that are missing. */
export async function finish(run: StartedRun, end: DeliveryEnd): Promise<RunResult> {
  if (await isCancelledWhileWaiting(run)) return cancelledResult(run);
  await run.checkpoints.settled();
  await recordEnd(run, end);
  const problems = await commitFlags(run, end);
  if (problems.length > 0 && run.ports.cancelled.aborted) return cancelledResult(run);
  // The notice precedes the marker: if the machine is lost in between, the next run looks for the notice again.
  await notifyAdmins(run);
  await saveMarker(run);
  const next = await startNextRun(run, end, problems);
  if (next.kind === 'cancelled') return cancelledResult(run);
  await run.recorder.record({ type: 'ended', at: run.ports.clock.now() });
  return endedResult(run, { end, ...toEnding(next, problems) });
}

/** The result of a cancelled run, for which the post step commits the flags and saves the marker. */
export function cancelledResult(run: StartedRun): RunResult {
  return endedResult(run, { end: { kind: 'cancelled' }, problems: [] });
}

/** The result of a run that ends now. */
export function endedResult(
  run: StartedRun,
  ending: Pick<Ending, 'end' | 'problems'> & Partial<Pick<Ending, 'relaunch' | 'isRateLimited'>>,
): RunResult {
  const { ports, waits } = run;
  return resultOf(run, { relaunch: undefined, ...ending, at: ports.clock.now(), waitedMs: waits.waitedMs });
}

/** Waits here while the shared token is rate-limited, so that the log tells why the flags are late. */
async function isCancelledWhileWaiting({ config, recorder, waits, ports }: StartedRun): Promise<boolean> {
  if (!config.sharesToken) return false;
  const early = await waitForHold(recorder.state.marker.pace, { ...waits, ports });
  return early?.kind === 'cancelled';
}

async function recordEnd(run: StartedRun, end: DeliveryEnd): Promise<void> {
  const { recorder, ports } = run;
  if (isOver(run, end)) await recorder.record({ type: 'over', at: ports.clock.now() });
}

/** Nothing is left that a later run of this campaign could do. */
function isOver({ recorder: { state }, watch }: StartedRun, end: DeliveryEnd): boolean {
  const isLeft = withdrawnFrom(state, watch).some(({ isPending }) => isPending);
  return end.kind === 'finished' && !isLeft && !state.outcomes.some(({ kind }) => kind === 'pending');
}

/** Commits the flags that are still missing. Returns each problem of the run once. */
async function commitFlags({ checkpoints, ports }: StartedRun, end: DeliveryEnd): Promise<readonly Problem[]> {
  // The commit reports the problems of a checkpoint again.
  const known = checkpoints.problems();
  const problems: Problem[] = end.kind === 'stopped' && end.problems !== known ? [...end.problems] : [];
  for (const problem of await checkpoints.commit()) {
    if (problem.code === 'index-held') ports.log.warning(withRemedy(problem.message, 'index-held'));
    else if (!problems.some(({ message }) => message === problem.message)) problems.push(problem);
  }
  return problems;
}

/** Opens the notice to the admins, once a campaign. */
async function notifyAdmins({ recorder, config, ports, startedAt, settledAt, version }: StartedRun): Promise<void> {
  const { state } = recorder;
  if (!isClosed(state)) return;
  const notice = noticeOf(state, { admins: config.admins, version, runUrl: runUrl(config.run) });
  if (notice === undefined) return;
  const sinceAt = listedSince(state.campaign.period, startedAt);
  await openNotice(notice, { sinceAt, settledAt }, ports);
}

async function saveMarker({ checkpoints, ports: { log } }: StartedRun): Promise<void> {
  await log.group('Progress marker', async () => {
    const key = await checkpoints.save();
    if (key !== undefined) log.info(`Saved under ${key}`);
  });
}

type NextRun =
  | Relaunch
  /** `isRateLimited`: because GitHub rate-limits the token that would start it. */
  | { kind: 'not-started'; isRateLimited: boolean }
  | { kind: 'cancelled' };

/** Starts the workflow again when the remaining reports need it. Starts nothing after a cancel. */
async function startNextRun(run: StartedRun, end: DeliveryEnd, problems: readonly Problem[]): Promise<NextRun> {
  const { chosen, config, ports, recorder } = run;
  const isRateLimited = config.sharesWorkflowToken && heldUntilAt(recorder.state) > ports.clock.now();
  const isWanted = problems.length === 0 && !isRateLimited && isWorthAnother(run, end);
  if (!isWanted) return { kind: 'not-started', isRateLimited };
  if (ports.cancelled.aborted) return { kind: 'cancelled' };
  const { testingRepository, force } = config;
  const next = await relaunch({ ...chosen.campaign, testingRepository, force }, ports);
  return next.kind === 'refused' && ports.cancelled.aborted ? { kind: 'cancelled' } : next;
}

/** This run made progress, and a run that started now would be able to send something. */
function isWorthAnother({ recorder, config, ports }: StartedRun, end: DeliveryEnd): boolean {
  const isReachable = end.kind === 'time-limit' && end.nextAt < ports.clock.now() + config.timeLimitMs;
  return config.relaunch && isReachable && recorder.state.outcomes.some(({ kind }) => kind === 'sent');
}

function toEnding(
  next: Exclude<NextRun, { kind: 'cancelled' }>,
  problems: readonly Problem[],
): Pick<Ending, 'problems' | 'relaunch' | 'isRateLimited'> {
  switch (next.kind) {
    case 'not-started':
      return { problems, relaunch: undefined, isRateLimited: next.isRateLimited };
    case 'started':
      return { problems, relaunch: next };
    case 'refused':
      return { problems: [...problems, next.problem], relaunch: next };
    default:
      return next satisfies never;
  }
}
