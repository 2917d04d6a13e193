/** How long the run keeps asking for the index when GitHub limits, fails or cannot be reached. */

import type { Clock, Log, Random } from '../shared/ports.ts';
import { type Problem, ProblemsError } from '../shared/problem.ts';
import { duration } from '../shared/text.ts';

export interface Waiter {
  clock: Clock;
  random: Random;
  log?: Log;
  /** Ends a wait. */
  cancelled?: AbortSignal;
  /** The run waits for nothing beyond this time. */
  latestAt: number;
}

/** An outage is outlasted for this long. */
export const OUTAGE_MS = 5 * 60_000;
/** A firewall may let the next request pass; a token that GitHub has accepted may be refused once (observed). */
const DOUBT_MS = 15_000;

/**
 * Problems that may be over when the run asks again, and for how long it tries (milliseconds). A limit ends at a time
 * that GitHub names.
 */
const LASTING_MS: ReadonlyMap<Problem['code'], number> = new Map([
  ['index-limited', Number.POSITIVE_INFINITY],
  ['server-unavailable', OUTAGE_MS],
  ['server-unreachable', OUTAGE_MS],
  ['commit-contended', OUTAGE_MS],
  ['answered-by-another', DOUBT_MS],
  ['token-rejected', DOUBT_MS],
]);

/** A later request may succeed although nobody mends anything. */
export function mayPass({ code }: Pick<Problem, 'code'>): boolean {
  return LASTING_MS.has(code) || LATER.has(code);
}

/** The run does not wait for the end of these, but does not take them for a fault of the index either. */
const LATER: ReadonlySet<Problem['code']> = new Set(['index-unreadable', 'index-damaged', 'index-held']);

/** Before the second try: between half and one and a half of this, doubled each time (milliseconds). */
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Sleeps until the problem is worth another try; false when it is not, or only after `latestAt`. */
export type Pause = (problem: Problem, lastingMs?: number) => Promise<boolean>;

export function openPauses({ clock, random, log, cancelled, latestAt }: Waiter): Pause {
  let startedAt = clock.now();
  let tried = 0;
  return async (problem, lastingMs = LASTING_MS.get(problem.code) ?? 0) => {
    const now = clock.now();
    const pauseMs = Math.min(PAUSE_MS * 2 ** tried, LONGEST_PAUSE_MS) * (0.5 + random());
    const restMs = Math.max(pauseMs, (problem.retryAt ?? 0) - now);
    if (cancelled?.aborted || now + restMs > Math.min(latestAt, startedAt + lastingMs)) return false;
    if (restMs >= QUIET_MS) log?.info(`waiting ${duration(restMs)} for the index: ${problem.message}`);
    await clock.sleep(restMs, cancelled);
    // An outage after a limit is one of its own.
    if (problem.retryAt !== undefined) [startedAt, tried] = [clock.now(), 0];
    else tried += 1;
    return !cancelled?.aborted;
  };
}

/** Shorter waits are not worth a line of the log. */
const QUIET_MS = 5_000;

/** The value of `read`, which is called again while its problem may pass. */
export async function outlast<T>(read: () => Promise<T>, waiter: Waiter): Promise<T> {
  const pause = openPauses(waiter);
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const passing = passingProblem(error);
      if (passing === undefined || !(await pause(passing))) throw error;
    }
  }
}

/** The problem of an error that consists of such as may pass. */
export function passingProblem(error: unknown): Problem | undefined {
  return error instanceof ProblemsError ? error.problems.find(mayPass) : undefined;
}
