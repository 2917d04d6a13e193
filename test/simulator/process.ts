/**
 * A process of the action: it makes requests until it exits or dies. What the dead asked for may still
 * happen in the world, but no answer reaches it any more, and nothing that it does leaves it.
 */

import type { World } from './world.ts';

/** When a process meets its fate: at the nth moment of a kind, of any kind when none is named. */
export interface Appointment {
  moment: Moment | undefined;
  nth: number;
  /** Killed at once, or cancelled: told to stop, and gone soon after. */
  how: 'kill' | 'cancel';
}

/** What a process can be doing when it dies. */
export type Moment =
  | 'journal write'
  | 'POST leaves'
  | 'POST takes effect'
  | 'POST is answered'
  | 'commit leaves'
  | 'commit takes effect'
  | 'marker is saved'
  | 'workflow is dispatched'
  | 'request';

export interface Reply<T> {
  /** The answer arrives after so many milliseconds, if the process still lives. */
  in(ms: number, value: T, arrived?: () => void): void;
  /** Without a turn of the event loop in between, as from a call that blocks. */
  now(value: T): void;
  /** As an exception, for ports that throw. */
  failIn(ms: number, error: Error): void;
  failNow(error: Error): void;
}

export interface Process {
  readonly name: string;
  /** Told to stop when the run is cancelled. */
  readonly stop: AbortSignal;
  /** Resolves when it is killed. */
  readonly died: Promise<void>;
  isAlive(): boolean;
  /** Something that may be the last thing it does; false when it is dead. */
  live(moment: Moment): boolean;
  /** Asks the world: `leave` starts it off, and the answer comes back while the process lives. */
  request<T>(what: string, moment: Moment, leave: (reply: Reply<T>) => void): Promise<T>;
  /** As the clock's sleep. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** Nothing reaches it for a while, as while it writes to a disk; then `after`, then what came meanwhile. */
  freeze(ms: number, after: () => void): void;
  /** How often it did this. */
  count(moment: Moment): number;
  /** It has done all it had to do. */
  exit(): void;
}

/** Main leaves this long after a cancel, whatever it waits for (src/adapters/runner/signals.ts). */
const CANCEL_MS = 4_500;

export function startProcess(world: World, name: string, appointment: Appointment | undefined): Process {
  const stopping = new AbortController();
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const counts = new Map<Moment | undefined, number>();
  const backlog: (() => void)[] = [];
  const afters: (() => void)[] = [];
  let thawAt = 0;
  let alive = true;

  const thaw = () => {
    if (world.now() < thawAt || afters.length === 0) return;
    for (const after of afters.splice(0)) after();
    // One event each, so that the process deals with one before the next.
    for (const deliver of backlog.splice(0)) world.after(0, deliver);
  };
  /** Runs `deliver` when the process is next able to take something. */
  const reach = (deliver: () => void) => {
    if (afters.length > 0) backlog.push(() => reach(deliver));
    else deliver();
  };

  const kill = () => {
    if (!alive) return;
    alive = false;
    world.note(name, 'killed');
    die();
  };
  const cancel = () => {
    if (!alive) return;
    world.note(name, 'told to stop');
    stopping.abort();
    world.after(CANCEL_MS, kill);
  };
  const counted = (moment: Moment | undefined): number => {
    const count = (counts.get(moment) ?? 0) + 1;
    counts.set(moment, count);
    return count;
  };
  const live = (moment: Moment): boolean => {
    if (!alive) return false;
    const [any, own] = [counted(undefined), counted(moment)];
    if (appointment === undefined) return true;
    const due = appointment.nth === (appointment.moment === undefined ? any : own);
    if (!due || (appointment.moment !== undefined && appointment.moment !== moment)) return true;
    // A signal is handled between two turns of the event loop, never within one.
    world.count(`${appointment.how} at ${appointment.moment ?? 'any moment'}`);
    if (appointment.how === 'cancel') world.after(0, () => reach(cancel));
    else kill();
    return alive;
  };

  return {
    name,
    stop: stopping.signal,
    died,
    isAlive: () => alive,
    live,
    request: <T>(what: string, moment: Moment, leave: (reply: Reply<T>) => void): Promise<T> => {
      if (!live(moment)) return never();
      world.note(name, `→ ${what}`);
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const heard = (text: string) => world.note(name, `← ${what}: ${text}`);
      const give = (value: T, arrived?: () => void) => {
        if (!alive) return;
        heard(brief(value));
        arrived?.();
        resolve(value);
      };
      const fail = (error: Error) => {
        if (!alive) return;
        heard(error.message);
        reject(error);
      };
      leave({
        now: give,
        in: (ms, value, arrived) => world.after(ms, () => reach(() => give(value, arrived))),
        failNow: fail,
        failIn: (ms, error) => world.after(ms, () => reach(() => fail(error))),
      });
      return promise;
    },
    sleep: (ms, signal) => {
      if (!alive) return never();
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          timer.cancel();
          signal?.removeEventListener('abort', done);
          if (alive) resolve();
        };
        const timer = world.after(ms, () => reach(done));
        signal?.addEventListener('abort', done, { once: true });
      });
    },
    freeze: (ms, after) => {
      thawAt = Math.max(thawAt, world.now()) + ms;
      afters.push(after);
      world.after(thawAt - world.now(), thaw);
    },
    count: (moment) => counts.get(moment) ?? 0,
    exit: () => {
      alive = false;
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** An answer in a few words. */
function brief(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const parts: string[] = [];
  for (const name of ['kind', 'reason', 'number', 'retryAt', 'commit', 'location', 'key', 'message']) {
    const part: unknown = Reflect.get(value, name);
    if (typeof part === 'string' || typeof part === 'number') parts.push(String(part));
  }
  const issues: unknown = Reflect.get(value, 'issues');
  if (Array.isArray(issues)) parts.push(`${issues.length} issues`);
  return parts.join(' ');
}
