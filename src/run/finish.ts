/** The end of a run: flags, notice, marker, relaunch. */

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
import type { Work } from './start.ts';
import { runUrl } from './web-urls.ts';

/** The post step does the rest. */
export function cancelled(work: Work): RunResult {
  return ended(work, { kind: 'cancelled' }, {});
}

/** What the run came to, now. */
export function ended(work: Work, end: DeliveryEnd, known: Partial<Ending>): RunResult {
  const { ports, waits } = work;
  const at = ports.clock.now();
  return resultOf(work, { end, problems: [], relaunch: undefined, at, waitedMs: waits.waitedMs, ...known });
}

/** Flags, marker, relaunch, in this order: what is not reached is made up for by the next run. */
export async function finish(work: Work, end: DeliveryEnd): Promise<RunResult> {
  const { books, config, ports, waits } = work;
  // What the flags wait for is said in the log.
  const held = config.sharesToken ? await waitForHold(books.state.marker.pace, { ...waits, ports }) : undefined;
  if (held?.kind === 'cancelled') return cancelled(work);
  await books.settled();
  if (isOver(work, end)) await books.record({ type: 'over', at: ports.clock.now() });
  const problems: Problem[] = end.kind === 'stopped' ? [...end.problems] : [];
  for (const problem of await books.commit()) {
    if (problem.code === 'index-held') ports.log.warning(withRemedy(problem.message, 'index-held'));
    else if (!problems.some(({ message }) => message === problem.message)) problems.push(problem);
  }
  // Before the marker is saved: when the machine is lost in between, the next run looks for the notice again.
  if (isClosed(books.state)) await notify(work);
  await ports.log.group('Progress marker', async () => {
    const key = await books.save();
    if (key !== undefined) ports.log.info(`Saved under ${key}`);
  });
  const isHeld = config.sharesWorkflowToken && heldUntilAt(books.state) > ports.clock.now();
  const goesOn = problems.length === 0 && !isHeld && isWorthAnother(work, end);
  if (goesOn && ports.cancelled.aborted) return cancelled(work);
  const next = goesOn ? await startAgain(work) : undefined;
  if (next?.kind === 'refused' && ports.cancelled.aborted) return cancelled(work);
  if (next?.kind === 'refused') problems.push(next.problem);
  await books.record({ type: 'ended', at: ports.clock.now() });
  return ended(work, end, { problems, relaunch: next, isHeld });
}

/** This run made progress, and one that started now would get to send something. */
function isWorthAnother({ books, config, ports }: Work, end: DeliveryEnd): boolean {
  const isReachable = end.kind === 'time-limit' && end.nextAt < ports.clock.now() + config.timeLimitMs;
  return config.relaunch && isReachable && books.state.outcomes.some((outcome) => outcome.kind === 'sent');
}

function startAgain({ chosen, config: { testingRepository }, ports }: Work): Promise<Relaunch> {
  return relaunch({ ...chosen.campaign, testingRepository }, ports);
}

/** Tells the admins, once a campaign; a notice that cannot be opened is a warning. */
async function notify({ books, config, ports, startedAt, settledAt, version }: Work): Promise<void> {
  const notice = noticeOf(books.state, { admins: config.admins, version, runUrl: runUrl(config.run) });
  if (notice === undefined) return;
  const sinceAt = listedSince(books.state.campaign.period, startedAt);
  await openNotice(notice, { sinceAt, settledAt }, ports);
}

/** Nothing is left that a later run of this campaign could do. */
function isOver({ books, watch }: Work, end: DeliveryEnd): boolean {
  const isLeft = withdrawnFrom(books.state, watch).some(({ isPending }) => isPending);
  return end.kind === 'finished' && !isLeft && !books.state.outcomes.some((outcome) => outcome.kind === 'pending');
}
