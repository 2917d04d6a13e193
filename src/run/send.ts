/** Sends the planned issues, with checkpoints on the way. */

import { deliver } from '../delivery/deliver.ts';
import type { DeliveryEnd } from '../delivery/deliver-report.ts';
import { listedSince } from '../delivery/existing-issues.ts';
import { announceOutcome } from '../output/log-messages.ts';
import { describeOutcome } from '../progress/outcome.ts';
import type { StartedRun } from './stages.ts';

/** A flag commit is five requests that create something, of which GitHub wants one a second (documented). */
const CHECKPOINT_LEAST_MS = 5_000;

export async function send(started: StartedRun): Promise<DeliveryEnd> {
  const { config, ports, plan, index, recorder, checkpoints, watch, startedAt, settledAt, waits } = started;
  const { issues } = plan;
  let sinceCheckpoint = 0;
  let nextCheckpointAt = 0;
  return deliver(issues, {
    ports,
    state: recorder.state,
    record: recorder.record,
    ceilings: config.ceilings,
    ...waits,
    startedAt,
    settledAt,
    sinceAt: listedSince(index.period.period, startedAt),
    maxIssues: config.maxIssues,
    problems: checkpoints.problems,
    watch,
    onOutcome: (outcome, issue, position) => {
      ports.log.info(`[${position + 1}/${issues.length}] ${describeOutcome(outcome)}`);
      announceOutcome(outcome, issue, index.paths, ports.log);
      sinceCheckpoint += outcome.kind === 'sent' ? 1 : 0;
      if (sinceCheckpoint < config.checkpoint || ports.clock.now() < nextCheckpointAt) return;
      sinceCheckpoint = 0;
      nextCheckpointAt = ports.clock.now() + CHECKPOINT_LEAST_MS;
      checkpoints.start();
    },
  });
}
