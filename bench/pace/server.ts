/** The limits of a server: what it takes at which moment, and how it refuses. It tells nobody its ceilings. */

import type { Limited } from '../../src/shared/ports.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface Limits {
  perMinute: number;
  perHour: number;
}

export interface ServerOptions {
  name: string;
  /** The ceilings, when so many issues of ours have been opened. */
  limits: (opened: number) => Limits;
  /** What a refusal names: nothing, the second from which on there is room, or always a minute. */
  announces: 'nothing' | 'room' | 'a minute';
  /** Times at which another client of the same account opens something; it always gets its way. */
  othersAt: readonly number[];
  /** A refused issue counts like one that was opened. */
  countsRefused: boolean;
  /** Others have used up the hourly budget of requests from the first time to the second. */
  exhausted: { from: number; until: number } | undefined;
}

export interface Server {
  options: ServerOptions;
  /** The answer to an issue that arrives now; undefined: it is opened. */
  open(now: number): Limited | undefined;
  /** The answer to any other request that arrives now. */
  ask(now: number): Limited | undefined;
  /** When it was opened, one by one. */
  readonly openedAt: number[];
  /** Refused issues and other refused requests. */
  readonly refusedAt: { issues: number[]; others: number[] };
}

export function startServer(options: ServerOptions): Server {
  const openedAt: number[] = [];
  const refusedAt = { issues: [] as number[], others: [] as number[] };

  const ask = (now: number): Limited | undefined => {
    const { exhausted } = options;
    if (exhausted === undefined || now < exhausted.from || now >= exhausted.until) return undefined;
    // As the adapter gives it: the reset has whole seconds, and one is added.
    return { kind: 'limited', limit: 'primary', retryAt: now + (secondsUp(exhausted.until - now) + 1) * 1000 };
  };

  const open = (now: number): Limited | undefined => {
    const limits = options.limits(openedAt.length);
    const besides = options.countsRefused ? refusedAt.issues : options.othersAt;
    const roomAt = Math.max(
      windowRoom(openedAt, besides, now, MINUTE_MS, limits.perMinute),
      windowRoom(openedAt, besides, now, HOUR_MS, limits.perHour),
    );
    const answer = ask(now) ?? (roomAt > now ? refusal(options.announces, roomAt, now) : undefined);
    if (answer === undefined) openedAt.push(now);
    else refusedAt.issues.push(now);
    return answer;
  };

  return {
    options,
    openedAt,
    refusedAt,
    open,
    ask: (now) => {
      const answer = ask(now);
      if (answer !== undefined) refusedAt.others.push(now);
      return answer;
    },
  };
}

/** `Retry-After` has whole seconds. */
function refusal(announces: ServerOptions['announces'], roomAt: number, now: number): Limited {
  const retryAt = { nothing: undefined, room: now + secondsUp(roomAt - now) * 1000, 'a minute': now + MINUTE_MS }[
    announces
  ];
  return { kind: 'limited', limit: 'secondary', retryAt };
}

function secondsUp(ms: number): number {
  return Math.ceil(ms / 1000);
}

/** The first moment from `now` on at which one more fits into a rolling window that takes `limit`. */
export function windowRoom(
  own: readonly number[],
  others: readonly number[],
  now: number,
  windowMs: number,
  limit: number,
): number {
  let mine = firstAfter(own, now) - 1;
  let theirs = firstAfter(others, now) - 1;
  if (theirs < 0) return Math.max(now, (own[mine - limit + 1] ?? Number.NEGATIVE_INFINITY) + windowMs);
  let blocking = Number.NEGATIVE_INFINITY;
  // Back to the one that must have left the window.
  for (let back = 0; back < limit; back += 1) {
    const isMine = (own[mine] ?? -1) >= (others[theirs] ?? -1);
    blocking = (isMine ? own[mine] : others[theirs]) ?? Number.NEGATIVE_INFINITY;
    if (blocking <= now - windowMs) return now;
    if (isMine) mine -= 1;
    else theirs -= 1;
  }
  return blocking + windowMs;
}

/** Index of the first time later than `at`, in a sorted list. */
function firstAfter(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Numbers in [0, 1) from a seed: the same each time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Times at random, `perHour` on average, one independent of the other. */
export function randomTimes(from: number, until: number, perHour: number, random: () => number): number[] {
  const times: number[] = [];
  for (let at = from; at < until; ) {
    at += (-Math.log(1 - random()) * HOUR_MS) / perHour;
    times.push(at);
  }
  return times;
}
