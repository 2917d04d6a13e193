/**
 * What the ratios are measured against. Both keep the action's own rules: one at a time, evenly spaced by
 * the lower of the two ceilings a minute, at least 1 s apart, never more than the inputs allow.
 */

import type { Ceilings } from '../../src/pace/schedule.ts';
import { type Limits, type Server, type ServerOptions, startServer, windowRoom } from './server.ts';

const LEAST_SPACING_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface Schedule {
  /** From the first sending to the last. */
  elapsedMs: number;
  openedAt: readonly number[];
}

/**
 * The best schedule there is: a client that knows the ceilings, every change of them and everything that
 * others will send, and whose requests take no time.
 */
export function bestKnowingAll(options: ServerOptions, inputs: Ceilings, count: number, startAt: number): Schedule {
  return play(options, inputs, count, startAt, new Set(['minute', 'hour']));
}

/**
 * The best schedule of a client that is not told: it cannot know a ceiling before it was refused for it
 * once, waits the documented minute then (or as long as the refusal says), and knows the rest by magic.
 */
export function bestUntold(options: ServerOptions, inputs: Ceilings, count: number, startAt: number): Schedule {
  return play(options, inputs, count, startAt, new Set());
}

type Window = 'minute' | 'hour';

function play(options: ServerOptions, inputs: Ceilings, count: number, startAt: number, known: Set<Window>): Schedule {
  const server = startServer(options);
  const { openedAt } = server;
  const isTold = known.size > 0;
  let before: Limits | undefined;
  let at = startAt;
  while (openedAt.length < count) {
    const limits = options.limits(openedAt.length);
    // What was learned is no longer true.
    if (!isTold && before !== undefined && before.perHour > limits.perHour) known.clear();
    before = limits;
    const last = openedAt.at(-1);
    const perMinute = known.has('minute') ? Math.min(inputs.perMinute, limits.perMinute) : inputs.perMinute;
    if (last !== undefined) at = Math.max(at, last + Math.max(LEAST_SPACING_MS, MINUTE_MS / perMinute));
    at = Math.max(at, windowRoom(openedAt, [], at, HOUR_MS, inputs.perHour));
    at = admission(server, known, at);
    server.open(at);
  }
  return { elapsedMs: at - startAt, openedAt };
}

/** When the server takes the next one; a ceiling that is not known costs a refusal and a minute. */
function admission({ options, openedAt }: Server, known: Set<Window>, from: number): number {
  const { othersAt, exhausted } = options;
  let at = from;
  for (;;) {
    const limits = options.limits(openedAt.length);
    const minuteAt = windowRoom(openedAt, othersAt, at, MINUTE_MS, limits.perMinute);
    const hourAt = windowRoom(openedAt, othersAt, at, HOUR_MS, limits.perHour);
    const isExhausted = exhausted !== undefined && at >= exhausted.from && at < exhausted.until;
    const roomAt = Math.max(minuteAt, hourAt, isExhausted ? exhausted.until : at);
    if (roomAt === at) return at;
    const full: Window[] = [
      ...(minuteAt > at ? (['minute'] as const) : []),
      ...(hourAt > at ? (['hour'] as const) : []),
    ];
    const isNew = full.some((window) => !known.has(window));
    for (const window of full) known.add(window);
    at = isNew && options.announces !== 'room' ? at + MINUTE_MS : roomAt;
  }
}
