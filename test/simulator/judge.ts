/** What must be true of the world when a run, or the whole story, is over. */

import type { Config } from '../../src/config/config.ts';
import type { RunResult } from '../../src/output/result.ts';
import type { FailureReason } from '../../src/shared/target-ports.ts';
import type { Condition, Issue } from './forge.ts';
import type { Moment, Process } from './process.ts';
import type { Lane } from './scenario.ts';
import { bodyOf, columnOf, valueIn } from './sheet.ts';
import type { Stage } from './stage.ts';
import { isBroken, isImplausible, PERIODS, type ReportState, reportsIn, type Version } from './state.ts';
import type { World } from './world.ts';

/** A run may take this much longer than its time limit: a commit that loses its races, a slow cache. */
const OVERTIME_MS = 15 * 60_000;

const WRITES: readonly Moment[] = ['POST leaves', 'commit leaves', 'marker is saved', 'workflow is dispatched'];

export interface RunToJudge {
  stage: Stage;
  lane: Lane;
  config: Config;
  process: Process;
  /** Undefined: it died. */
  result: RunResult | undefined;
  /** The version of the index that it read. */
  firstRead: string | undefined;
  /** Files that it asked for, and did not get. */
  unread: ReadonlySet<string>;
  startedAt: number;
}

export function judgeRun({ stage, lane, config, process, result, firstRead, unread, startedAt }: RunToJudge): void {
  const { world, branch } = stage;
  const { name } = process;
  const tookMs = world.now() - startedAt;
  if (!config.dryRun && tookMs > config.timeLimitMs + OVERTIME_MS)
    world.violate('the campaign ends', `${name} took ${tookMs} ms`);
  const written = WRITES.reduce((sum, moment) => sum + process.count(moment), 0);
  if (config.dryRun && written > 0) world.violate('nothing written by a dry run', name);
  judgeTries(world, process, result);
  const read = firstRead === undefined ? undefined : branch.version(firstRead);
  const posted = process.count('POST leaves') > 0;
  if (posted && read !== undefined && config.period === lane.period && isBroken(reportsIn(read, lane.period)))
    world.violate('nothing sent from a broken index', `${name} posted although ${firstRead} names a dataset twice`);
  if (posted && read !== undefined && config.period === lane.period && unread.size === 0 && goesPast(config, read))
    world.violate('nothing sent past a finding', `${name} posted although the figures of ${firstRead} cannot be meant`);
  judgeAlarm(stage, name, result);
  if (result !== undefined) judgePayers(stage, result, name);
  if (result === undefined || result.status !== 'success' || config.dryRun) return;
  if (read === undefined) return;
  const { campaign } = result;
  if (campaign === undefined) return;
  const suffix = campaign.testing ? `|${campaign.id}` : '';
  const only = { ...lane, dataset: campaign.gbifdatasetid };
  for (const report of reportsIn(read, campaign.period).filter((one) => isOf(only, one))) {
    if (branch.since(read.at).some((version) => isWithdrawn(version, campaign.period, report))) continue;
    const isSent = stage.forge.withKey(`${report.key}${suffix}`).length > 0;
    if (report.pending && report.target !== undefined && !isSent)
      world.violate('success is true', `${name} ended with success, and ${report.key} has no issue`);
  }
}

/** Not forced, the campaign for all reports of a period would go on with figures that cannot be meant. */
function goesPast({ period, gbifdatasetid, force }: Config, read: Version): boolean {
  return !force && gbifdatasetid === undefined && period !== undefined && isImplausible(read, period);
}

/** Tries of a commit that GitHub refuses in words that say nothing, and of a dispatch that it does not answer. */
const LEAST_COMMITS = 5;
const LEAST_DISPATCHES = 2;

/** A fault that may pass ends nothing at its first sight. */
function judgeTries({ violate }: World, process: Process, result: RunResult | undefined): void {
  const codes = new Set(result?.problems.map(({ code }) => code));
  const { name } = process;
  if (codes.has('commit-rejected') && process.count('commit leaves') < LEAST_COMMITS)
    violate('asked again', `${name} takes a commit for impossible after ${process.count('commit leaves')} tries`);
  const isLimited = result?.problems.some(({ message }) => message.includes('rate limit')) ?? false;
  if (!codes.has('relaunch-unanswered') || isLimited) return;
  if (process.count('workflow is dispatched') < LEAST_DISPATCHES)
    violate('asked again', `${name} asks for the next run once`);
}

/** A late replica, a limit or a repository that went away is no reason to stop. */
function judgeAlarm({ world }: Stage, name: string, result: RunResult | undefined): void {
  const isAlarm = result?.problems.some(({ code }) => code === 'sender-hidden') === true;
  if (isAlarm && world.scenario.flaggedAfter === undefined)
    world.violate('somebody sees it', `${name} took its account for hidden`);
}

/** Conditions of a repository that explain why its report failed. */
const EXPLAINED: Partial<Record<FailureReason, readonly Condition[]>> = {
  'not-found': ['missing'],
  archived: ['archived'],
  'issues-disabled': ['disabled'],
  invalid: ['invalid'],
  'missing-scope': ['forbidden', 'hidden'],
  sso: ['saml'],
};

/** A report fails for its own repository or owner; fewer than three owners never stop a run by their refusals. */
function judgePayers({ world, forge }: Stage, { outcomes, problems }: RunResult, run: string): void {
  for (const outcome of outcomes) {
    if (outcome.kind !== 'failed' || outcome.message === 'moves in circles') continue;
    const conditions = forge.find(outcome.repository)?.conditions ?? new Set<Condition>(['missing']);
    if (!EXPLAINED[outcome.reason]?.some((condition) => conditions.has(condition)))
      world.violate('the right one pays', `${run}: ${outcome.report} failed: ${outcome.reason} (${outcome.message})`);
  }
  for (const { code } of problems)
    if (code === 'target-missing-scope') world.violate('the right one pays', `${run} stopped: ${code}`);
}

/** Somebody did not want it to be sent any more, or gave it another repository. */
function isWithdrawn(version: Version, period: string, { id, target }: ReportState): boolean {
  const present = reportsIn(version, period).find((report) => report.id === id);
  return present === undefined || !present.pending || present.target !== target;
}

function isOf(lane: Lane, { id }: ReportState): boolean {
  return lane.dataset === undefined || lane.dataset === id;
}

/** The end of the story: faults have ceased, the last runs of all campaigns are over. */
export function judgeWorld(stage: Stage): void {
  const { scenario } = stage.world;
  const periods = new Set(scenario.lanes.map(({ period }) => period));
  for (const period of periods) {
    const lanes = scenario.lanes.filter((lane) => lane.period === period && !lane.testing);
    const reports = reportsIn(stage.branch.head(), period);
    for (const report of reports)
      judgeReport(
        stage,
        report,
        lanes.some((lane) => isOf(lane, report)),
      );
    if (lanes.some(({ dataset }) => dataset === undefined)) judgeStatus(stage, period, reports);
  }
}

function judgeReport(stage: Stage, report: ReportState, isInCampaign: boolean): void {
  const { world, forge, branch } = stage;
  const { key, sent, pending, target } = report;
  const [issue] = forge.withKey(key);
  const facts = branch.facts(key);
  if (sent && issue === undefined && !facts.byHand && facts.wasDue)
    world.violate('no false flag', `${key} is flagged, and no issue has its key`);
  if (!isInCampaign || !pending || target === undefined) return;
  const condition = forge.find(target)?.condition ?? 'missing';
  if (condition === 'open' && issue === undefined) world.violate('no lost report', `${key} has no issue in ${target}`);
  if (issue !== undefined && isListed(issue, target, stage))
    world.violate('no missing flag', `${key} has an issue and no flag`);
}

/** The issue can be seen where the index sends us. */
function isListed(issue: Issue, target: string, { forge }: Stage): boolean {
  return forge.find(target) === issue.repo && !['missing', 'disabled'].includes(issue.repo.condition);
}

/**
 * `done` when nothing is pending, `failed` when the campaign is over and some failed; still empty when nothing has
 * ever been sent.
 */
function judgeStatus({ world, branch }: Stage, period: string, reports: readonly ReportState[]): void {
  const sheet = branch.head().files.get(PERIODS)?.sheet;
  const row = sheet === undefined ? undefined : bodyOf(sheet).find((one) => valueIn(sheet, one, 'period') === period);
  if (sheet === undefined || row === undefined || columnOf(sheet, 'status') < 0) return;
  const status = valueIn(sheet, row, 'status');
  const pending = reports.filter((report) => report.pending && (report.target !== undefined || report.canBeSkipped));
  const expected = pending.length === 0 ? 'done' : 'failed';
  const isUntouched = status === '' && pending.length === 0 && !branch.hasFlagged(period);
  if (status !== expected && !isUntouched)
    world.violate('period status is true', `${period} is "${status}", expected "${expected}"`);
}
