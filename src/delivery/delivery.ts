/** The parts that all of the delivery shares: its input, its end, and the waits that a cancel cuts short. */

import type { IndexWatch } from '../campaign/index-watch.ts';
import type { PlannedIssue } from '../campaign/plan.ts';
import { type Ceilings, timeLeftMs } from '../pace/schedule.ts';
import type { WaitEnd, Waiting } from '../pace/wait.ts';
import { heldUntilAt, type RunState } from '../progress/run-state.ts';
import type { JournalEntry, Outcome } from '../progress/schema.ts';
import type { Ports } from '../shared/ports.ts';
import type { Problem } from '../shared/problem.ts';
import type { Limited } from '../shared/target-ports.ts';
import { duration, utcTime } from '../shared/text.ts';

/** How long a POST in flight is waited for after a cancel: the runner kills the process after 10 s. */
export const CANCEL_GRACE_MS = 3_000;

export interface Delivery extends Waiting {
  ports: Pick<Ports, 'targets' | 'publicView' | 'clock' | 'log' | 'cancelled'>;
  state: RunState;
  /** Makes the entry durable, then adds it to the state. */
  record: (entry: JournalEntry) => Promise<void>;
  ceilings: Ceilings;
  /** When the run began. */
  startedAt: number;
  /** Lists asked for before this time may miss issues of an earlier run. */
  settledAt: number;
  /** No issue of the campaign is older. */
  sinceAt: number;
  maxIssues: number | undefined;
  /** All issues go to the repository of the input `testing-repository`. */
  testing: boolean;
  /** Problems that end the run, asked for before each report. */
  problems: () => readonly Problem[];
  /** Changes that people make in the index during the run. */
  watch: Pick<IndexWatch, 'hear' | 'withdrawals'>;
  /** Called after each report that was dealt with. */
  onOutcome: (outcome: Outcome, issue: PlannedIssue, position: number) => void;
}

/** Why the delivery ended. */
export type DeliveryEnd =
  | { kind: 'finished' }
  | WaitEnd
  | { kind: 'max-issues' }
  | { kind: 'stopped'; problems: readonly Problem[] };

export function stopped(...problems: Problem[]): DeliveryEnd {
  return { kind: 'stopped', problems };
}

/** How long the rest takes, for the log. */
export function outlook(delivery: Delivery, left: number): string {
  return `, about ${duration(leftMs(delivery, left))} left`;
}

export function leftMs({ state, ceilings, ports }: Delivery, left: number): number {
  return timeLeftMs(state.marker.pace, ceilings, ports.clock.now(), left);
}

/** GitHub has asked to wait, or refused without saying for how long. */
export function isHeld({ state, ports }: Delivery): boolean {
  return heldUntilAt(state) > ports.clock.now();
}

/**
 * Holds back all requests with the token, after a request that creates nothing was refused at `askedAt`. A request that
 * left before an earlier refusal was known counts only when GitHub names a later time.
 */
export async function hold(
  { state, ports, record }: Delivery,
  { askedAt, ...answer }: Limited & { askedAt: number },
  what = 'a list',
): Promise<void> {
  const isOld = state.lastHeldAt !== undefined && askedAt <= state.lastHeldAt;
  if (isOld && (answer.retryAt ?? 0) <= heldUntilAt(state)) return;
  await record({ type: 'held', at: ports.clock.now(), answer });
  ports.log.info(refusalText(what, answer));
}

export function refusalText(what: string, { limit, retryAt, message }: Limited): string {
  const named = retryAt === undefined ? 'and named no time' : `until ${utcTime(retryAt)}`;
  return `GitHub refused ${what} because of its ${limit} limit ${named}${message === undefined ? '' : `: ${message}`}`;
}

/** The result of `work`; undefined when the run was cancelled and the grace for it is over. */
export function withinGrace<T>({ ports }: Delivery, work: Promise<T>): Promise<T | undefined> {
  const { clock, cancelled } = ports;
  return new Promise((resolve, reject) => {
    const giveUp = () => void clock.sleep(CANCEL_GRACE_MS).then(() => resolve(undefined));
    cancelled.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => cancelled.removeEventListener('abort', giveUp));
    if (cancelled.aborted) giveUp();
  });
}
