/** The pipeline. Reading `run` tells the whole story; each stage has a file of its name. */

import { type Books, openBooks } from './bookkeeping.ts';
import type { Config } from './config.ts';
import { type DeliveryEnd, deliver, SETTLE_MS } from './deliver.ts';
import { dryRun } from './dry-run.ts';
import { type ReportsIndex, readIndex, readText } from './index-reading.ts';
import { type Render, renderBuiltIn } from './issue.ts';
import { openLedger, type StartedEntry } from './ledger.ts';
import { noticeOf, openNotice } from './notice.ts';
import { HOUR_MS, MINUTE_MS } from './pacer.ts';
import { type ChosenCampaign, chooseCampaign, listedSince, type Plan, planReports } from './plan.ts';
import type { AccountOutcome, Ports } from './ports.ts';
import { fail, type Problem, ProblemsError } from './problems.ts';
import { emptyMarker, type Marker, paceOf, parseMarker } from './progress.ts';
import { relaunch } from './relaunch.ts';
import { announceOutcome, announcePlan } from './report.ts';
import { errorResult, type RunResult, resultOf } from './result.ts';
import { describeOutcome } from './wording.ts';

export interface RunInput {
  config: Config;
  ports: Ports;
  /** The action's version, for traces in commits and issues. */
  version: string;
}

/** What is known when the sending begins. */
interface Work extends RunInput {
  chosen: ChosenCampaign;
  index: ReportsIndex;
  plan: Plan;
  books: Books;
  startedAt: number;
}

/** One run of the action. Throws only for what is a fault of the program itself. */
export async function run(input: RunInput): Promise<RunResult> {
  const { config, ports } = input;
  try {
    const startedAt = ports.clock.now();
    const marker = await loadMarker(ports);
    const chosen = chooseCampaign(config, config.run.eventName, marker, startedAt, campaignId(ports));
    const index = await ports.log.group('Reports index', () => loadIndex(chosen, input));
    const plan = planReports({ ...index, config, chosen, render: await chooseRender(index, input) });
    announcePlan(plan, chosen, index, ports.log);
    if (config.dryRun) return await dryRun({ plan, index, ports, estimateMs: estimate(plan, config) });
    const books = await openWork(chosen, marker, plan, index, startedAt, input);
    const work: Work = { ...input, chosen, index, plan, books, startedAt };
    const end = await send(work);
    if (end.kind !== 'cancelled') return await finish(work, end);
    return resultOf(work, { end, problems: [], relaunched: false, at: ports.clock.now(), waitedMs: 0 });
  } catch (error) {
    if (error instanceof ProblemsError) return errorResult(error.problems, config.period);
    throw error;
  }
}

async function loadMarker({ marker, clock, log }: Ports): Promise<Marker> {
  const loaded = await marker.load();
  if (loaded.kind === 'unavailable') log.warning(`The progress marker could not be read: ${loaded.message}`);
  if (loaded.kind !== 'loaded') return emptyMarker();
  const { marker: parsed, fault } = parseMarker(loaded.bytes, clock.now());
  if (fault !== undefined) log.warning(`The progress marker ${loaded.key} is not used: it ${fault}`);
  return parsed;
}

/** Tells campaigns with the same parameters apart. */
function campaignId({ clock, random }: Ports): string {
  return `${clock.now().toString(36)}-${Math.floor(random() * 36 ** 6).toString(36)}`;
}

function loadIndex({ campaign }: ChosenCampaign, { config, ports }: RunInput): Promise<ReportsIndex> {
  const { period, gbifdatasetid, cursor } = campaign;
  return readIndex({ folder: config.index.path, period, gbifdatasetid, cursor }, ports.index);
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

/** How long the plan takes at the pace of the inputs. */
function estimate({ issues }: Plan, { ceilings }: Config): number {
  return Math.max(
    (issues.length * MINUTE_MS) / ceilings.perMinute,
    Math.floor(issues.length / ceilings.perHour) * HOUR_MS,
  );
}

/** Opens journal and books, and writes down what is skipped. From here on the post step takes over when main dies. */
async function openWork(
  { campaign }: ChosenCampaign,
  marker: Marker,
  plan: Plan,
  index: ReportsIndex,
  at: number,
  { config, ports, version }: RunInput,
): Promise<Books> {
  const account = await identify(ports);
  const started: StartedEntry = {
    type: 'started',
    at,
    account,
    indexPath: config.index.path,
    marker: { ...marker, pace: paceOf(marker, account) },
    campaign: { ...campaign, failed: plan.failedBefore },
  };
  const books = openBooks({
    ports,
    ledger: openLedger(started),
    paths: index.paths,
    snapshot: index.snapshot,
    version,
  });
  await books.begin(started);
  for (const outcome of plan.skipped) {
    await books.record({ type: 'outcome', at: ports.clock.now(), outcome });
    announceOutcome(outcome, undefined, index.paths, ports.log);
  }
  return books;
}

/** The account that the budget belongs to. */
async function identify({ targets }: Ports): Promise<string> {
  const sender: AccountOutcome = await targets.sender();
  if (sender.kind === 'account') return sender.login;
  if (sender.kind === 'unauthorized') fail('token-rejected', `GitHub does not accept the token: ${sender.message}`);
  const why = sender.kind === 'limited' ? 'its request budget is used up' : sender.message;
  return fail('account-unknown', `GitHub does not tell which account the token belongs to: ${why}`);
}

async function send({ config, ports, plan, index, books, startedAt }: Work): Promise<DeliveryEnd> {
  const { issues } = plan;
  let sinceCheckpoint = 0;
  return deliver(issues, {
    ports,
    ledger: books.ledger,
    record: books.record,
    ceilings: config.ceilings,
    deadlineAt: startedAt + config.timeLimitMs,
    settledAt: settledAt(config, startedAt),
    sinceAt: listedSince(index.period.period, startedAt),
    maxIssues: config.maxIssues,
    problem: books.problem,
    onOutcome: (outcome, issue, position) => {
      ports.log.info(`[${position + 1}/${issues.length}] ${describeOutcome(outcome)}`);
      announceOutcome(outcome, issue, index.paths, ports.log);
      sinceCheckpoint += outcome.kind === 'sent' ? 1 : 0;
      if (sinceCheckpoint < config.checkpoint) return;
      sinceCheckpoint = 0;
      books.checkpoint();
    },
  });
}

/** When lists show all that earlier runs have opened: at once when this is the workflow's first run. */
function settledAt({ run: { runNumber, attempt } }: Config, startedAt: number): number {
  return runNumber === 1 && attempt === 1 ? startedAt : startedAt + SETTLE_MS;
}

/** Flags, marker, relaunch, in this order: what is not reached is made up for by the next run. */
async function finish(work: Work, end: DeliveryEnd): Promise<RunResult> {
  const { books, config, ports, chosen } = work;
  await books.settled();
  if (isOver(work, end)) await books.record({ type: 'over', at: ports.clock.now() });
  const problems: Problem[] = end.kind === 'stopped' ? [end.problem] : [];
  const note = (problem: Problem | undefined) => problem !== undefined && problems.push(problem);
  note(await books.commit());
  await books.save();
  const sent = books.ledger.outcomes.some((outcome) => outcome.kind === 'sent');
  if (books.ledger.over) await notify(work);
  const goesOn = end.kind === 'time-limit' && sent && config.relaunch && problems.length === 0;
  if (goesOn) note(await relaunch(chosen.campaign, ports.workflow, ports.log));
  await books.record({ type: 'ended', at: ports.clock.now() });
  return resultOf(work, { end, problems, relaunched: goesOn, at: ports.clock.now(), waitedMs: 0 });
}

/** Tells the admins, once a campaign; a notice that cannot be opened is a warning. */
async function notify({ books, config, ports, startedAt, version }: Work): Promise<void> {
  const notice = noticeOf(books.ledger, config.admins, version);
  if (notice === undefined) return;
  const sinceAt = listedSince(books.ledger.campaign.period, startedAt);
  await openNotice(notice, { sinceAt, settledAt: settledAt(config, startedAt) }, ports);
}

/** Nothing is left that a later run of this campaign could do. */
function isOver({ books }: Work, end: DeliveryEnd): boolean {
  return end.kind === 'finished' && !books.ledger.outcomes.some((outcome) => outcome.kind === 'pending');
}
