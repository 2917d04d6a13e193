/** The dry run's look at every target repository: bounded, evenly spaced, and quiet as soon as GitHub asks for it. */

import type { PlannedIssue } from '../campaign/plan.ts';
import type { TargetCheck } from '../output/result.ts';
import { MINUTE_MS } from '../pace/shapes.ts';
import { codeOf } from '../progress/outcome.ts';
import type { Clock, Ports, TargetState } from '../shared/ports.ts';
import { remedyOf } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import { count, duration } from '../shared/text.ts';

/** At most this many targets are asked for at once; GitHub allows 100 requests (documented). */
const CONCURRENCY = 10;
/** One request is a point, and 900 points a minute are allowed (documented): a little below that. */
export const SPACING_MS = 75;
/** A limit without a time is waited for this long: at least a minute (documented). */
const UNANNOUNCED_HOLD_MS = MINUTE_MS;
/** A longer hold is not worth a dry run's time: what is left stays unchecked. */
const LONGEST_HOLD_MS = 2 * MINUTE_MS;
/** Holds in one dry run, after which no more is asked. */
const HOLDS_LIMIT = 3;
/** A line of progress after so many targets. */
const PROGRESS_STEP = 250;

export type CheckPorts = Pick<Ports, 'targets' | 'clock' | 'log' | 'stop'>;

/** A repository, and the issues that would go there. */
interface Target {
  repository: Repository;
  issues: PlannedIssue[];
}

/** Asks for each target once; what is found wrong is said at the dataset's row. In the order of the plan. */
export async function checkTargets(issues: readonly PlannedIssue[], ports: CheckPorts): Promise<TargetCheck[]> {
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
      const check = judge(target, await inspect(target.repository, ports, gate));
      checks[at] = check;
      announce(check, target, ports);
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
  /** True when the next request may go; false when no more is asked. */
  pass(): Promise<boolean>;
  /** One more request was made than was let pass. */
  charge(): void;
  /** GitHub refused until this time, or without saying until when. */
  refused(retryAt: number | undefined): void;
  /** Nothing more is asked. */
  close(): void;
}

function openGate({ clock, stop }: { clock: Clock; stop: AbortSignal }): Gate {
  let nextAt = clock.now();
  let heldUntilAt = 0;
  let holds = 0;
  let closed = false;
  return {
    pass: async () => {
      for (;;) {
        if (closed || stop.aborted) return false;
        const at = Math.max(nextAt, clock.now());
        nextAt = at + SPACING_MS;
        if (at > clock.now()) await clock.sleep(at - clock.now(), stop);
        // A hold that came up meanwhile: queue again behind it, not all at once when it ends.
        if (heldUntilAt <= clock.now() && !closed && !stop.aborted) return true;
      }
    },
    charge: () => {
      nextAt += SPACING_MS;
    },
    refused: (retryAt) => {
      const untilAt = retryAt ?? clock.now() + UNANNOUNCED_HOLD_MS;
      if (closed || untilAt <= heldUntilAt) return;
      // Requests that left before the hold are refused by the same limit: they do not count again.
      if (heldUntilAt <= clock.now()) holds += 1;
      closed ||= holds > HOLDS_LIMIT || untilAt - clock.now() > LONGEST_HOLD_MS;
      heldUntilAt = untilAt;
      if (!closed) nextAt = Math.max(nextAt, untilAt);
    },
    close: () => {
      closed = true;
    },
  };
}

/** What the repository is like; undefined when it was not asked for. */
async function inspect(target: Repository, { targets }: CheckPorts, gate: Gate): Promise<TargetState | undefined> {
  for (;;) {
    if (!(await gate.pass())) return undefined;
    const state = await targets.inspect(target);
    if (state.kind === 'unauthorized') gate.close();
    if (state.kind === 'exists' && isMoved(state.repository, target)) gate.charge();
    if (state.kind !== 'limited') return state;
    gate.refused(state.retryAt);
  }
}

function isMoved(present: Repository, asked: Repository): boolean {
  return fullName(present).toLowerCase() !== fullName(asked).toLowerCase();
}

function judge(target: Target, state: TargetState | undefined): TargetCheck {
  const repository = fullName(target.repository);
  if (state === undefined || state.kind === 'limited') {
    return { kind: 'unchecked', repository, what: 'not checked: GitHub takes no more requests for now' };
  }
  switch (state.kind) {
    case 'exists':
      return judgeExisting(target, state);
    case 'refused':
      return { kind: 'fails', repository, what: `${state.reason} (${state.message})`, code: codeOf(state.reason) };
    case 'unauthorized':
      return { kind: 'fails', repository, what: state.message, code: 'token-rejected' };
    case 'unavailable':
      return { kind: 'unchecked', repository, what: `not checked: ${state.message}` };
    default:
      return state satisfies never;
  }
}

function judgeExisting({ repository, issues }: Target, state: Extract<TargetState, { kind: 'exists' }>): TargetCheck {
  const name = fullName(repository);
  if (state.archived) return { kind: 'fails', repository: name, what: 'it is archived', code: 'target-archived' };
  if (!state.issuesEnabled) {
    return { kind: 'fails', repository: name, what: 'issues are disabled', code: 'target-issues-disabled' };
  }
  if (state.mayOpenIssues === false) {
    const what = `the token lacks the scope ${state.private ? 'repo' : 'public_repo'}`;
    return { kind: 'fails', repository: name, what, code: 'target-forbidden' };
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

/** Labels and assignees of the issues. */
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
