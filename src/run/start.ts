/** Starts the sending: asks for the sending account, opens the journal, records the skipped reports. */

import { openIndexWatch } from '../campaign/index-watch.ts';
import { announceOutcome } from '../output/log-messages.ts';
import { paceForNewCampaign } from '../pace/state.ts';
import { indexThatWaits } from '../pace/wait.ts';
import { openCheckpoints } from '../progress/checkpoint.ts';
import { paceOf } from '../progress/marker.ts';
import { openRecorder, type Recorder } from '../progress/recorder.ts';
import { heldUntilAt, initialState } from '../progress/run-state.ts';
import type { StartedEntry } from '../progress/schema.ts';
import type { Ports } from '../shared/ports.ts';
import { fullName, parseRepository } from '../shared/repository.ts';
import type { Sender } from './sender.ts';
import type { PlannedRun, StartedRun } from './stages.ts';

type Account = Extract<Sender, { kind: 'account' }>;

/** The job goes on for some minutes after the time limit of the run: some for the flags, some for the restart. */
const COMMIT_GRACE_MS = 8 * 60_000;

/** Opens the journal and records the skipped reports. From here on, the post step takes over if main is killed. */
export async function startRun(account: Account, planned: PlannedRun): Promise<StartedRun> {
  const { index, plan, readAt, config, version } = planned;
  const { paths, snapshot } = index;
  const entry = startedEntry(account, planned);
  const state = initialState(entry);
  const recorder = openRecorder({ journal: planned.ports.journal, state });
  const ports = withIndexThatWaits(planned, recorder);
  const checkpoints = openCheckpoints({
    recorder,
    ports,
    paths,
    snapshot,
    version,
    latestAt: planned.waits.deadlineAt + COMMIT_GRACE_MS,
    cancelled: ports.cancelled,
    presentName: (name) => presentName(name, ports),
  });
  const { adopt, ownCommits } = checkpoints;
  const watch = openIndexWatch({ ports, folder: config.index.path, plan, index, state, readAt, adopt, ownCommits });
  await recorder.begin(entry);
  for (const outcome of plan.skipped) {
    await recorder.record({ type: 'outcome', at: ports.clock.now(), outcome });
    announceOutcome(outcome, undefined, paths, ports.log);
  }
  return { ...planned, ports, recorder, checkpoints, watch };
}

function startedEntry(account: Account, { chosen, marker, startedAt, plan, index, config }: PlannedRun): StartedEntry {
  const { campaign, resumed } = chosen;
  const pace = paceOf({ ...marker, pace: account.pace }, account.login);
  // Without an `issue_skipped` column, every run skips (and counts) the same reports again.
  const hasSkipColumn = index.snapshot.rows?.header.column('issue_skipped').index !== undefined;
  const totals = hasSkipColumn ? campaign.totals : { ...campaign.totals, skipped: 0 };
  return {
    type: 'started',
    at: startedAt,
    account: account.login,
    indexPath: config.index.path,
    marker: { ...marker, pace: resumed ? pace : paceForNewCampaign(pace) },
    campaign: { ...campaign, failed: plan.failedBefore, totals },
    ...(plan.dueAgain.length === 0 ? {} : { dueAgain: plan.dueAgain }),
  };
}

/** The name that a repository has now, in lower case; undefined when GitHub does not tell. */
async function presentName(name: string, { targets }: Ports): Promise<string | undefined> {
  const repository = parseRepository(name);
  const state = repository === undefined ? undefined : await targets.inspect(repository);
  return state?.kind === 'exists' ? fullName(state.repository).toLowerCase() : undefined;
}

/** When one token opens issues and reads the index, a rate limit on either makes the other wait too. */
function withIndexThatWaits({ config, ports, waits }: PlannedRun, { state, record }: Recorder): Ports {
  if (!config.sharesToken) return ports;
  const { clock, cancelled } = ports;
  const index = indexThatWaits(ports.index, {
    clock,
    cancelled,
    heldUntilAt: () => heldUntilAt(state),
    latestAt: waits.deadlineAt,
    refused: (answer) => record({ type: 'held', at: clock.now(), answer }),
  });
  return { ...ports, index };
}
