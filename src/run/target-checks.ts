/** The dry run's check of every target repository. Requests are evenly spaced, and pause when GitHub limits them. */

import type { PlannedIssue } from '../campaign/plan.ts';
import type { TargetCheck } from '../output/result.ts';
import { MINUTE_MS } from '../pace/learned-limits.ts';
import { codeOf } from '../progress/outcome.ts';
import type { Clock, Ports, TargetState } from '../shared/ports.ts';
import { remedyOf } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import { count, duration } from '../shared/text.ts';

/** Requests at the same time; GitHub allows 100 (documented). */
const CONCURRENCY = 10;
/** 800 requests a minute. GitHub allows 900 points a minute, and a request costs one (documented). */
export const SPACING_MS = 75;
/** Wait after a limit without a time: GitHub asks for at least a minute (documented). */
const DEFAULT_COOLDOWN_MS = MINUTE_MS;
/** A dry run does not wait longer than this. The remaining targets stay unchecked. */
const LONGEST_COOLDOWN_MS = 2 * MINUTE_MS;
/** Cooldowns that a dry run waits for. */
const COOLDOWNS_LIMIT = 3;
/** Targets between two progress lines in the log. */
const PROGRESS_STEP = 250;

export type CheckPorts = Pick<Ports, 'targets' | 'clock' | 'log' | 'cancelled'>;

/** A repository and the issues that a real run would open there. */
interface Target {
  repository: Repository;
  issues: PlannedIssue[];
}

/**
 * Checks each target once. Annotates the dataset's row of each that would fail, except in a testing campaign. The result
 * has the plan's order.
 */
export async function checkTargets(
  issues: readonly PlannedIssue[],
  ports: CheckPorts,
  testing = false,
): Promise<TargetCheck[]> {
  const targets = targetsOf(issues);
  const checks: (TargetCheck | undefined)[] = targets.map(() => undefined);
  ports.log.info(`checking ${count(targets.length, 'target')}, about ${duration(targets.length * SPACING_MS)}`);
  const gate = openGate(ports);
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < targets.length; at = next++) {
      const target = targets[at];
      if (target === undefined) return;
      const check = toTargetCheck(target, await inspect(target.repository, ports, gate));
      checks[at] = check;
      if (!testing) announce(check, target, ports);
      done += 1;
      if (done % PROGRESS_STEP === 0) ports.log.info(`${done} of ${targets.length} targets checked`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return checks.filter((check) => check !== undefined);
}

function targetsOf(issues: readonly PlannedIssue[]): Target[] {
  const targets = new Map<string, Target>();
  for (const issue of issues) {
    const name = fullName(issue.target).toLowerCase();
    const target = targets.get(name);
    if (target === undefined) targets.set(name, { repository: issue.target, issues: [issue] });
    else target.issues.push(issue);
  }
  return [...targets.values()];
}

interface Gate {
  /** Resolves when the next request may start: true, or false when no more may be sent. */
  pass(): Promise<boolean>;
  /** Counts an extra request, for example a followed redirect. */
  charge(): void;
  /** Starts a cooldown until this time, or of `DEFAULT_COOLDOWN_MS` when GitHub named none. */
  refused(retryAt: number | undefined): void;
  /** Stops all further requests. */
  close(): void;
}

function openGate({ clock, cancelled }: { clock: Clock; cancelled: AbortSignal }): Gate {
  let nextAt = clock.now();
  let cooldownUntilAt = 0;
  let cooldowns = 0;
  let closed = false;
  return {
    pass: async () => {
      for (;;) {
        if (closed || cancelled.aborted) return false;
        const at = Math.max(nextAt, clock.now());
        nextAt = at + SPACING_MS;
        if (at > clock.now()) await clock.sleep(at - clock.now(), cancelled);
        // If a cooldown began meanwhile, queue again, so that not all requests start at once when it ends.
        if (cooldownUntilAt <= clock.now() && !closed && !cancelled.aborted) return true;
      }
    },
    charge: () => {
      nextAt += SPACING_MS;
    },
    refused: (retryAt) => {
      const untilAt = retryAt ?? clock.now() + DEFAULT_COOLDOWN_MS;
      if (closed || untilAt <= cooldownUntilAt) return;
      // Requests that were sent before the cooldown are refused by the same limit, so they do not count again.
      if (cooldownUntilAt <= clock.now()) cooldowns += 1;
      closed ||= cooldowns > COOLDOWNS_LIMIT || untilAt - clock.now() > LONGEST_COOLDOWN_MS;
      cooldownUntilAt = untilAt;
      if (!closed) nextAt = Math.max(nextAt, untilAt);
    },
    close: () => {
      closed = true;
    },
  };
}

/** The state of the repository; undefined when no more requests may be sent. */
async function inspect(target: Repository, { targets }: CheckPorts, gate: Gate): Promise<TargetState | undefined> {
  for (;;) {
    if (!(await gate.pass())) return undefined;
    const state = await targets.inspect(target);
    if (state.kind === 'unauthorized' || state.kind === 'denied') gate.close();
    if (state.kind === 'exists' && isMoved(state.repository, target)) gate.charge();
    if (state.kind !== 'limited') return state;
    gate.refused(state.retryAt);
  }
}

function isMoved(present: Repository, asked: Repository): boolean {
  return fullName(present).toLowerCase() !== fullName(asked).toLowerCase();
}

function toTargetCheck(target: Target, state: TargetState | undefined): TargetCheck {
  const repository = fullName(target.repository);
  if (state === undefined || state.kind === 'limited') {
    return { kind: 'unchecked', repository, what: 'not checked: GitHub limits the requests for now' };
  }
  switch (state.kind) {
    case 'exists':
      return toExistingCheck(target, state);
    case 'refused':
      return { kind: 'fails', repository, what: `${state.reason} (${state.message})`, code: codeOf(state.reason) };
    case 'unauthorized':
      return { kind: 'fails', repository, what: state.message, code: 'token-rejected' };
    case 'denied': {
      const { code, message } = state.problem;
      return { kind: 'fails', repository, what: message, code };
    }
    case 'unclear':
    case 'unavailable':
      return { kind: 'unchecked', repository, what: `not checked: ${state.message}` };
    default:
      return state satisfies never;
  }
}

function toExistingCheck({ repository, issues }: Target, state: Extract<TargetState, { kind: 'exists' }>): TargetCheck {
  const name = fullName(repository);
  if (state.archived) return { kind: 'fails', repository: name, what: 'it is archived', code: 'target-archived' };
  if (!state.issuesEnabled) {
    return { kind: 'fails', repository: name, what: 'issues are disabled', code: 'target-issues-disabled' };
  }
  if (state.mayOpenIssues === false) {
    const what = `the token lacks the scope ${state.private ? 'repo' : 'public_repo'}`;
    return { kind: 'fails', repository: name, what, code: 'target-missing-scope' };
  }
  const remarks: string[] = [];
  if (isMoved(state.repository, repository)) {
    remarks.push(`moved to ${fullName(state.repository)}: correct datasets.csv; the issue would be opened there`);
  }
  const dropped = state.mayPush ? [] : attributesOf(issues);
  if (dropped.length > 0) {
    remarks.push(`GitHub would drop ${dropped.join(', ')}: the token's account has no push access`);
  }
  if (remarks.length === 0) return { kind: 'fine', repository: name };
  return { kind: 'remark', repository: name, what: remarks.join('; ') };
}

/** Labels and assignees of the issues, without duplicates. */
function attributesOf(issues: readonly PlannedIssue[]): string[] {
  const drafts = issues.map(({ draft }) => draft());
  const labels = drafts.flatMap((draft) => draft.labels.map((label) => `label "${label}"`));
  const assignees = drafts.flatMap((draft) => draft.assignees.map((login) => `assignee ${login}`));
  return [...new Set([...labels, ...assignees])];
}

function announce(check: TargetCheck, { issues }: Target, { log }: CheckPorts): void {
  const { repository } = check;
  if (check.kind === 'fails') {
    log.error(`${repository} would fail: ${check.what}. ${remedyOf(check.code)}`, issues[0]?.datasetPlace);
  }
  if (check.kind === 'remark' || check.kind === 'unchecked') log.info(`${repository}: ${check.what}`);
}
