/** Sends the planned issues, with checkpoints on the way. */

import { deliver } from '../delivery/deliver.ts';
import type { DeliveryEnd } from '../delivery/delivery.ts';
import { listedSince } from '../delivery/existing-issues.ts';
import { announceOutcome } from '../output/log-messages.ts';
import { describeOutcome } from '../progress/outcome.ts';
import type { Outcome } from '../progress/schema.ts';
import type { StartedRun } from './stages.ts';

/** A flag commit is five requests that create something, of which GitHub wants one a second (documented). */
const CHECKPOINT_LEAST_MS = 5_000;

export async function send(started: StartedRun): Promise<DeliveryEnd> {
  const { config, ports, plan, index, recorder, checkpoints, watch, startedAt, settledAt, waits } = started;
  const before = recorder.state.outcomes.filter(({ kind }) => kind !== 'skipped');
  const dealtWith = new Set(before.map(({ report }) => report));
  const issues = plan.issues.filter(({ report }) => !dealtWith.has(report));
  let sinceCheckpoint = 0;
  let nextCheckpointAt = 0;
  return deliver(issues, {
    ports,
    state: recorder.state,
    record: recorder.record,
    ceilings: config.ceilings,
    testing: config.testing,
    ...waits,
    startedAt,
    settledAt,
    sinceAt: listedSince(index.period.period, startedAt),
    maxIssues: config.maxIssues && config.maxIssues - before.filter(isOpened).length,
    problems: checkpoints.problems,
    watch,
    onOutcome: (outcome, issue, position) => {
      ports.log.info(`[${before.length + position + 1}/${plan.issues.length}] ${describeOutcome(outcome)}`);
      announceOutcome(outcome, issue, index.paths, ports.log);
      sinceCheckpoint += outcome.kind === 'sent' ? 1 : 0;
      if (sinceCheckpoint < config.checkpoint || ports.clock.now() < nextCheckpointAt) return;
      sinceCheckpoint = 0;
      nextCheckpointAt = ports.clock.now() + CHECKPOINT_LEAST_MS;
      checkpoints.start();
    },
  });
}

/** An issue of this outcome is open, or may be. */
function isOpened(outcome: Outcome): boolean {
  return outcome.kind === 'sent' || (outcome.kind === 'pending' && outcome.reason === 'unknown');
}

/** Undefined when the fault of a checkpoint ended the sending, and the next commit lands: the run goes on. */
export async function confirmedEnd(
  end: DeliveryEnd,
  { checkpoints, ports }: StartedRun,
): Promise<DeliveryEnd | undefined> {
  const isCheckpoints = end.kind === 'stopped' && end.problems === checkpoints.problems();
  if (!isCheckpoints || ports.cancelled.aborted) return end;
  await checkpoints.settled();
  const problems = await checkpoints.commit();
  return problems.length === 0 ? undefined : { ...end, problems: checkpoints.problems() };
}
