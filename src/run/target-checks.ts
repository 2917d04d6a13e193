/** The dry run's check of every target repository. Requests are evenly spaced, and pause when GitHub limits them. */

import type { PlannedIssue } from '../campaign/plan.ts';
import type { TargetCheck } from '../output/result.ts';
import { MINUTE_MS } from '../pace/shapes.ts';
import type { Clock, Ports } from '../shared/ports.ts';
import { type Place, remedyOf } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import type { TargetState } from '../shared/target-ports.ts';
import { count, duration } from '../shared/text.ts';
import { type InspectedTarget, isMoved, type Target, type TargetFindings, targetFindings } from './target-remarks.ts';

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
/** Questions whether somebody can be assigned, one for each repository and name. */
const ASSIGNEES_LIMIT = 200;
/** Targets between two progress lines in the log. */
const PROGRESS_STEP = 250;

export type CheckPorts = Pick<Ports, 'targets' | 'clock' | 'log' | 'cancelled'>;

/**
 * Checks each target once. Annotates the dataset's row of each that would fail, except in a testing campaign. The result
 * has the plan's order.
 */
export async function checkTargets(
  issues: readonly PlannedIssue[],
  ports: CheckPorts,
  testing = false,
): Promise<TargetFindings> {
  const targets = targetsOf(issues);
  const inspected: InspectedTarget[] = targets.map((target) => ({ target, state: undefined, notAssignable: [] }));
  ports.log.info(`checking ${count(targets.length, 'target')}, about ${duration(targets.length * SPACING_MS)}`);
  const gate = openGate(ports);
  const left = { assignees: ASSIGNEES_LIMIT };
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < targets.length; at = next++) {
      const target = targets[at];
      if (target === undefined) return;
      const state = await inspect(target.repository, ports, gate);
      inspected[at] = { target, state, notAssignable: await notAssignableOf(target, state, { ports, gate, left }) };
      done += 1;
      if (done % PROGRESS_STEP === 0) ports.log.info(`${done} of ${targets.length} targets checked`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const findings = targetFindings(inspected);
  if (testing) return findings;
  for (const [at, check] of findings.checks.entries()) announce(check, targets[at]?.issues[0]?.datasetPlace, ports);
  return findings;
}

/** Without push access GitHub drops assignees anyway, so they are asked for only where they would be kept. */
async function notAssignableOf(
  { issues }: Target,
  state: TargetState | undefined,
  { ports, gate, left }: { ports: CheckPorts; gate: Gate; left: { assignees: number } },
): Promise<string[]> {
  if (state?.kind !== 'exists' || !state.mayPush) return [];
  const refused: string[] = [];
  for (const login of new Set(issues.flatMap(({ draft }) => draft().assignees))) {
    if (left.assignees <= 0 || !(await gate.pass())) break;
    left.assignees -= 1;
    if ((await ports.targets.isAssignable(state.repository, login)) === false) refused.push(login);
  }
  return refused;
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

function announce(check: TargetCheck, place: Place | undefined, { log }: CheckPorts): void {
  const { repository } = check;
  if (check.kind === 'fails') log.error(`${repository} would fail: ${check.what}. ${remedyOf(check.code)}`, place);
  if (check.kind === 'remark' || check.kind === 'unchecked')
    log.info(`${check.place ?? ''} ${repository}: ${check.what}`.trim());
}
