/** The pipeline. Reading `run` tells the whole story; each stage has a file of its name. */

import { type ChosenCampaign, chooseCampaign } from '../campaign/choose.ts';
import { type Plan, planReports } from '../campaign/plan.ts';
import { deliver } from '../delivery/deliver.ts';
import type { DeliveryEnd } from '../delivery/delivery.ts';
import { listedSince, SETTLE_MS } from '../delivery/existing-issues.ts';
import { type Render, renderBuiltIn } from '../issue/issue.ts';
import { announceIndex, announceOutcome, announcePlan } from '../output/log-messages.ts';
import { errorResult, type RunResult } from '../output/result.ts';
import { timeLeftMs } from '../pace/schedule.ts';
import type { Pace } from '../pace/schema.ts';
import { blindPace } from '../pace/state.ts';
import { openWaits, type WaitEnd, waitForHold } from '../pace/wait.ts';
import { assertFlagsFit } from '../progress/commit-flags.ts';
import { emptyMarker, markerBytes, paceOf } from '../progress/marker.ts';
import { describeOutcome } from '../progress/outcome.ts';
import type { Marker } from '../progress/schema.ts';
import { type ReportsIndex, readIndex, readText } from '../reports-index/read.ts';
import { headOf } from '../reports-index/transfer.ts';
import type { Head, Ports } from '../shared/ports.ts';
import { fail, ProblemsError, withRemedy } from '../shared/problem.ts';
import { heldResult } from './build-result.ts';
import { dryRun } from './dry-run.ts';
import { cancelled, ended, finish } from './finish.ts';
import { resolveSender } from './sender.ts';
import { openWork, type RunInput, startedEntry, type Work } from './start.ts';

/** One run of the action. Throws only for what is a fault of the program itself. */
export async function run(input: RunInput): Promise<RunResult> {
  const { config, ports } = input;
  let { period } = config;
  try {
    const startedAt = ports.clock.now();
    const waits = openWaits(startedAt + config.timeLimitMs);
    const { marker, settledAt } = await loadMarker(input, startedAt);
    const chosen = chooseCampaign(config, config.run.eventName, marker, startedAt, campaignId(ports));
    period = chosen.campaign.period;
    const held = config.sharesToken ? await waitForHold(marker.pace, { ...waits, ports }) : undefined;
    if (held !== undefined) return heldResult(held, { plan: undefined, period, config });
    const head = input.head ?? { askedAt: ports.clock.now(), ...(await headOf(ports.index)) };
    const index = await ports.log.group('Reports index', () => loadIndex(chosen, head, input));
    const plan = planReports({ ...index, config, chosen, render: await chooseRender(index, input) });
    announcePlan(plan, chosen, index, ports.log);
    if (!config.testing) await assertFlagsFit(plan, index, config.run.serverUrl);
    const estimateMs = timeLeftMs(marker.pace, config.ceilings, startedAt, plan.issues.length);
    if (config.dryRun) return await dryRun({ plan, index, config, ports, estimateMs });
    const sender = await resolveSender(marker.pace, { ...waits, ports });
    if (sender.kind !== 'account') return await comeBackLater(sender, { plan, marker, chosen }, input);
    const pace = paceOf({ ...marker, pace: sender.pace }, sender.login);
    const started = startedEntry({ chosen, marker, pace, account: sender.login, at: startedAt, plan, index }, input);
    return await sendAndFinish(
      await openWork(started, { chosen, index, plan, startedAt, readAt: head.askedAt, settledAt, waits }, input),
    );
  } catch (error) {
    if (error instanceof ProblemsError) return errorResult(error.problems, period);
    throw error;
  }
}

/** Sends and finishes; what breaks that off tells what was sent all the same. */
async function sendAndFinish(work: Work): Promise<RunResult> {
  try {
    const end = await send(work);
    return end.kind === 'cancelled' ? cancelled(work) : await finish(work, end);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return ended(work, { kind: 'stopped', problems: error.problems }, { problems: error.problems });
  }
}

/** The marker, and when lists show all that earlier runs have opened: at once when there was none. */
async function loadMarker(input: RunInput, startedAt: number): Promise<Pick<Work, 'settledAt'> & { marker: Marker }> {
  const { marker, clock, log } = input.ports;
  const loaded = await marker.load();
  if (loaded.kind === 'absent' && isFirst(input)) return { marker: emptyMarker(), settledAt: startedAt };
  const settledAt = startedAt + SETTLE_MS;
  const nothing = { marker: { ...emptyMarker(), pace: blindPace(clock.now()) }, settledAt };
  const refuse = (key: string, fault: string) =>
    log.warning(withRemedy(`The progress marker ${key} is not used: it ${fault}`, 'marker-unusable'));
  if (loaded.kind === 'unusable') refuse(loaded.key, loaded.fault);
  if (loaded.kind === 'unavailable')
    log.warning(withRemedy(`The progress marker could not be read: ${loaded.message}`, 'marker-unavailable'));
  if (loaded.kind !== 'loaded') return nothing;
  const { parseMarker } = await import('../progress/schema.ts');
  const parsed = parseMarker(loaded.bytes, clock.now());
  if ('fault' in parsed) {
    refuse(loaded.key, parsed.fault);
    return nothing;
  }
  // Else each run that reads the claim would cut it anew, and wait for an hour more.
  if (parsed.isHoldCut && !input.config.dryRun) await marker.save(markerBytes(parsed.marker));
  return { marker: parsed.marker, settledAt };
}

/** Neither an earlier run of this workflow nor an earlier step of this job can have sent anything. */
function isFirst({ config, earlierStep = false }: RunInput): boolean {
  const { runNumber, attempt } = config.run;
  return runNumber === 1 && attempt === 1 && !earlierStep;
}

/** Tells campaigns with the same parameters apart. */
function campaignId({ clock, random }: Ports): string {
  return `${Math.floor(clock.now()).toString(36)}-${Math.floor(random() * 36 ** 6).toString(36)}`;
}

async function loadIndex({ campaign }: ChosenCampaign, head: Head, { config, ports }: RunInput): Promise<ReportsIndex> {
  const { period, gbifdatasetid, cursor } = campaign;
  const index = await readIndex({ folder: config.index.path, period, gbifdatasetid, cursor }, head, ports.index);
  announceIndex(index, ports.log);
  return index;
}

/** The template's texts, or the built-in ones. */
async function chooseRender({ snapshot }: ReportsIndex, { config, ports }: RunInput): Promise<Render> {
  const { template, labels } = config;
  if (template === undefined) return renderBuiltIn(labels);
  const text = await readText(template, snapshot, ports.index);
  const place = { file: template };
  if (text === undefined)
    fail('template-missing', `${template} does not exist on branch ${snapshot.head.branch}`, place);
  const { compileTemplate } = await import('../issue/template.ts');
  return compileTemplate(text, template, labels);
}

/** GitHub takes no request of the token in this run's time; the next run is to know. */
async function comeBackLater(
  end: WaitEnd & { pace: Pace },
  { plan, marker, chosen }: { plan: Plan; marker: Marker; chosen: ChosenCampaign },
  { config, ports }: RunInput,
): Promise<RunResult> {
  if (end.pace !== marker.pace) await ports.marker.save(markerBytes({ ...marker, pace: end.pace }));
  return heldResult(end, { plan, period: chosen.campaign.period, config });
}

/** A flag commit is five requests that create something, of which GitHub wants one a second (documented). */
const CHECKPOINT_LEAST_MS = 5_000;

async function send({
  config,
  ports,
  plan,
  index,
  books,
  watch,
  startedAt,
  settledAt,
  waits,
}: Work): Promise<DeliveryEnd> {
  const { issues } = plan;
  let sinceCheckpoint = 0;
  let nextCheckpointAt = 0;
  return deliver(issues, {
    ports,
    state: books.state,
    record: books.record,
    ceilings: config.ceilings,
    ...waits,
    startedAt,
    settledAt,
    sinceAt: listedSince(index.period.period, startedAt),
    maxIssues: config.maxIssues,
    testing: config.testing,
    problems: books.problems,
    watch,
    onOutcome: (outcome, issue, position) => {
      ports.log.info(`[${position + 1}/${issues.length}] ${describeOutcome(outcome)}`);
      announceOutcome(outcome, issue, index.paths, ports.log);
      sinceCheckpoint += outcome.kind === 'sent' ? 1 : 0;
      if (sinceCheckpoint < config.checkpoint || ports.clock.now() < nextCheckpointAt) return;
      sinceCheckpoint = 0;
      nextCheckpointAt = ports.clock.now() + CHECKPOINT_LEAST_MS;
      books.checkpoint();
    },
  });
}
