/** The limits of a server: what it takes at which moment, and how it refuses. It tells nobody its ceilings. */

import type { Limited } from '../../src/shared/target-ports.ts';
import { firstAfter } from './times.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** One limit of a server. All times are this machine's; the server's clock may be another one. */
export type Limit =
  /** At most so many in any `windowMs`. */
  | { kind: 'rolling'; windowMs: number; most: number }
  /** At most so many from one full hour of the server's clock, and `phaseMs`, to the next. */
  | { kind: 'clock'; most: number; phaseMs: number }
  /** Holds `size` at first; one more comes in each `fillMs`. A server has one bucket at most. */
  | { kind: 'bucket'; size: number; fillMs: number }
  /** At most so many in any hour for each owner of repositories. */
  | { kind: 'owner'; most: number };

export interface ServerOptions {
  name: string;
  /** What holds when so many issues of ours have been opened. */
  limits: (opened: number) => readonly Limit[];
  /** What a refusal names: nothing, the second from which on there is room, or always a minute. */
  announces: 'nothing' | 'room' | 'a minute';
  /** Times at which another client of the same account opens something; it always gets its way. */
  othersAt: readonly number[];
  /** A refused issue counts like one that was opened. */
  countsRefused: boolean;
  /** Others have used up the hourly budget of requests from the first time to the second. */
  exhausted: { from: number; until: number } | undefined;
  /** The server's clock less this machine's, milliseconds. */
  aheadMs: number;
  /** After a refusal nothing is taken for so long; twice as long after each refusal until one is taken. */
  penaltyMs: number;
  /** The request with this number is refused whatever the limits say; the first is 1. */
  refusesRequest: number;
}

export interface Server {
  options: ServerOptions;
  /** The answer to an issue for a repository of `owner` that arrives now; undefined: it is opened. */
  open(now: number, owner?: string): Limited | undefined;
  /** The answer to any other request that arrives now. */
  ask(now: number): Limited | undefined;
  /** The server's clock, in whole seconds. */
  date(now: number): number;
  /** From when on this limit takes one more. */
  roomIn(limit: Limit, now: number, owner?: string): number;
  /** When it was opened, one by one. */
  readonly openedAt: number[];
  /** Refused issues and other refused requests. */
  readonly refusedAt: { issues: number[]; others: number[] };
}

export function startServer(options: ServerOptions): Server {
  const openedAt: number[] = [];
  const ofOwner = new Map<string, number[]>();
  const refusedAt = { issues: [] as number[], others: [] as number[] };
  let level: Level | undefined;
  let penalty = { untilAt: 0, nextMs: options.penaltyMs };

  const date = (now: number) => Math.floor((now + options.aheadMs) / 1000) * 1000;
  const ask = (now: number): Limited | undefined => {
    const { exhausted } = options;
    if (exhausted === undefined || now < exhausted.from || now >= exhausted.until) return undefined;
    // As the adapter gives it: the reset has whole seconds, and one is added.
    return { kind: 'limited', limit: 'primary', retryAt: now + (secondsUp(exhausted.until - now) + 1) * 1000 };
  };

  const roomIn = (limit: Limit, now: number, owner = ''): number => {
    const besides = options.countsRefused ? refusedAt.issues : options.othersAt;
    switch (limit.kind) {
      case 'rolling':
        return windowRoom(openedAt, besides, now, limit.windowMs, limit.most);
      case 'clock':
        return clockRoom([openedAt, besides], now, limit, options.aheadMs);
      case 'bucket':
        level = leveled(level, [openedAt, besides], now, limit);
        return level.held >= 1 ? now : now + (1 - level.held) * limit.fillMs;
      case 'owner':
        return windowRoom(ofOwner.get(owner) ?? [], [], now, HOUR_MS, limit.most);
      default:
        return limit satisfies never;
    }
  };

  const open = (now: number, owner = ''): Limited | undefined => {
    const rooms = options.limits(openedAt.length).map((limit) => roomIn(limit, now, owner));
    const number = openedAt.length + refusedAt.issues.length + 1;
    const roomAt = Math.max(penalty.untilAt, number === options.refusesRequest ? now + 1 : now, ...rooms);
    const answer = ask(now) ?? (roomAt > now ? refusal(options.announces, roomAt, now) : undefined);
    if (answer === undefined) {
      openedAt.push(now);
      const theirs = ofOwner.get(owner) ?? [];
      ofOwner.set(owner, theirs);
      theirs.push(now);
      penalty = { untilAt: 0, nextMs: options.penaltyMs };
      return undefined;
    }
    refusedAt.issues.push(now);
    if (options.penaltyMs > 0) penalty = { untilAt: now + penalty.nextMs, nextMs: 2 * penalty.nextMs };
    return { ...answer, serverAt: date(now) };
  };

  return {
    options,
    openedAt,
    refusedAt,
    open,
    date,
    roomIn,
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

type Clock = Extract<Limit, { kind: 'clock' }>;

function clockRoom(counted: readonly (readonly number[])[], now: number, { most, phaseMs }: Clock, aheadMs: number) {
  const shiftMs = aheadMs - phaseMs;
  const beganAt = Math.floor((now + shiftMs) / HOUR_MS) * HOUR_MS - shiftMs;
  const sum = counted.reduce((total, times) => total + firstAfter(times, now) - firstAfter(times, beganAt - 1), 0);
  return sum < most ? now : beganAt + HOUR_MS;
}

interface Level {
  held: number;
  at: number;
  /** How many of each list have been taken out. */
  done: readonly number[];
}

type Bucket = Extract<Limit, { kind: 'bucket' }>;

/** What a bucket holds now: it has filled since, and each that was counted took one out. */
function leveled(
  before: Level | undefined,
  counted: readonly (readonly number[])[],
  now: number,
  { size, fillMs }: Bucket,
): Level {
  const { done } = before ?? { done: counted.map(() => 0) };
  let { held, at } = before ?? { held: size, at: now };
  const upTo = counted.map((times) => firstAfter(times, now));
  const since = counted.flatMap((times, index) => times.slice(done[index], upTo[index]));
  const fill = (time: number) => {
    held = Math.min(size, held + Math.max(0, time - at) / fillMs);
    at = Math.max(at, time);
  };
  for (const time of since.sort((a, b) => a - b)) {
    fill(time);
    held = Math.max(0, held - 1);
  }
  fill(now);
  return { held, at, done: upTo };
}
