/** Waits that people can follow in the log, and that end with the run's time. */

import type { IndexRepository } from '../shared/index-ports.ts';
import type { Clock, Ports } from '../shared/ports.ts';
import { fail } from '../shared/problem.ts';
import type { Limited } from '../shared/target-ports.ts';
import { duration, utcTime } from '../shared/text.ts';
import { holdReason } from './schedule.ts';
import type { Pace } from './schema.ts';

export interface Holding {
  clock: Clock;
  /** Ends the wait: after a cancel nothing is asked any more. */
  cancelled?: AbortSignal;
  /** Until when GitHub takes no request of the token, as known now; 0: it takes them. */
  heldUntilAt: () => number;
  /** A hold that ends later than this is not waited for. */
  latestAt: number;
  /** Told when GitHub asks for a rest because of the index: it is the token's. */
  refused?: (answer: Limited) => Promise<void>;
}

/** Waits before each call, or throws `ProblemsError` (index-held). */
export function indexThatWaits(
  index: IndexRepository,
  { clock, cancelled, heldUntilAt, latestAt, refused }: Holding,
): IndexRepository {
  const free = async (): Promise<void> => {
    for (let until = heldUntilAt(); until > clock.now(); until = heldUntilAt()) {
      if (until > latestAt || cancelled?.aborted)
        fail('index-held', `GitHub takes no request of the token before ${utcTime(until)}`);
      await clock.sleep(until - clock.now(), cancelled);
    }
  };
  return {
    ...index,
    look: async () => {
      await free();
      const seen = await index.look();
      if (seen.kind === 'limited') await refused?.(seen);
      return seen;
    },
    file: async (path, commit) => {
      await free();
      const file = await index.file(path, commit);
      if (file === undefined) return undefined;
      return {
        ...file,
        open: async () => {
          await free();
          return file.open();
        },
      };
    },
    commit: async (head, changes, message) => {
      await free();
      const outcome = await index.commit(head, changes, message);
      if (outcome.kind === 'unknown' && outcome.retryAt !== undefined)
        await refused?.({ kind: 'limited', limit: 'secondary', retryAt: outcome.retryAt });
      return outcome;
    },
    listIssues: async (creator, sinceAt) => {
      await free();
      return index.listIssues(creator, sinceAt);
    },
    createIssue: async (draft) => {
      await free();
      return index.createIssue(draft);
    },
  };
}

/** While waiting, the log has a line this often: at least one a minute, with the time that a request takes. */
const HEARTBEAT_MS = 50_000;
/** Shorter waits are the ordinary pace and not worth a line. */
const QUIET_WAIT_MS = 20_000;

export interface Waiting {
  ports: Pick<Ports, 'clock' | 'log' | 'cancelled'>;
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
 * beyond the deadline. `outlook`: an addition to the log line.
 */
export async function waitUntil(
  { ports, deadlineAt, onWaited }: Waiting,
  slot: () => { at: number; reason: string },
  outlook: () => string = () => '',
): Promise<WaitEnd | undefined> {
  const { clock, log, cancelled } = ports;
  const startedAt = clock.now();
  let quiet = true;
  for (;;) {
    if (cancelled.aborted) return { kind: 'cancelled' };
    const now = clock.now();
    const { at, reason } = slot();
    const isTooLate = Math.max(at, now) >= deadlineAt;
    if (isTooLate || at <= now) onWaited(now - startedAt);
    if (isTooLate) return { kind: 'time-limit', nextAt: at };
    if (at <= now) return undefined;
    quiet &&= at - now <= QUIET_WAIT_MS;
    if (!quiet) log.info(`waiting ${duration(at - now)}: ${reason}${outlook()}`);
    await clock.sleep(Math.min(at - now, HEARTBEAT_MS), cancelled);
  }
}

/** Waits until GitHub takes requests of the token again; gives why that time did not come. */
export function waitForHold({ hold }: Pace, waiting: Waiting): Promise<WaitEnd | undefined> {
  const slot = hold === undefined ? { at: 0, reason: '' } : { at: hold.untilAt, reason: holdReason(hold) };
  return waitUntil(waiting, () => slot);
}

/** How long the run may take, and how long it has waited. */
export interface Waits {
  deadlineAt: number;
  waitedMs: number;
  onWaited: (waitedMs: number) => void;
}

export function openWaits(deadlineAt: number): Waits {
  const waits: Waits = {
    deadlineAt,
    waitedMs: 0,
    onWaited: (waitedMs) => {
      waits.waitedMs += waitedMs;
    },
  };
  return waits;
}
