/**
 * What the ratios are measured against. Both keep the action's own rules: one at a time, evenly spaced by
 * the lower of the two ceilings a minute, at least 1 s apart, never more than the inputs allow.
 */

import type { Ceilings } from '../../src/pace/schedule.ts';
import { HOUR_MS, type Limit, MINUTE_MS, type Server, type ServerOptions, startServer, windowRoom } from './server.ts';

const LEAST_SPACING_MS = 1_000;

/** A campaign on a server that is still to be started. */
export interface Task {
  options: ServerOptions;
  inputs: Ceilings;
  count: number;
  startAt: number;
  /** The owner of each issue's repository. */
  ownerOf?: ((index: number) => string) | undefined;
}

export interface Schedule {
  /** From the first sending to the last. */
  elapsedMs: number;
  openedAt: readonly number[];
}

/**
 * The best schedule there is: a client that knows the ceilings, every change of them and everything that
 * others will send, and whose requests take no time.
 */
export function bestKnowingAll(task: Task): Schedule {
  return play(task, true);
}

/**
 * The best schedule of a client that is not told: it cannot know a limit before it was refused for it
 * once, waits the documented minute then (or as long as the refusal says), and knows the rest by magic.
 */
export function bestUntold(task: Task): Schedule {
  return play(task, false);
}

/** The limits that the client knows, by their place among the server's. */
type Known = 'all' | Set<number>;

function play({ options, inputs, count, startAt, ownerOf = () => '' }: Task, isTold: boolean): Schedule {
  const server = startServer(options);
  const { openedAt } = server;
  const known: Known = isTold ? 'all' : new Set();
  let before: readonly Limit[] | undefined;
  let at = startAt;
  while (openedAt.length < count) {
    const limits = options.limits(openedAt.length);
    // What was learned is no longer true.
    if (known !== 'all' && before !== undefined && isStricter(limits, before)) known.clear();
    before = limits;
    const last = openedAt.at(-1);
    const perMinute = Math.min(inputs.perMinute, perMinuteOf(limits, known));
    if (last !== undefined) at = Math.max(at, last + Math.max(LEAST_SPACING_MS, MINUTE_MS / perMinute));
    at = Math.max(at, windowRoom(openedAt, [], at, HOUR_MS, inputs.perHour));
    const owner = ownerOf(openedAt.length);
    at = admission(server, known, at, owner);
    // A request that is refused without a reason is so for a client that knows all, too.
    if (server.open(at, owner) !== undefined) at += MINUTE_MS;
  }
  return { elapsedMs: at - startAt, openedAt };
}

function isStricter(limits: readonly Limit[], before: readonly Limit[]): boolean {
  return limits.some((limit, index) => {
    const old = before[index];
    if (limit.kind === 'bucket') return old?.kind === 'bucket' && limit.fillMs > old.fillMs;
    return old !== undefined && old.kind !== 'bucket' && limit.most < old.most;
  });
}

function perMinuteOf(limits: readonly Limit[], known: Known): number {
  const minutes = limits.map((limit, index) =>
    limit.kind === 'rolling' && limit.windowMs === MINUTE_MS && (known === 'all' || known.has(index))
      ? limit.most
      : Number.POSITIVE_INFINITY,
  );
  return Math.min(...minutes);
}

/** When the server takes the next one; a limit that is not known costs a refusal and a minute. */
function admission(server: Server, known: Known, from: number, owner: string): number {
  const { options, openedAt } = server;
  const { exhausted } = options;
  let at = from;
  for (;;) {
    const rooms = options.limits(openedAt.length).map((limit) => server.roomIn(limit, at, owner));
    const isExhausted = exhausted !== undefined && at >= exhausted.from && at < exhausted.until;
    const roomAt = Math.max(isExhausted ? exhausted.until : at, ...rooms);
    if (roomAt === at) return at;
    const full = rooms.flatMap((room, index) => (room > at ? index : []));
    const isNew = known !== 'all' && full.some((index) => !known.has(index));
    if (known !== 'all') for (const index of full) known.add(index);
    at = isNew && options.announces !== 'room' ? at + MINUTE_MS : roomAt;
  }
}
