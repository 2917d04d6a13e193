/**
 * What is known of an account's budget: its sendings of the last hour, the hold that it is under, and
 * what refusals have taught. Pure; each function gives the state after something happened.
 *
 * What to do after a refusal is documented (docs.github.com, "Rate limits for the REST API"): wait for
 * `retry-after`, else for the reset when nothing remains, else at least a minute, and longer each time.
 */

import type { Limited } from '../shared/ports.ts';
import {
  forNewCampaign,
  HOUR_MS,
  learnFromAcceptance,
  learnFromRefusal,
  MINUTE_MS,
  NOTHING_LEARNED,
  saneLessons,
} from './learned-limits.ts';
import type { Pace, Sending } from './schema.ts';

/** Holds after refusals in a row that name no time (milliseconds). */
const HOLDS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS] as const;

/** GitHub gives up on a request after 10 s (documented), and the way takes its time: later it does not count. */
const LATE_MS = 15_000;

/** GitHub's words in a marker (characters); the log shows them. */
const LONGEST_MESSAGE = 700;

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
export function sendingStarted(pace: Pace, at: number): Pace {
  const first = pace.sendings.findIndex(([, answeredAt]) => answeredAt > at - HOUR_MS - MINUTE_MS);
  const recent = first < 0 ? [] : pace.sendings.slice(first);
  return { ...pace, sendings: [...recent, [at, at + LATE_MS, true]], lastStartedAt: at };
}

/** The last started sending opened an issue. */
export function sendingAnswered(pace: Pace, at: number): Pace {
  const { hold, ...rest } = answered(pace, at, true);
  // A hold that a list has met since goes on.
  const held = hold !== undefined && hold.untilAt > at ? { hold } : {};
  if (rest.lessons === undefined) return { ...rest, ...held };
  return { ...rest, ...held, lessons: learnFromAcceptance(rest.lessons, rest.sendings, at) };
}

/** The last started sending got no clear answer: GitHub may still be working on it. */
export function sendingUnknown(pace: Pace, at: number): Pace {
  return answered(pace, at + LATE_MS, true);
}

function answered(pace: Pace, at: number, taken: boolean): Pace {
  const last = pace.sendings.at(-1);
  return last === undefined ? pace : { ...pace, sendings: [...pace.sendings.slice(0, -1), [last[0], at, taken]] };
}

/** The last started sending created nothing (refused for another reason, or the repository moved): it did not count. */
export function sendingVoid(pace: Pace): Pace {
  return { ...pace, sendings: pace.sendings.slice(0, -1) };
}

/** The last started sending was refused because of a limit. */
export function sendingRefused(pace: Pace, at: number, answer: Limited): Pace {
  // The primary limit is on requests of any kind: it says nothing about issues.
  if (answer.limit === 'primary') return heldBack(sendingVoid(pace), at, answer);
  const refused = { startedAt: pace.lastStartedAt ?? at, at, announced: answer.retryAt !== undefined };
  const lessons = learnFromRefusal(pace.lessons ?? NOTHING_LEARNED, sendingVoid(pace).sendings, refused);
  return { ...heldBack(answered(pace, at, false), at, answer), lessons };
}

/** A request was refused, one that creates nothing (a listing) too: the token rests. */
export function heldBack(pace: Pace, at: number, answer: Pick<Limited, 'retryAt' | 'message'>): Pace {
  const { hold } = pace;
  // After a longer wait than was held for, it is a new beginning.
  const inARow = hold !== undefined && at < hold.untilAt + MINUTE_MS ? hold.refusals + 1 : 1;
  const cautionMs = (row: number) => HOLDS_MS[Math.min(row, HOLDS_MS.length) - 1] ?? 0;
  const announced = answer.retryAt !== undefined;
  // A named time is kept to the second; when that was not enough, our own caution is added from then on.
  const untilAt =
    answer.retryAt === undefined ? at + cautionMs(inARow) : Math.max(answer.retryAt, at + cautionMs(inARow - 1));
  // An earlier refusal may have named a later time.
  if (hold !== undefined && hold.untilAt > untilAt) return { ...pace, hold: { ...hold, refusals: inARow } };
  const said = answer.message === undefined ? {} : { message: answer.message };
  return { ...pace, hold: { untilAt, refusals: inARow, announced, ...said } };
}

/**
 * Makes a pace that came from outside safe: times from the future and older than an hour go, no claim
 * can hold a run for more than an hour, and no ceiling is so low that it would never end.
 */
export function sanePace(pace: Pace, now: number): Pace {
  const { lastStartedAt, hold, lessons } = pace;
  // The clock of another machine may be a little ahead.
  const isPast = (at: number) => at <= now + MINUTE_MS;
  const sendings = pace.sendings
    .filter(([from, to]) => from <= to && from > now - HOUR_MS - MINUTE_MS && isPast(to))
    .map(([from, to, taken]): Sending => [Math.min(from, now), to, taken])
    .sort(([, a], [, b]) => a - b)
    .slice(-SENDINGS_LIMIT);
  return {
    sendings,
    ...(lastStartedAt !== undefined && isPast(lastStartedAt) ? { lastStartedAt: Math.min(lastStartedAt, now) } : {}),
    ...(hold !== undefined && hold.untilAt > now ? { hold: saneHold(hold, now) } : {}),
    ...(lessons === undefined ? {} : { lessons: saneLessons(lessons, now) }),
  };
}

function saneHold({ untilAt, refusals, announced, message }: NonNullable<Pace['hold']>, now: number): Pace['hold'] {
  const inARow = Math.min(HOLDS_MS.length, Math.max(1, Math.floor(refusals)));
  const said = message === undefined ? {} : { message: message.slice(0, LONGEST_MESSAGE) };
  return { untilAt: Math.min(untilAt, now + HOUR_MS), refusals: inARow, announced, ...said };
}
