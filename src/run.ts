/** The pipeline. Reading `run` tells the whole story; each stage has a file of its name. */

import { type Books, openBooks } from './bookkeeping.ts';
import type { Config } from './config.ts';
import { type DeliveryEnd, deliver, SETTLE_MS } from './deliver.ts';
import { dryRun } from './dry-run.ts';
import { checkRoom } from './flags.ts';
import type { Marker, Pace, StartedEntry } from './formats.ts';
import { heldIndex } from './held-index.ts';
import { identify, waitForHold } from './identify.ts';
import { type ReportsIndex, readIndex, readText } from './index-reading.ts';
import { type Render, renderBuiltIn } from './issue.ts';
import { isClosed, type Ledger, openLedger } from './ledger.ts';
import { noticeOf, openNotice } from './notice.ts';
import { blindPace, paceForNewCampaign } from './pace.ts';
import { timeLeftMs } from './pacer.ts';
import { type ChosenCampaign, chooseCampaign, listedSince, type Plan, planReports } from './plan.ts';
import type { Head, Limited, Ports } from './ports.ts';
import { advised, fail, type Problem, ProblemsError } from './problems.ts';
import { emptyMarker, markerBytes, paceOf } from './progress.ts';
import { relaunch } from './relaunch.ts';
import { announceIndex, announceOutcome, announcePlan } from './report.ts';
import { type Ending, errorResult, heldResult, type RunResult, resultOf, runUrl } from './result.ts';
import type { WaitEnd } from './waiting.ts';
import { describeOutcome } from './wording.ts';

export interface RunInput {
  config: Config;
  ports: Ports;
  /** The action's version, for traces in commits and issues. */
  version: string;
  /** The branch head, when it has been asked for already. */
  head?: Head | undefined;
  /** An earlier step of this job has used the action. */
  earlierStep?: boolean;
}

/** What is known when the sending begins. */
interface Work extends RunInput {
  chosen: ChosenCampaign;
  index: ReportsIndex;
  plan: Plan;
  books: Books;
  startedAt: number;
  /** Lists that are asked for before this time may miss what an earlier run has sent. */
  settledAt: number;
  waits: Waits;
}

/** How long the run may take, and how long it has waited. */
interface Waits {
  deadlineAt: number;
  waitedMs: number;
  onWaited: (waitedMs: number) => void;
}

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
    const head = input.head ?? (await ports.index.head());
    const index = await ports.log.group('Reports index', () => loadIndex(chosen, head, input));
    const plan = planReports({ ...index, config, chosen, render: await chooseRender(index, input) });
    announcePlan(plan, chosen, index, ports.log);
    if (!config.testing) await checkRoom(plan, index, config.run.serverUrl);
    const estimateMs = timeLeftMs(marker.pace, config.ceilings, startedAt, plan.issues.length);
    if (config.dryRun) return await dryRun({ plan, index, config, ports, estimateMs });
    const sender = await identify(marker.pace, { ...waits, ports });
    if (sender.kind !== 'account') return await comeBackLater(sender, { plan, marker, chosen }, input);
    const pace = paceOf({ ...marker, pace: sender.pace }, sender.login);
    const started = startedEntry({ chosen, marker, pace, account: sender.login, at: startedAt, plan, index }, input);
    return await work(await openWork(started, { chosen, index, plan, startedAt, settledAt, waits }, input));
  } catch (error) {
    if (error instanceof ProblemsError) return errorResult(error.problems, period);
    throw error;
  }
}

/** Sends and finishes; what breaks that off tells what was sent all the same. */
async function work(begun: Work): Promise<RunResult> {
  try {
    const end = await send(begun);
    return end.kind === 'cancelled' ? cancelled(begun) : await finish(begun, end);
  } catch (error) {
    const problem = error instanceof ProblemsError ? error.problems[0] : undefined;
    if (!(error instanceof ProblemsError) || problem === undefined) throw error;
    return ended(begun, { kind: 'stopped', problem }, { problems: error.problems });
  }
}

function openWaits(deadlineAt: number): Waits {
  const waits: Waits = {
    deadlineAt,
    waitedMs: 0,
    onWaited: (waitedMs) => {
      waits.waitedMs += waitedMs;
    },
  };
  return waits;
}

/** The marker, and when lists show all that earlier runs have opened: at once when there was none. */
async function loadMarker(input: RunInput, startedAt: number): Promise<Pick<Work, 'settledAt'> & { marker: Marker }> {
  const { marker, clock, log } = input.ports;
  const loaded = await marker.load();
  if (loaded.kind === 'absent' && isFirst(input)) return { marker: emptyMarker(), settledAt: startedAt };
  const settledAt = startedAt + SETTLE_MS;
  const nothing = { marker: { ...emptyMarker(), pace: blindPace(clock.now()) }, settledAt };
  if (loaded.kind === 'unavailable')
    log.warning(advised(`The progress marker could not be read: ${loaded.message}`, 'marker-unavailable'));
  if (loaded.kind !== 'loaded') return nothing;
  const { parseMarker } = await import('./formats.ts');
  const { marker: parsed, fault } = parseMarker(loaded.bytes, clock.now());
  if (fault === undefined) return { marker: parsed, settledAt };
  log.warning(advised(`The progress marker ${loaded.key} is not used: it ${fault}`, 'marker-unusable'));
  return nothing;
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
  const { compileTemplate } = await import('./template.ts');
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

interface Start {
  chosen: ChosenCampaign;
  marker: Marker;
  pace: Pace;
  account: string;
  at: number;
  plan: Plan;
  index: ReportsIndex;
}

function startedEntry({ chosen, marker, pace, account, at, plan, index }: Start, { config }: RunInput): StartedEntry {
  const { totals } = chosen.campaign;
  // Without a column for them, each run meets all skipped reports again.
  const remembers = index.snapshot.rows?.table.column('issue_skipped').index !== undefined;
  return {
    type: 'started',
    at,
    account,
    indexPath: config.index.path,
    marker: { ...marker, pace: chosen.resumed ? pace : paceForNewCampaign(pace) },
    campaign: {
      ...chosen.campaign,
      failed: plan.failedBefore,
      totals: remembers ? totals : { ...totals, skipped: 0 },
    },
  };
}

/** Opens journal and books, and writes down what is skipped. From here on the post step takes over when main dies. */
async function openWork(
  started: StartedEntry,
  known: Pick<Work, 'chosen' | 'index' | 'plan' | 'startedAt' | 'settledAt' | 'waits'>,
  input: RunInput,
): Promise<Work> {
  const { paths, snapshot } = known.index;
  const ledger = openLedger(started);
  const ports = withHeldIndex(input, ledger, known.waits, (answer) =>
    books.record({ type: 'held', at: input.ports.clock.now(), answer }),
  );
  const books: Books = openBooks({ ports, ledger, paths, snapshot, version: input.version });
  await books.begin(started);
  for (const outcome of known.plan.skipped) {
    await books.record({ type: 'outcome', at: ports.clock.now(), outcome });
    announceOutcome(outcome, undefined, paths, ports.log);
  }
  return { ...input, ...known, ports, books };
}

/** With one token for both, index and issues wait for what GitHub says of either. */
function withHeldIndex(
  { config, ports }: RunInput,
  ledger: Ledger,
  { deadlineAt }: Waits,
  refused: (answer: Limited) => Promise<void>,
): Ports {
  if (!config.sharesToken) return ports;
  const { clock, stop } = ports;
  return { ...ports, index: heldIndex(ports.index, { clock, stop, ledger, latestAt: deadlineAt, refused }) };
}

/** A flag commit is five requests that create something, of which GitHub wants one a second (documented). */
const CHECKPOINT_LEAST_MS = 5_000;

async function send({ config, ports, plan, index, books, startedAt, settledAt, waits }: Work): Promise<DeliveryEnd> {
  const { issues } = plan;
  let sinceCheckpoint = 0;
  let nextCheckpointAt = 0;
  return deliver(issues, {
    ports,
    ledger: books.ledger,
    record: books.record,
    ceilings: config.ceilings,
    ...waits,
    settledAt,
    sinceAt: listedSince(index.period.period, startedAt),
    maxIssues: config.maxIssues,
    problem: books.problem,
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

/** The post step does the rest. */
function cancelled(work: Work): RunResult {
  return ended(work, { kind: 'cancelled' }, {});
}

function ended(work: Work, end: DeliveryEnd, known: Partial<Ending>): RunResult {
  const { ports, waits } = work;
  const at = ports.clock.now();
  return resultOf(work, { end, problems: [], relaunch: undefined, at, waitedMs: waits.waitedMs, ...known });
}

/** Flags, marker, relaunch, in this order: what is not reached is made up for by the next run. */
async function finish(work: Work, end: DeliveryEnd): Promise<RunResult> {
  const { books, config, ports, chosen, waits } = work;
  // What the flags wait for is said in the log.
  const held = config.sharesToken ? await waitForHold(books.ledger.marker.pace, { ...waits, ports }) : undefined;
  if (held?.kind === 'cancelled') return cancelled(work);
  await books.settled();
  if (isOver(work, end)) await books.record({ type: 'over', at: ports.clock.now() });
  if (end.kind === 'stopped' && end.problem.code === 'all-forbidden')
    await books.record({ type: 'doubted', at: ports.clock.now() });
  const problems: Problem[] = end.kind === 'stopped' ? [end.problem] : [];
  const note = (problem: Problem | undefined) => problem !== undefined && problems.push(problem);
  const uncommitted = await books.commit();
  if (uncommitted?.code === 'index-held') ports.log.warning(advised(uncommitted.message, 'index-held'));
  else note(uncommitted);
  // Before the marker is saved: when the machine is lost in between, the next run looks for the notice again.
  if (isClosed(books.ledger)) await notify(work);
  await ports.log.group('Progress marker', async () => {
    const key = await books.save();
    if (key !== undefined) ports.log.info(`Saved under ${key}`);
  });
  const sent = books.ledger.outcomes.some((outcome) => outcome.kind === 'sent');
  const isHeld = config.sharesWorkflowToken && (books.ledger.marker.pace.hold?.untilAt ?? 0) > ports.clock.now();
  const goesOn = isReachable(work, end) && sent && config.relaunch && problems.length === 0 && !isHeld;
  if (goesOn && ports.stop.aborted) return cancelled(work);
  const next = goesOn ? await relaunch(chosen.campaign, ports.workflow, ports.log) : undefined;
  if (next?.kind === 'refused') problems.push(next.problem);
  await books.record({ type: 'ended', at: ports.clock.now() });
  return ended(work, end, { problems, relaunch: next, isHeld });
}

/** A run that started now would get to send something. */
function isReachable({ config, ports }: Work, end: DeliveryEnd): boolean {
  return end.kind === 'time-limit' && end.nextAt < ports.clock.now() + config.timeLimitMs;
}

/** Tells the admins, once a campaign; a notice that cannot be opened is a warning. */
async function notify({ books, config, ports, startedAt, settledAt, version }: Work): Promise<void> {
  const notice = noticeOf(books.ledger, { admins: config.admins, version, runUrl: runUrl(config.run) });
  if (notice === undefined) return;
  const sinceAt = listedSince(books.ledger.campaign.period, startedAt);
  await openNotice(notice, { sinceAt, settledAt }, ports);
}

/** Nothing is left that a later run of this campaign could do. */
function isOver({ books }: Work, end: DeliveryEnd): boolean {
  return end.kind === 'finished' && !books.ledger.outcomes.some((outcome) => outcome.kind === 'pending');
}
