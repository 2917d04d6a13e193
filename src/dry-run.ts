/** The dry run: plans, renders and checks every target; writes nothing anywhere, the cache included. */

import { fullName } from './config.ts';
import type { ReportsIndex } from './index-reading.ts';
import type { Plan, PlannedIssue } from './plan.ts';
import type { Clock, Log, Ports, Repository, TargetState, Targets } from './ports.ts';
import { failureRemedies } from './report.ts';
import { blankResult, type RunResult, type TargetCheck } from './result.ts';
import { count, duration } from './wording.ts';

/** At most this many targets are asked for at once; GitHub allows 100 requests (documented). */
const CONCURRENCY = 10;
/** One request is a point, and 900 points a minute are allowed (documented): a little below that. */
const SPACING_MS = 75;
/** A limit is waited for at most this often. */
const HOLDS_LIMIT = 3;

export interface DryRun {
  plan: Plan;
  index: ReportsIndex;
  ports: Pick<Ports, 'targets' | 'clock' | 'log'>;
  /** How long a real run would take from now, at the present pace. */
  estimateMs: number;
}

export async function dryRun({ plan, index, ports, estimateMs }: DryRun): Promise<RunResult> {
  const { log } = ports;
  await log.group('Issues that a real run would open', async () => showIssues(plan, log));
  const checks = await log.group('Targets', () => checkTargets(plan.issues, ports));
  const failing = checks.filter((check) => check.kind === 'fails').length;
  const problems = failing > 0 ? `; ${count(failing, 'target')} would fail` : '';
  const { period } = index.period;
  const message = `Dry run for period ${period}: ${count(plan.issues.length, 'issue')} would be opened in about ${duration(estimateMs)}, ${plan.skipped.length} skipped${problems}. Nothing was written.`;
  return {
    ...blankResult(failing > 0 ? 'failed' : 'success', message),
    period,
    outcomes: plan.skipped,
    pending: plan.issues.length,
    failedBefore: plan.failedBefore.length,
    dryRun: { checks, firstBody: plan.issues[0]?.draft().body, titles: titlesOf(plan) },
  };
}

function titlesOf({ issues }: Plan): { report: string; repository: string; title: string }[] {
  return issues.map(({ report, target, draft }) => ({ report, repository: fullName(target), title: draft().title }));
}

function showIssues(plan: Plan, log: Log): void {
  for (const { target, draft } of plan.issues) log.info(`${fullName(target)}: ${draft().title}`);
  for (const { report, reason } of plan.skipped) log.info(`skipped ${report}: ${reason}`);
  const [first] = plan.issues;
  if (first === undefined) return;
  log.info('The first body in full:');
  for (const line of first.draft().body.split('\n')) log.info(`  ${line}`);
}

/** Asks for each target once; what is found wrong is said at the dataset's row. */
async function checkTargets(issues: readonly PlannedIssue[], ports: DryRun['ports']): Promise<TargetCheck[]> {
  const byTarget = new Map(issues.map((issue) => [fullName(issue.target).toLowerCase(), issue]));
  const waiting = [...byTarget.values()];
  const checks: TargetCheck[] = [];
  const gate = openGate(ports.clock);
  const worker = async (): Promise<void> => {
    for (let issue = waiting.shift(); issue !== undefined; issue = waiting.shift()) {
      const check = judge(issue, await inspect(issue.target, ports.targets, gate));
      checks.push(check);
      announce(check, issue, ports.log);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  ports.log.info(
    `${count(checks.length, 'target')} checked, ${checks.filter(({ kind }) => kind === 'fine').length} without remarks`,
  );
  return checks;
}

interface Gate {
  /** Resolves when the next request may go. */
  pass(): Promise<void>;
  /** No request before this time. */
  hold(untilAt: number): void;
}

function openGate(clock: Clock): Gate {
  let nextAt = clock.now();
  return {
    pass: async () => {
      const at = Math.max(nextAt, clock.now());
      nextAt = at + SPACING_MS;
      await clock.sleep(at - clock.now());
    },
    hold: (untilAt) => {
      nextAt = Math.max(nextAt, untilAt);
    },
  };
}

async function inspect(target: Repository, targets: Targets, gate: Gate): Promise<TargetState> {
  for (let holds = 0; ; holds += 1) {
    await gate.pass();
    const state = await targets.inspect(target);
    if (state.kind !== 'limited' || state.retryAt === undefined || holds === HOLDS_LIMIT) return state;
    gate.hold(state.retryAt);
  }
}

function judge(issue: PlannedIssue, state: TargetState): TargetCheck {
  const repository = fullName(issue.target);
  const fails = (what: string, remedy: string): TargetCheck => ({ kind: 'fails', repository, what, remedy });
  switch (state.kind) {
    case 'exists':
      return judgeExisting(issue, state);
    case 'refused':
      return fails(`${state.reason} (${state.message})`, failureRemedies[state.reason]);
    case 'unauthorized':
      return fails(`the token is not accepted (${state.message})`, 'Make a new token and put it into the secret.');
    case 'limited':
      return { kind: 'remark', repository, what: 'not checked: the request budget is used up' };
    case 'unavailable':
      return { kind: 'remark', repository, what: `not checked: ${state.message}` };
    default:
      return state satisfies never;
  }
}

function judgeExisting(issue: PlannedIssue, state: Extract<TargetState, { kind: 'exists' }>): TargetCheck {
  const repository = fullName(issue.target);
  if (state.archived) return { kind: 'fails', repository, what: 'archived', remedy: failureRemedies.archived };
  if (!state.issuesEnabled) {
    return { kind: 'fails', repository, what: 'issues are disabled', remedy: failureRemedies['issues-disabled'] };
  }
  const remarks: string[] = [];
  const present = fullName(state.repository);
  if (present.toLowerCase() !== repository.toLowerCase()) remarks.push(`moved to ${present}: correct datasets.csv`);
  const { labels, assignees } = issue.draft();
  const dropped = [...labels, ...assignees];
  if (!state.mayPush && dropped.length > 0) {
    remarks.push(`GitHub will drop ${dropped.join(', ')}: the token's account has no push access`);
  }
  return remarks.length === 0 ? { kind: 'fine', repository } : { kind: 'remark', repository, what: remarks.join('; ') };
}

function announce(check: TargetCheck, issue: PlannedIssue, log: Log): void {
  if (check.kind === 'fails')
    log.error(`${check.repository} would fail: ${check.what}. ${check.remedy}`, issue.datasetPlace);
  if (check.kind === 'remark') log.info(`${check.repository}: ${check.what}`);
}
