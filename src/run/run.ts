/** The story of a run, one line a stage. */

import { chooseCampaign } from '../campaign/choose.ts';
import { errorResult, type RunResult } from '../output/result.ts';
import { timeLeftMs } from '../pace/schedule.ts';
import { openWaits, type WaitEnd, waitForHold } from '../pace/wait.ts';
import { markerBytes } from '../progress/marker.ts';
import type { Ports } from '../shared/ports.ts';
import { ProblemsError } from '../shared/problem.ts';
import { nothingSentResult } from './build-result.ts';
import { dryRun } from './dry-run.ts';
import { cancelledResult, endedResult, finish } from './finish.ts';
import { loadMarker } from './load-marker.ts';
import { checkPlausibility, withFindings } from './plausibility.ts';
import { loadIndex, planCampaign } from './prepare.ts';
import { confirmedEnd, send } from './send.ts';
import { resolveSender, type Sender } from './sender.ts';
import type { BegunRun, PlannedRun, RunInput, StartedRun } from './stages.ts';
import { startRun } from './start.ts';

/** One run of the action. Throws only for a fault of the program itself. */
export async function run(input: RunInput): Promise<RunResult> {
  return problemsAsResult(input.config.period, async () => {
    const begun = await begin(input);
    return problemsAsResult(begun.chosen.campaign.period, () => runCampaign(begun));
  });
}

async function runCampaign(begun: BegunRun): Promise<RunResult> {
  const early = await waitForSharedToken(begun);
  if (early !== undefined) return nothingSentResult(early, begun);
  const { index, readAt } = await loadIndex(begun);
  const plan = await planCampaign(begun, index);
  const planned = { ...begun, index, readAt, plan };
  const findings = await checkPlausibility(index, planned);
  if (planned.config.dryRun)
    return withFindings(await dryRun({ ...planned, estimateMs: estimateMs(planned) }), findings);
  const sender = await resolveSender(planned.marker.pace, { ...planned.waits, ports: planned.ports });
  if (sender.kind !== 'account') return comeBackLater(sender, planned);
  const started = await startRun(sender, planned);
  return { ...(await sendAndFinish(started)), warnings: findings.warnings };
}

async function problemsAsResult(period: string | undefined, stages: () => Promise<RunResult>): Promise<RunResult> {
  try {
    return await stages();
  } catch (error) {
    if (error instanceof ProblemsError) return errorResult(error.problems, period);
    throw error;
  }
}

async function begin(input: RunInput): Promise<BegunRun> {
  const { config, ports } = input;
  const startedAt = ports.clock.now();
  const loaded = await loadMarker(input, startedAt);
  const chosen = chooseCampaign(config, config.run.eventName, loaded.marker, startedAt, campaignId(ports));
  return {
    ...input,
    ...loaded,
    startedAt,
    waits: openWaits((input.begunAt ?? startedAt) + config.timeLimitMs),
    chosen,
  };
}

/** Tells campaigns with the same parameters apart. */
function campaignId({ clock, random }: Ports): string {
  return `${Math.floor(clock.now()).toString(36)}-${Math.floor(random() * 36 ** 6).toString(36)}`;
}

/** With one token for index and issues, a rate limit on the issues is one on the index as well. */
async function waitForSharedToken({ config, marker, waits, ports }: BegunRun): Promise<WaitEnd | undefined> {
  return config.sharesToken ? waitForHold(marker.pace, { ...waits, ports }) : undefined;
}

/** How long a real run would take at the present pace. */
function estimateMs({ marker, config, startedAt, plan }: PlannedRun): number {
  return timeLeftMs(marker.pace, config.ceilings, startedAt, plan.issues.length);
}

/** The token is rate-limited beyond this run's deadline. Saves that for the next run. */
async function comeBackLater(sender: Exclude<Sender, { kind: 'account' }>, planned: PlannedRun): Promise<RunResult> {
  const { marker, ports } = planned;
  if (sender.pace !== marker.pace) await ports.marker.save(markerBytes({ ...marker, pace: sender.pace }));
  return nothingSentResult(sender, planned);
}

/** If sending or finishing fails half-way, the result still reports the sent issues. */
async function sendAndFinish(started: StartedRun): Promise<RunResult> {
  try {
    for (;;) {
      const end = await confirmedEnd(await send(started), started);
      if (end?.kind === 'cancelled') return cancelledResult(started);
      if (end !== undefined) return await finish(started, end);
    }
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const { problems } = error;
    return endedResult(started, { end: { kind: 'stopped', problems }, problems });
  }
}
