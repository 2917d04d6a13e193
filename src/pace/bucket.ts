/**
 * A limit that is a bucket: each issue takes one out, and it fills steadily. Pure.
 *
 * A refusal says that it is empty (less than one is in it). So between two refusals it gave as many as it was filled
 * with, give or take one: `taken` of them in some time bound the rate from both sides, ever nearer the longer the time.
 * A refusal or an issue taken that fits no rate within these bounds contradicts the bucket.
 */

import type { Bucket } from './schema.ts';
import { HOUR_MS, LEAST } from './shapes.ts';

/** The server counts at an instant between start and answer: bounds may be off by so much. */
const TOLERANCE = 1.02;
/**
 * While the bounds of the rate are this far apart, the upper one is kept to: a refusal then brings them nearer. After
 * that the rate is taken to be nearer the lower one: a little too slow costs little time, a little too fast refusals.
 */
const NEAR_ENOUGH = 1.3;
/** Slower than one a minute: after the minute that is waited at least, it may still be empty. */
const SLOW_PER_HOUR = 60;
/** Slower than this, the wait for the next issue would be a silence of an hour. */
const SLOWEST_PER_HOUR = 2;
/** A smaller one is not told from a rate: found empty in the midst of a steady pace, any bucket looks like that. */
const LEAST_SIZE = 20;
/** So much less is taken to be in it than should be: it is refused less soon when the rate is a little lower than thought. */
const SLACK = 0.5;

/** It was found empty for the first time, after `count` issues in `ms`. */
export function foundEmpty(at: number, burst: Bucket['burst']): Bucket {
  return { firstAt: at, taken: 0, emptyAt: at, takenSince: 0, least: 0, refusals: 1, burst };
}

/** Issues in an hour that it is filled with; undefined while it is not known well enough. */
export function ratePerHour({ least, most, refusals }: Bucket): number | undefined {
  if (most === undefined || refusals < 2) return undefined;
  // Two refusals with many issues between them may be for a minute as well, with few for an hour that others use, too.
  if (refusals === 2 && (most > 60 * LEAST.perMinute || most < SLOW_PER_HOUR)) return undefined;
  return most > NEAR_ENOUGH * least ? most : least + (most - least) / 4;
}

/** How many it holds when it is full. */
export function sizeOf(bucket: Bucket): number {
  const { count, ms } = bucket.burst;
  return Math.max(LEAST_SIZE, count - ((ratePerHour(bucket) ?? 0) * ms) / HOUR_MS);
}

/** From when on it holds one for the next issue; undefined while its rate is not known. */
export function bucketRoomAt(bucket: Bucket): number | undefined {
  const perHour = ratePerHour(bucket);
  if (perHour === undefined) return undefined;
  return bucket.emptyAt + ((bucket.takenSince + 1 + SLACK) / perHour) * HOUR_MS;
}

/** It gave one; undefined when no rate within the bounds gives so many. */
export function bucketGave(bucket: Bucket, at: number): Bucket | undefined {
  const after = drawnFrom(bucket, at);
  const least = Math.max(after.least, perHour(after.taken - 1, at - after.firstAt));
  return after.most !== undefined && least > TOLERANCE * after.most ? undefined : { ...after, least };
}

/** One is taken out. */
export function drawnFrom(bucket: Bucket, at: number): Bucket {
  const before = notOverfull(bucket, at);
  return { ...before, taken: before.taken + 1, takenSince: before.takenSince + 1 };
}

/** Capacity beyond its size is lost, as if it had been found empty later. */
function notOverfull(bucket: Bucket, at: number): Bucket {
  const perHour = ratePerHour(bucket);
  if (perHour === undefined) return bucket;
  const fullAt = bucket.emptyAt + ((bucket.takenSince + SLACK + sizeOf(bucket)) / perHour) * HOUR_MS;
  const lostMs = Math.max(0, at - fullAt);
  return lostMs === 0 ? bucket : { ...bucket, emptyAt: bucket.emptyAt + lostMs, firstAt: bucket.firstAt + lostMs };
}

/** It was found empty again; undefined when no rate explains that. */
export function emptyAgain(bucket: Bucket, at: number): Bucket | undefined {
  const { firstAt, emptyAt, taken, takenSince } = notOverfull(bucket, at);
  const least = Math.max(bucket.least, perHour(taken - 1, at - firstAt), perHour(takenSince - 1, at - emptyAt));
  const most = Math.min(
    bucket.most ?? Number.POSITIVE_INFINITY,
    perHour(taken + 1, at - firstAt),
    perHour(takenSince + 1, at - emptyAt),
  );
  if (least > TOLERANCE * most || most < SLOWEST_PER_HOUR) return undefined;
  // Not even one in the minute that is waited at least: if it is a bucket, it is one so slow.
  if (takenSince === 0) return (ratePerHour(bucket) ?? 0) > SLOW_PER_HOUR ? undefined : { ...bucket, least, most };
  return { ...bucket, firstAt, taken, emptyAt: at, takenSince: 0, least, most, refusals: bucket.refusals + 1 };
}

/** Found empty so often that its rate is known, and nobody else needs to be supposed. */
export function isRateKnown(bucket: Bucket | undefined): bucket is Bucket {
  return bucket !== undefined && ratePerHour(bucket) !== undefined;
}

function perHour(count: number, ms: number): number {
  return (count / Math.max(1, ms)) * HOUR_MS;
}
