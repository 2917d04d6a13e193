/**
 * The known budget of an account: its attempts of the last hour, its current hold, and
 * the limits learned from refusals. Pure; each function gives the state after something happened.
 */

import type { Limited } from '../shared/target-ports.ts';
import { saneLimits } from './claims.ts';
import { becomingQuiet, rateLimited, saneHold } from './holds.ts';
import { forNewCampaign, learnFromAcceptance, learnFromRefusal, NOTHING_LEARNED } from './learned-limits.ts';
import type { Attempt, Pace } from './schema.ts';
import { CLOCK_SLACK_MS, type History, HOUR_MS, MINUTE_MS } from './shapes.ts';

/** GitHub gives up on a request after 10 s (documented), and the way takes its time: later it does not count. */
const LATE_MS = 15_000;

/** No account opens more in an hour: one a second. */
const SENDINGS_LIMIT = 3_600;

/** The pace of an account that nothing is known of. */
export function freshPace(): Pace {
  return { sendings: [] };
}

/** The same, when an earlier run may have sent something and its marker is lost. */
export function blindPace(now: number): Pace {
  return { sendings: [], lessons: { ...NOTHING_LEARNED, unknownBefore: now } };
}

/** The pace that a new campaign begins with. */
export function paceForNewCampaign(pace: Pace): Pace {
  return pace.lessons === undefined ? pace : { ...pace, lessons: forNewCampaign(pace.lessons) };
}

/** A sending starts: it counts from now on; if the run dies, as late as it can. */
export function attemptStarted(pace: Pace, at: number): Pace {
  const first = pace.sendings.findIndex(([, answeredAt]) => answeredAt > at - HOUR_MS - MINUTE_MS);
  const recent = first < 0 ? [] : pace.sendings.slice(first);
  return { ...pace, sendings: [...recent, [at, at + LATE_MS, true]], lastStartedAt: at };
}

/** The last started sending opened an issue. */
export function attemptAccepted(pace: Pace, at: number): Pace {
  const { hold, ...rest } = answered(pace, at, true);
  // A hold that a list has met since goes on.
  const held = hold !== undefined && hold.untilAt > at ? { hold } : {};
  if (rest.lessons === undefined) return { ...rest, ...held };
  return { ...rest, ...held, lessons: learnFromAcceptance(rest.lessons, historyOf(rest), at) };
}

/** The last started sending got no clear answer: GitHub may still be working on it. */
export function attemptUnknown(pace: Pace, at: number): Pace {
  return answered(pace, at + LATE_MS, true);
}

function answered(pace: Pace, at: number, taken: boolean): Pace {
  const last = pace.sendings.at(-1);
  return last === undefined ? pace : { ...pace, sendings: [...pace.sendings.slice(0, -1), [last[0], at, taken]] };
}

/** The last started sending created nothing (refused for another reason, or the repository moved): it did not count. */
export function attemptVoid(pace: Pace): Pace {
  return { ...pace, sendings: pace.sendings.slice(0, -1) };
}

/** The last started sending was refused because of a limit. */
export function attemptRefused(pace: Pace, at: number, answer: Limited): Pace {
  // The primary limit is on requests of any kind: it says nothing about issues.
  if (answer.limit === 'primary') return rateLimited(attemptVoid(pace), at, answer);
  const refused = { startedAt: pace.lastStartedAt ?? at, at, announced: answer.retryAt !== undefined };
  const told = noteServerTime(pace, at, answer.serverAt);
  const lessons = learnFromRefusal(told.lessons ?? NOTHING_LEARNED, historyOf(attemptVoid(told)), refused);
  const held = rateLimited(answered(told, at, false), at, answer);
  const { tries = 0, refusalsCount } = told.lessons ?? NOTHING_LEARNED;
  const isExplained = lessons.tries > tries || lessons.refusalsCount !== refusalsCount || lessons.movedAt !== undefined;
  return { ...(answer.retryAt === undefined ? becomingQuiet(held, at, isExplained) : held), lessons };
}

/** GitHub told the time of its clock: windows that follow a clock follow GitHub's, not ours. */
export function noteServerTime(pace: Pace, at: number, serverAt: number | undefined): Pace {
  if (serverAt === undefined) return pace;
  const aheadMs = (serverAt - at) % HOUR_MS;
  // It said a whole second and the answer was on its way: the more of several is nearer the truth.
  const lessMs = (pace.aheadMs ?? Number.NEGATIVE_INFINITY) - aheadMs;
  return lessMs >= 0 && lessMs < CLOCK_SLACK_MS ? pace : { ...pace, aheadMs };
}

/** The input of learning and pacing. */
export function historyOf({ sendings, aheadMs = 0 }: Pace): History {
  return { sendings, aheadMs };
}

/**
 * Makes a pace that came from outside safe: times from the future and older than an hour go, no claim
 * can hold a run for more than an hour, and no ceiling is so low that it would never end.
 */
export function sanePace(pace: Pace, now: number): Pace {
  const { lastStartedAt, hold, lessons, aheadMs } = pace;
  // The clock of another machine may be a little ahead.
  const isPast = (at: number) => at <= now + MINUTE_MS;
  const sendings = pace.sendings
    .filter(([from, to]) => from <= to && from > now - HOUR_MS - MINUTE_MS && isPast(to))
    .map(([from, to, taken]): Attempt => [Math.min(from, now), to, taken])
    .sort(([, a], [, b]) => a - b)
    .slice(-SENDINGS_LIMIT);
  return {
    sendings,
    ...(lastStartedAt !== undefined && isPast(lastStartedAt) ? { lastStartedAt: Math.min(lastStartedAt, now) } : {}),
    ...(hold !== undefined && hold.untilAt > now ? { hold: saneHold(hold, now) } : {}),
    ...(lessons === undefined ? {} : { lessons: saneLimits(lessons, now) }),
    ...(aheadMs === undefined ? {} : { aheadMs: aheadMs % HOUR_MS }),
  };
}
