/**
 * When the next issue may be opened. Pure: takes times and answers, gives times and the reason for
 * them; no timer inside. The state is in state.ts, the lessons of refusals in learned-limits.ts.
 *
 * Sources of the numbers:
 * - 80 content-creating requests a minute and 500 an hour "in general", lower for some endpoints; at
 *   least 1 s between requests that change something; after a refusal `retry-after`, else the reset when
 *   nothing remains, else at least a minute and growing: docs.github.com, "Rate limits for the REST API"
 *   and "Best practices for using the REST API".
 * - 20 a minute and 150 an hour, as users met them: cli/cli#4801. The input `max-per-minute` therefore
 *   is 20 by default, and `max-per-hour` the documented 500.
 *
 * The server counts a sending at some instant between its start and its answer. So a window is measured
 * from the answer of the old sending to the start of the new one; the even spacing from start to start,
 * so that the time an answer takes costs nothing.
 */

import { count, day, duration } from '../shared/text.ts';
import { isRateKnown, ratePerHour, sizeOf } from './bucket.ts';
import { believedCount } from './claims.ts';
import { earliest, playForward, type Rules } from './estimate.ts';
import { LONGER_THAN_A_MINUTE_MS } from './learned-limits.ts';
import type { Bucket, Ceiling, LearnedLimits, Pace } from './schema.ts';
import { countedAttempts, HOUR_MS, LEAST, MINUTE_MS } from './shapes.ts';
import { mayTryMore } from './trying.ts';

/** Documented: at least so long from one request that changes something to the next. */
const LEAST_SPACING_MS = 1_000;
/** Documented; who asks for more than GitHub takes has a server without these limits. */
const DOCUMENTED_PER_MINUTE = 80;

/** The ceilings that the inputs set: issues in a minute (evenly spaced) and in any 3,600 s. */
export interface Ceilings {
  perMinute: number;
  perHour: number;
}

export interface Slot {
  /** The next issue may be opened at this time or later. */
  at: number;
  /** Why not earlier, for the log: completes "waiting 40 s: …". */
  reason: string;
}

/**
 * Which of two hours the limit is, is worth a refusal when the answer may save so much: of the time left, and at least.
 * The rolling hour is the likelier of the two.
 */
const WORTH_ASKING = 0.02;
const WORTH_ASKING_MS = { clock: 5 * MINUTE_MS, rolling: MINUTE_MS } as const;

/** The next permitted time. `left`: issues still to open, this one included. */
export function nextSlot(pace: Pace, ceilings: Ceilings, now: number, left: number): Slot {
  const learned = learnedCeilings(pace, ceilings, now);
  const leftMs = () => timeLeftMs(pace, ceilings, now, left);
  const mayTry = (met: { at: number }, isLow = false) =>
    pace.lessons !== undefined && mayTryMore(pace.lessons, { at: met.at, isLow }, now, leftMs);
  const under = (some: Partial<Learned>) => slotUnder(pace, ceilings, { ...learned, ...some }, now);
  const trying = (some: Partial<Learned>) => {
    const { at, reason } = under(some);
    return { at, reason: `${reason}; one more than was learned is tried` };
  };

  const { perMinute, perHour, perClockHour, bucket } = learned;
  // A refused try costs a minute: of an hour that is little.
  const slot =
    perMinute !== undefined && mayTry(perMinute) && leftMs() >= HOUR_MS
      ? under({ perMinute: { ...perMinute, count: perMinute.count + 1 } })
      : under({});
  if (slot.at <= now) return slot;
  if (bucket !== undefined && mayTry({ at: bucket.emptyAt })) return sooner(slot, trying({ bucket: undefined }));
  // While the hour is used up anyway, a refused try costs nothing.
  if (slot.at - now < MINUTE_MS) return slot;
  const hour = perHour ?? perClockHour;
  if (hour !== undefined && mayTry(hour, hour.count < LEAST.perHour))
    return sooner(slot, trying({ perHour: undefined, perClockHour: undefined }));
  return perHour === undefined || perClockHour === undefined ? slot : ofRivals(slot, under, leftMs);
}

/** While it is not known which hour it is, the later of the two is kept to, unless it is worth it to ask. */
function ofRivals(slot: Slot, under: (some: Partial<Learned>) => Slot, leftMs: () => number): Slot {
  const [clock, rolling] = [under({ perHour: undefined }), under({ perClockHour: undefined })];
  const isWorthIt =
    slot.at - rolling.at >= WORTH_ASKING_MS.rolling ||
    slot.at - clock.at >= Math.max(WORTH_ASKING_MS.clock, WORTH_ASKING * leftMs());
  const { at, reason } = sooner(rolling, clock);
  return isWorthIt ? { at, reason: `${reason}; whether that is the limit will show` } : slot;
}

function sooner(slot: Slot, other: Slot): Slot {
  return other.at < slot.at ? other : slot;
}

/** How long `left` issues take from now, as far as is known, milliseconds. */
export function timeLeftMs(pace: Pace, ceilings: Ceilings, now: number, left: number): number {
  const learned = learnedCeilings({ ...pace, lessons: supposed(pace) }, ceilings, now);
  return playForward(
    rulesOf(pace, ceilings, learned),
    countedAttempts(pace.sendings, pace.lessons),
    pace.lastStartedAt,
    now,
    left,
  );
}

/**
 * The likely case while the next answer is pending: a hold of more than a minute is about the hour. Of two
 * kinds of hour the time left is reckoned by the one that counts more.
 */
function supposed({ lessons, hold }: Pace): Pace['lessons'] {
  if (lessons === undefined) return lessons;
  const { question, perHour } = lessons;
  const likely = perHour === undefined ? lessons : { ...lessons, perClockHour: undefined };
  if (question === undefined) return likely;
  const { lastMinute, lastHour, at } = question;
  const isLong = hold !== undefined && hold.untilAt - at > LONGER_THAN_A_MINUTE_MS;
  if (isLong || lastMinute === 0) return { ...likely, perHour: { count: Math.max(1, lastHour), at } };
  return { ...likely, perMinute: { count: lastMinute, at } };
}

interface Learned {
  perMinute: Ceiling | undefined;
  perHour: Ceiling | undefined;
  perClockHour: Ceiling | undefined;
  bucket: Bucket | undefined;
}

/** The learned ceilings that are below those of the inputs. */
function learnedCeilings({ lessons }: Pace, ceilings: Ceilings, now: number): Learned {
  const below = (ceiling: Ceiling | undefined, input: number, least: number) => {
    if (ceiling === undefined) return undefined;
    const count = believedCount(ceiling, least, now);
    return count < input ? { ...ceiling, count } : undefined;
  };
  return {
    perMinute: below(lessons?.perMinute, ceilings.perMinute, LEAST.perMinute),
    perHour: below(lessons?.perHour, ceilings.perHour, LEAST.perHour),
    perClockHour: below(lessons?.perClockHour, ceilings.perHour, LEAST.perHour),
    bucket: isRateKnown(lessons?.bucket) ? lessons.bucket : undefined,
  };
}

function rulesOf({ hold, aheadMs = 0 }: Pace, ceilings: Ceilings, learned: Learned): Rules {
  const perMinute = learned.perMinute?.count ?? ceilings.perMinute;
  return {
    spacingMs:
      perMinute > DOCUMENTED_PER_MINUTE ? MINUTE_MS / perMinute : Math.max(LEAST_SPACING_MS, MINUTE_MS / perMinute),
    perMinute: Math.ceil(perMinute),
    perHour: learned.perHour?.count ?? ceilings.perHour,
    perClockHour: learned.perClockHour?.count ?? Number.POSITIVE_INFINITY,
    aheadMs,
    bucket: learned.bucket,
    heldUntilAt: hold?.untilAt ?? Number.NEGATIVE_INFINITY,
  };
}

function slotUnder(pace: Pace, ceilings: Ceilings, learned: Learned, now: number): Slot {
  const { spacing, minute, hour, clockHour, bucket, hold } = earliest(
    rulesOf(pace, ceilings, learned),
    countedAttempts(pace.sendings, pace.lessons),
    pace.lastStartedAt,
  );
  const slots: Slot[] = [
    { at: now, reason: 'nothing to wait for' },
    { at: Math.max(spacing, minute), reason: ceilingReason('a minute', ceilings.perMinute, learned.perMinute) },
    { at: hour, reason: ceilingReason('an hour', ceilings.perHour, learned.perHour) },
    { at: clockHour, reason: ceilingReason(CLOCK_HOUR, ceilings.perHour, learned.perClockHour) },
  ];
  if (learned.bucket !== undefined)
    slots.push({
      at: bucket,
      reason: `${everySo(learned.bucket)}, as GitHub showed on ${day(learned.bucket.emptyAt)}`,
    });
  if (pace.hold !== undefined) slots.push({ at: hold, reason: holdReason(pace.hold) });
  return slots.reduce((latest, slot) => (slot.at > latest.at ? slot : latest));
}

const CLOCK_HOUR = 'from one full hour to the next';

/** The steady rate of a bucket, for the log. */
function everySo(bucket: Bucket): string {
  return `an issue every ${duration(HOUR_MS / (ratePerHour(bucket) ?? 1))}`;
}

function ceilingReason(window: string, input: number, learned: Ceiling | undefined): string {
  if (learned === undefined) return `at most ${count(input, 'issue')} ${window}`;
  return `at most ${count(learned.count, 'issue')} ${window}, as GitHub showed on ${day(learned.at)}`;
}

/** Why a hold is kept, for the log. */
export function holdReason({ announced, message }: { announced: boolean; message?: string | undefined }): string {
  const reason = announced ? 'GitHub asked to wait' : 'GitHub refused without saying for how long';
  return message === undefined ? reason : `${reason} (${message})`;
}

/** The differences between the two, for the log. */
export function describeNewLimits(before: LearnedLimits | undefined, after: LearnedLimits | undefined): string[] {
  if (after === undefined || after === before) return [];
  const lines = [
    ceilingLine({ window: 'a minute', isOneOfTwo: false }, before?.perMinute, after.perMinute),
    ceilingLine({ window: 'an hour', isOneOfTwo: after.perClockHour !== undefined }, before?.perHour, after.perHour),
    ceilingLine(
      { window: CLOCK_HOUR, isOneOfTwo: after.perHour !== undefined },
      before?.perClockHour,
      after.perClockHour,
    ),
    bucketLine(before?.bucket, after.bucket),
  ];
  const { question } = after;
  if (question !== undefined && question !== before?.question) {
    const accepted = `${count(question.lastMinute, 'issue')} in a minute and ${question.lastHour} in an hour`;
    lines.push(`Before that it accepted ${accepted}; the next attempt will show which limit this is`);
  }
  return lines.filter((line) => line !== undefined);
}

function ceilingLine(
  { window, isOneOfTwo }: { window: string; isOneOfTwo: boolean },
  before: Ceiling | undefined,
  after: Ceiling | undefined,
): string | undefined {
  if (after === before) return undefined;
  if (after === undefined)
    return isOneOfTwo
      ? `The limit is not one of ${before?.count} issues ${window}`
      : `GitHub took more than ${before?.count} issues ${window}: that is no longer the limit`;
  const still = after.count === before?.count ? ' still' : '';
  const maybe = isOneOfTwo ? ', or so it may be: the limit is of one of two kinds' : '';
  return `GitHub takes${still} at most ${after.count} issues ${window} from this account${maybe}`;
}

function bucketLine(before: Bucket | undefined, after: Bucket | undefined): string | undefined {
  if (after === undefined || ratePerHour(after) === undefined || after.refusals === before?.refusals) return undefined;
  return `GitHub takes about ${Math.round(sizeOf(after))} issues at once and then ${everySo(after)} from this account`;
}
