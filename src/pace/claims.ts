/** Makes lessons from outside safe: a marker can claim no ceiling so low, none so old, and no time from the future. */

import { bucketRoomAt } from './bucket.ts';
import type { Bucket, Ceiling, LearnedLimits } from './schema.ts';
import { HOUR_MS, LEAST } from './shapes.ts';
import { REFUSALS_ALLOWED } from './trying.ts';

/** After three monthly campaigns in which nothing was refused, a ceiling is forgotten. */
const FORGOTTEN_MS = 100 * 24 * HOUR_MS;
/** For so long a ceiling below the least is believed, when more than one refusal showed it. */
const BELIEVED_MS = 24 * HOUR_MS;

/** The lessons without claims that could harm. */
export function saneLimits(lessons: LearnedLimits, now: number): LearnedLimits {
  const { perMinute, perHour, perClockHour, bucket, movedAt, unknownBefore } = lessons;
  return {
    perMinute: saneCeiling(perMinute, LEAST.perMinute, now),
    perHour: saneCeiling(perHour, LEAST.perHour, now),
    perClockHour: saneCeiling(perClockHour, LEAST.perHour, now),
    bucket: bucket && saneBucket(bucket, now),
    question: saneQuestion(lessons.question, now),
    refusals: bounded(lessons.refusals, REFUSALS_ALLOWED + 1),
    tries: bounded(lessons.tries, 5),
    movedAt: past(movedAt, now),
    refusalsCount: lessons.refusalsCount,
    unknownBefore: past(unknownBefore, now),
    shape: lessons.shape,
    asked: lessons.asked,
  };
}

/** The count that is kept to: a low one for a day at most since it was last met, then the least. */
export function believedCount({ count, at, refusals = 1 }: Ceiling, least: number, now: number): number {
  const isShown = refusals >= 2 && now - at < BELIEVED_MS;
  return Math.max(isShown ? 1 : least, Math.floor(count));
}

function saneCeiling(ceiling: Ceiling | undefined, least: number, now: number): Ceiling | undefined {
  if (ceiling === undefined || !isRecent(ceiling.at, FORGOTTEN_MS, now)) return undefined;
  return { ...ceiling, count: believedCount(ceiling, least, now) };
}

function saneQuestion(question: LearnedLimits['question'], now: number): LearnedLimits['question'] {
  if (question === undefined || !isRecent(question.at, HOUR_MS, now)) return undefined;
  const { lastMinute, lastHour, clockHour, at } = question;
  return {
    lastMinute: Math.max(LEAST.perMinute, lastMinute),
    lastHour: Math.max(LEAST.perHour, lastHour),
    ...(clockHour === undefined ? {} : { clockHour: Math.max(LEAST.perHour, clockHour) }),
    at,
  };
}

/** A bucket that is filled too slowly, or whose numbers contradict each other, is none. */
function saneBucket(bucket: Bucket, now: number): Bucket | undefined {
  const { firstAt, emptyAt, taken, takenSince, least, most, refusals, burst } = bucket;
  const isOrdered = firstAt <= emptyAt && takenSince <= taken && (most === undefined || (0 <= least && least <= most));
  const isCounted = [taken, takenSince, burst.count, burst.ms, refusals].every((count) => count >= 0 && count < 1e9);
  if (!isOrdered || !isCounted || !isRecent(emptyAt, FORGOTTEN_MS, now)) return undefined;
  const floor = believedCount({ count: 0, at: emptyAt, refusals }, LEAST.perHour, now);
  if (most === undefined) return bucket;
  // It is never emptier than by the one that was refused and our slack.
  const isEndless = (bucketRoomAt(bucket) ?? now) > now + (3 * HOUR_MS) / most;
  return most < floor || isEndless ? undefined : bucket;
}

function isRecent(at: number, ms: number, now: number): boolean {
  return at <= now && at > now - ms;
}

function past(at: number | undefined, now: number): number | undefined {
  return at !== undefined && at <= now ? at : undefined;
}

function bounded(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.floor(value)));
}
