/**
 * How long the token rests after a refusal. Pure.
 *
 * The rules are documented (docs.github.com, "Rate limits for the REST API"): wait for `retry-after`, else for the
 * reset when nothing remains, else at least a minute, and longer each time.
 */

import type { Limited } from '../shared/target-ports.ts';
import type { Pace } from './schema.ts';
import { countsAt, HOUR_MS, MINUTE_MS } from './shapes.ts';

/** Holds after refusals in a row that name no time (milliseconds). */
const HOLDS_MS = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS] as const;

/** GitHub's words in a marker from outside are cut to this length (characters). */
const LONGEST_MESSAGE = 700;

/** Refusals in an hour before each further one is waited for twice as long, and the most in any hour. */
const QUICK_REFUSALS = 4;
const REFUSALS_PER_HOUR = 8;
/** After a wait longer than this nobody expects a refusal. */
const LONG_WAIT_MS = 5 * MINUTE_MS;

/** A request was refused, one that creates nothing (a listing) too: the token rests. */
export function rateLimited(pace: Pace, at: number, answer: Pick<Limited, 'retryAt' | 'message'>): Pace {
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
 * Refused often, or after a long wait, it becomes quiet, for any kind of refusal. `isExplained`: a ceiling, or
 * somebody else who uses the limit, explains this one.
 */
export function becomingQuiet(pace: Pace, at: number, isExplained: boolean): Pace {
  const { sendings, hold } = pace;
  const refusedAt = sendings.flatMap(([, answeredAt, taken]) =>
    taken || answeredAt <= at - HOUR_MS ? [] : answeredAt,
  );
  const often = refusedAt.length - QUICK_REFUSALS;
  const eighth = refusedAt.at(-REFUSALS_PER_HOUR);
  const untilAt = Math.max(
    often > 0 ? at + Math.min(HOUR_MS, MINUTE_MS * 2 ** often) : at,
    eighth === undefined ? at : eighth + HOUR_MS,
    isExplained ? at : at + Math.min(HOUR_MS, 4 * waitedInVainMs(pace, at)),
  );
  return hold === undefined || untilAt <= hold.untilAt ? pace : { ...pace, hold: { ...hold, untilAt } };
}

/**
 * How long was waited for nothing: GitHub may count refused tries, and then they must become fewer faster than it
 * doubles what it asks for them.
 */
function waitedInVainMs({ sendings, aheadMs = 0 }: Pace, at: number): number {
  const before = sendings.at(-2);
  if (before === undefined || before[2]) return 0;
  const waitedMs = at - before[1];
  return waitedMs > LONG_WAIT_MS || countsAt({ sendings, aheadMs }, at).lastHour === 0 ? waitedMs : 0;
}

/** A hold from outside: never for more than an hour. */
export function saneHold(
  { untilAt, refusals, announced, message }: NonNullable<Pace['hold']>,
  now: number,
): Pace['hold'] {
  const inARow = Math.min(HOLDS_MS.length, Math.max(1, Math.floor(refusals)));
  const said = message === undefined ? {} : { message: message.slice(0, LONGEST_MESSAGE) };
  return { untilAt: Math.min(untilAt, now + HOUR_MS), refusals: inARow, announced, ...said };
}
