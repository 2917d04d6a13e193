/**
 * Limits learned from refusals: how many issues GitHub takes from an account, and in which window. Pure.
 *
 * GitHub does not announce its ceilings, they differ by account, and a refusal does not say which one it was, nor of
 * which shape it is. So a refusal is a measurement. Each shape (shapes.ts) is a hypothesis that says of each answer
 * whether it was to be expected:
 *
 * | hypothesis   | expects a refusal               | is contradicted by                                       |
 * | ------------ | ------------------------------- | -------------------------------------------------------- |
 * | minute       | when so many in the last minute | more taken in a minute                                   |
 * | hour         | when so many in the last hour   | more taken in an hour; a refusal before, explained below |
 * | clock hour   | when so many in the clock hour  | more taken in one; a refusal before, explained above     |
 * | bucket       | when it is empty                | more or less taken between refusals than one rate fills  |
 *
 * The hour and the clock hour are rivals: the first answer that one of them does not explain and the other does decides.
 * An answer that no hypothesis explains begins anew: the refusal is a question, and the next answer tells.
 *
 * - taken, with more now in the hour than at the refusal: it was the minute, or else a bucket, or somebody else;
 * - refused, with nothing sent in the last minute: it was the hour, of one kind or the other.
 *
 * Where the minute is known and the hour's count is a number that people choose, that answer is not needed.
 */

import { bucketGave, emptyAgain, foundEmpty, isRateKnown } from './bucket.ts';
import type { Bucket, Ceiling, LearnedLimits } from './schema.ts';
import { busiestMinute, type Counts, countedAttempts, countsAt, type History, isFull, LEAST } from './shapes.ts';

/** A hold longer than this is not a minute's window that empties. */
export const LONGER_THAN_A_MINUTE_MS = 90_000;
/** Ceilings of an hour are chosen in fifties, or as so many a minute: 60, 100, 120, 150, 180, 200, … */
const CHOSEN_PER_HOUR = [50, 60] as const;

type Question = NonNullable<LearnedLimits['question']>;
type HourKind = 'perHour' | 'perClockHour';

export const NOTHING_LEARNED: LearnedLimits = { refusals: 0, tries: 0 };

/** The sending that was answered last, at `at`, opened an issue. */
export function learnFromAcceptance(before: LearnedLimits, history: History, at: number): LearnedLimits {
  const bucket = before.bucket && bucketGave(before.bucket, at);
  const noted = { ...before, bucket };
  const lessons = noted.question === undefined ? noted : verdict(noted, noted.question, history, at);
  const sent = countsAt(history, at);
  const isBelow = (ceiling: Ceiling | undefined, count: number) => ceiling !== undefined && ceiling.count < count;
  if (isBelow(lessons.perMinute, sent.lastMinute)) return { ...lessons, perMinute: undefined, ...moved(at) };
  const perHour = isBelow(lessons.perHour, sent.lastHour) ? undefined : lessons.perHour;
  const perClockHour = isBelow(lessons.perClockHour, sent.clockHour) ? undefined : lessons.perClockHour;
  if (perHour === lessons.perHour && perClockHour === lessons.perClockHour) return lessons;
  const rest = { ...lessons, perHour, perClockHour };
  // The rival expected that.
  if (perHour !== undefined || perClockHour !== undefined) return { ...rest, ...decided(shapeOf(rest)) };
  return { ...rest, ...moved(at) };
}

/** That explains refusals that were attributed to somebody else before. */
function decided(shape: LearnedLimits['shape']): Pick<LearnedLimits, 'shape' | 'movedAt'> {
  return { shape, movedAt: undefined };
}

function shapeOf({ perHour, perClockHour }: Pick<LearnedLimits, HourKind>): LearnedLimits['shape'] {
  if ((perHour === undefined) === (perClockHour === undefined)) return undefined;
  return perHour === undefined ? 'clock' : 'rolling';
}

/** Which ceiling the open question was about, now that a sending has been taken. */
function verdict(lessons: LearnedLimits, question: Question, history: History, at: number): LearnedLimits {
  const { lastMinute, lastHour } = question;
  const busiest = busiestMinute(history.sendings.filter(([, , taken]) => taken));
  const isBucket = lessons.shape === 'bucket' || isRateKnown(lessons.bucket);
  const canBeHour = !isBucket && lastHour > 0 && countsAt(history, at).lastHour <= lastHour;
  const waitedLong = at - question.at > LONGER_THAN_A_MINUTE_MS;
  const minuteFilled = lastMinute / busiest;
  const hourFilled = Math.min(1, lastHour / (lessons.perHour?.count ?? lastHour));
  if (canBeHour && (waitedLong || minuteFilled < hourFilled)) return hourIs(lessons, { ...question, refusals: 1 }, at);
  const answered = { ...lessons, question: undefined };
  // So few prove nothing: if it is the minute, a bucket of that rate comes to the same.
  if (lastMinute < LEAST.perMinute || isBucket) return answered;
  if (lastMinute >= busiest) return minuteIs(lessons, lastMinute, at);
  // The number that others sent in that minute is unknown: assume at most half of it.
  return { ...answered, ...moved(at), perMinute: { count: Math.max(lastMinute, Math.ceil(busiest / 2)), at } };
}

/** A refused sending: when it started and was answered, and whether GitHub named a time. */
export interface RefusedAttempt {
  startedAt: number;
  at: number;
  announced: boolean;
}

/** A sending was refused because of a limit; `history` is that before it. */
export function learnFromRefusal(lessons: LearnedLimits, history: History, refused: RefusedAttempt): LearnedLimits {
  const { at, announced } = refused;
  const noted = { ...lessons, refusals: lessons.refusals + 1 };
  const expected = asExpected(noted, history, refused);
  if (expected !== undefined) return expected;
  const bucket = noted.bucket && emptyAgain(noted.bucket, at);
  if (bucket !== undefined && isRateKnown(noted.bucket)) return bucketIs(noted, bucket, at);
  const counts = countsAt(history, at);
  const sent = { ...counts, clockHour: clockHourIn(lessons, counts) };
  // A time that GitHub named is waited for first, for any kind of limit.
  const excludesMinute = sent.lastMinute === 0 && (!announced || lessons.question !== undefined);
  if (excludesMinute) return hourIs({ ...noted, bucket }, { ...sent, refusals: 2 }, at);
  if (isClearlyTheHour(lessons, sent)) return hourIs(noted, { ...sent, refusals: 1 }, at);
  const { lastMinute, lastHour, clockHour } = sent;
  // A limit that was seen to be a rolling window is one that moves: a steady rate would be found by chance.
  const begun = noted.shape === 'rolling' ? undefined : (bucket ?? foundEmpty(at, burstBefore(history, sent, at)));
  return { ...noted, bucket: begun, question: { lastMinute, lastHour, clockHour, at } };
}

/** It was a bucket, then, and nobody else; unless the limit had shown another shape. */
function bucketIs(lessons: LearnedLimits, bucket: Bucket, at: number): LearnedLimits {
  const { shape, movedAt } = lessons;
  const isNew = shape === 'rolling' || shape === 'clock';
  const change = isNew ? { movedAt: movedAt ?? at } : decided('bucket');
  return { ...lessons, bucket, question: undefined, tries: lessons.tries + 1, ...change };
}

/**
 * The number accepted in the clock hour; 0 where it is no measure, because the clock hour before took more. A clock hour that is
 * known may have fallen, but hardly to less than a third.
 */
function clockHourIn({ shape, perClockHour }: LearnedLimits, { clockHour, clockHourBefore }: Counts): number {
  const canHaveFallen = shape === 'clock' && clockHour * 3 >= (perClockHour?.count ?? 0);
  return canHaveFallen || clockHourBefore <= clockHour ? clockHour : 0;
}

/** The number accepted in the hour before it was found empty. */
function burstBefore({ sendings }: History, { lastHour }: Counts, at: number): Bucket['burst'] {
  const first = sendings.filter(([, , taken]) => taken).at(-lastHour)?.[0] ?? at;
  return { count: lastHour, ms: lastHour === 0 ? 0 : at - first };
}

/**
 * Whether a refusal is for the hour without asking again, which on a steady limit would be one more refusal: the
 * ceiling of a minute was kept to and had held for two full minutes, nobody was seen to use the limit too, and what
 * was taken in the hour is a number that people choose. By chance it is one time in thirty, and then the campaign
 * goes on under that ceiling until it tries more.
 */
function isClearlyTheHour(lessons: LearnedLimits, { lastMinute, lastHour }: Counts): boolean {
  const { perMinute, perHour, perClockHour, movedAt, shape } = lessons;
  const isOpen = perHour === undefined && perClockHour === undefined && movedAt === undefined && shape !== 'bucket';
  if (perMinute === undefined || !isOpen) return false;
  const hasHeld = lastMinute <= perMinute.count && lastHour >= Math.max(LEAST.perHour, 3 * perMinute.count);
  return hasHeld && CHOSEN_PER_HOUR.some((unit) => lastHour % unit === 0);
}

/**
 * The refusal of one more than a known ceiling, which still holds; undefined when none expected it. The pacer sends one
 * more only to try, or to ask which of two it is; else it is refused sendings that fill the ceiling, and count.
 */
function asExpected(
  noted: LearnedLimits,
  history: History,
  { startedAt, at }: RefusedAttempt,
): LearnedLimits | undefined {
  const { perMinute, perHour, perClockHour } = noted;
  const counted = { ...history, sendings: countedAttempts(history.sendings, noted) };
  const met = (ceiling: Ceiling) => ({ ...ceiling, at, refusals: (ceiling.refusals ?? 1) + 1 });
  const still = (kind: HourKind, window: 'hour' | 'clockHour') => {
    const ceiling = noted[kind];
    return ceiling !== undefined && isFull({ window, count: ceiling.count }, counted, startedAt)
      ? met(ceiling)
      : undefined;
  };
  const hours = { perHour: still('perHour', 'hour'), perClockHour: still('perClockHour', 'clockHour') };
  const rest = { ...noted, tries: noted.tries + 1, question: undefined };
  if (hours.perHour !== undefined || hours.perClockHour !== undefined) {
    const shape = shapeOf(hours);
    const decides = shape !== undefined && perHour !== undefined && perClockHour !== undefined;
    return { ...rest, ...hours, ...(decides ? { ...decided(shape), asked: true } : {}) };
  }
  if (perMinute !== undefined && isFull({ window: 'minute', count: perMinute.count }, counted, startedAt))
    return { ...rest, perMinute: met(perMinute) };
  return perHour !== undefined && isFull({ window: 'hour', count: perHour.count }, history, startedAt)
    ? { ...noted, refusalsCount: true, question: undefined }
    : undefined;
}

/** Its own refusals to spend from now on: the limit is another one than was learned. */
function moved(at: number): Pick<LearnedLimits, 'refusals' | 'tries' | 'movedAt'> {
  return { refusals: 0, tries: 0, movedAt: at };
}

/** The counts at a refusal that was for the hour, and how many refusals showed it. */
type HourCounts = Pick<Question, 'lastHour' | 'clockHour'> & { refusals: number };

/** It was the hour, of the kind that is known; while none is, of either. */
function hourIs(lessons: LearnedLimits, { lastHour, clockHour = 0, refusals }: HourCounts, at: number): LearnedLimits {
  const answered = {
    ...lessons,
    question: undefined,
    bucket: isRateKnown(lessons.bucket) ? undefined : lessons.bucket,
  };
  // With nothing sent in the hour, others have used it up: that does not measure our own limit.
  if (lastHour === 0) return answered;
  const { perHour, perClockHour } = lessons;
  const canBeClock = clockHour > 0 && lessons.shape !== 'rolling';
  const canBeHour = lessons.shape !== 'clock' || !canBeClock;
  const known = perHour ?? perClockHour;
  const change = known !== undefined && (canBeHour ? lastHour : clockHour) < known.count ? moved(at) : {};
  return {
    ...answered,
    perHour: canBeHour ? { count: lastHour, at, refusals } : undefined,
    perClockHour: canBeClock ? { count: clockHour, at, refusals } : undefined,
    shape: lessons.shape === 'rolling' || !canBeHour ? lessons.shape : undefined,
    ...change,
  };
}

function minuteIs(lessons: LearnedLimits, count: number, at: number): LearnedLimits {
  const change = lessons.perMinute !== undefined && count < lessons.perMinute.count ? moved(at) : {};
  return { ...lessons, question: undefined, perMinute: { count, at, refusals: 1 }, ...change };
}

/** A new campaign has its own refusals to spend, so that it tries more than earlier ones learned. */
export function forNewCampaign(lessons: LearnedLimits): LearnedLimits {
  return { ...lessons, refusals: 0, tries: 0, movedAt: undefined, asked: undefined };
}
