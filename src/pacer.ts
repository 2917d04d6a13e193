/**
 * When the next issue may be opened, and what a refusal teaches. Pure: takes times and
 * answers, gives times; no timer inside.
 *
 * Sources: 80 content-creating requests a minute and 500 an hour "in general", lower for some
 * endpoints, and what to do after a refusal (`retry-after`, else the reset when nothing remains,
 * else at least a minute and growing): docs.github.com, "Rate limits for the REST API" and "Best
 * practices for using the REST API". 20 a minute and 150 an hour as users met them: cli/cli#4801.
 */

import * as v from 'valibot';
import type { Limited } from './ports.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** A request may take effect this long after it left: GitHub gives up on it after 10 s, and the way takes its time. */
const LATE_MS = 15_000;

/** Holds after refusals that name no time: the first, the second, each later one (milliseconds). */
const HOLDS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const;

/** The ceilings that the inputs set: issues in a minute (evenly spaced) and in any 3,600 s. */
export interface Ceilings {
  perMinute: number;
  perHour: number;
}

const Hold = v.object({
  /** Nothing is sent with the token before this time. */
  untilAt: v.number(),
  /** Refusals in a row that led to it. */
  refusals: v.number(),
  /** GitHub named the time; else it is our guess. */
  announced: v.boolean(),
});

export const PaceSchema = v.object({
  /** The last hour's sendings, oldest first: when each was answered, the latest time at which it counted. */
  sendings: v.array(v.number()),
  /** When the last sending started; even spacing is measured from here. */
  lastStartedAt: v.optional(v.number()),
  hold: v.optional(Hold),
});

/** What is known of an account's budget; part of the progress marker. */
export type Pace = v.InferOutput<typeof PaceSchema>;

export interface Slot {
  /** The next issue may be opened at this time or later. */
  at: number;
  /** Why not earlier, for the log: completes "waiting 40 s: …". */
  reason: string;
}

export function freshPace(): Pace {
  return { sendings: [] };
}

/** The next permitted time. */
export function nextSlot(pace: Pace, ceilings: Ceilings, now: number): Slot {
  const slots: Slot[] = [{ at: now, reason: 'nothing to wait for' }];
  if (pace.lastStartedAt !== undefined) {
    const at = pace.lastStartedAt + MINUTE_MS / ceilings.perMinute;
    slots.push({ at, reason: `at most ${ceilings.perMinute} issues a minute` });
  }
  const oldestThatCounts = pace.sendings.at(-ceilings.perHour);
  if (oldestThatCounts !== undefined && pace.sendings.length >= ceilings.perHour) {
    slots.push({ at: oldestThatCounts + HOUR_MS, reason: `at most ${ceilings.perHour} issues an hour` });
  }
  if (pace.hold !== undefined) {
    slots.push({ at: pace.hold.untilAt, reason: holdReason(pace.hold) });
  }
  return slots.reduce((latest, slot) => (slot.at > latest.at ? slot : latest));
}

/** Why a hold is kept, for the log. */
export function holdReason(hold: { announced: boolean }): string {
  return hold.announced ? 'GitHub asked to wait' : 'GitHub refused without saying for how long';
}

/** A sending starts: it counts from now on, whatever becomes of it; if the run dies, as late as it can. */
export function sendingStarted(pace: Pace, at: number): Pace {
  const recent = pace.sendings.filter((time) => time > at - HOUR_MS);
  return { ...pace, sendings: [...recent, at + LATE_MS], lastStartedAt: at };
}

/** The last started sending got no clear answer: GitHub may still be working on it. */
export function sendingUnknown(pace: Pace, at: number): Pace {
  return { ...released(pace, at), sendings: [...pace.sendings.slice(0, -1), at + LATE_MS] };
}

/** The last started sending was answered: until then it may have been counted. */
export function sendingAnswered(pace: Pace, at: number): Pace {
  return { ...released(pace, at), sendings: [...pace.sendings.slice(0, -1), at] };
}

/** The last started sending created nothing (refused for another reason, or the repository moved): it did not count. */
export function sendingVoid(pace: Pace, at: number): Pace {
  return { ...released(pace, at), sendings: pace.sendings.slice(0, -1) };
}

/** Without a hold that is over; one that a list in the background has met since goes on. */
function released(pace: Pace, at: number): Pace {
  const { hold, ...rest } = pace;
  return hold !== undefined && hold.untilAt > at ? pace : rest;
}

/** The last started sending was refused because of a limit: it did not count. */
export function sendingRefused(pace: Pace, at: number, answer: Limited): Pace {
  return { ...heldBack(pace, at, answer), sendings: pace.sendings.slice(0, -1) };
}

/** A request that creates nothing (a listing) was refused: the token rests all the same. */
export function heldBack(pace: Pace, at: number, answer: Limited): Pace {
  const refusals = (pace.hold?.refusals ?? 0) + 1;
  const guessMs = HOLDS_MS[Math.min(refusals, HOLDS_MS.length) - 1] ?? MINUTE_MS;
  const untilAt = answer.retryAt ?? at + guessMs;
  // An earlier refusal may have named a later time.
  if (pace.hold !== undefined && pace.hold.untilAt > untilAt) return { ...pace, hold: { ...pace.hold, refusals } };
  return { ...pace, hold: { untilAt, refusals, announced: answer.retryAt !== undefined } };
}

/**
 * Makes a pace that came from outside safe: times from the future and older than an hour go, and no
 * claim can hold the campaign for more than an hour.
 */
export function sanePace(pace: Pace, now: number): Pace {
  const sendings = pace.sendings.filter((at) => at > now - HOUR_MS && at <= now + LATE_MS).sort((a, b) => a - b);
  const last = pace.lastStartedAt !== undefined && pace.lastStartedAt <= now ? pace.lastStartedAt : undefined;
  const hold =
    pace.hold !== undefined && pace.hold.untilAt > now && pace.hold.untilAt <= now + HOUR_MS ? pace.hold : undefined;
  return {
    sendings,
    ...(last === undefined ? {} : { lastStartedAt: last }),
    ...(hold === undefined ? {} : { hold }),
  };
}
