/** Waits that people can follow in the log, and that end with the run's time. */

import type { Ports } from '../shared/ports.ts';
import { duration } from '../shared/text.ts';

/** While waiting, the log has a line this often: at least one a minute, with the time that a request takes. */
const HEARTBEAT_MS = 50_000;
/** Shorter waits are the ordinary pace and not worth a line. */
const QUIET_WAIT_MS = 20_000;

export interface Waiting {
  ports: Pick<Ports, 'clock' | 'log' | 'stop'>;
  /** Nothing may be done at this time or later. */
  deadlineAt: number;
  /** Told how long was waited, milliseconds. */
  onWaited: (waitedMs: number) => void;
}

/** Why the time did not come. */
export type WaitEnd =
  /** `nextAt`: when it would have come. */
  { kind: 'time-limit'; nextAt: number } | { kind: 'cancelled' };

/**
 * Waits for a time that may move while waiting; undefined when it has come. Gives up at once when it lies
 * beyond the deadline. `outlook`: what a line of the log says besides.
 */
export async function waitUntil(
  { ports, deadlineAt, onWaited }: Waiting,
  slot: () => { at: number; reason: string },
  outlook: () => string = () => '',
): Promise<WaitEnd | undefined> {
  const { clock, log, stop } = ports;
  const startedAt = clock.now();
  let quiet = true;
  for (;;) {
    if (stop.aborted) return { kind: 'cancelled' };
    const now = clock.now();
    const { at, reason } = slot();
    const isTooLate = Math.max(at, now) >= deadlineAt;
    if (isTooLate || at <= now) onWaited(now - startedAt);
    if (isTooLate) return { kind: 'time-limit', nextAt: at };
    if (at <= now) return undefined;
    quiet &&= at - now <= QUIET_WAIT_MS;
    if (!quiet) log.info(`waiting ${duration(at - now)}: ${reason}${outlook()}`);
    await clock.sleep(Math.min(at - now, HEARTBEAT_MS), stop);
  }
}
