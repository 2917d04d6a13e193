/**
 * The shapes that a limit may have, and how each of them counts. Pure.
 *
 * | shape        | counts the sendings                        | an old one no longer counts       |
 * | ------------ | ------------------------------------------ | --------------------------------- |
 * | minute, hour | of the last minute, of the last hour       | a minute, an hour after it        |
 * | clock hour   | since the last full hour of GitHub's clock | at the next full hour             |
 * | bucket       | that it has not made up for yet            | see bucket.ts                     |
 *
 * The server counts a sending at some instant between its start and its answer. "Certain" counts hold for
 * every such instant, "possible" ones for some.
 */

import type { Attempt, LearnedLimits } from './schema.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** A ceiling below this is a guess until a second refusal shows the same: a quarter of the limits that users met (20, 150). */
export const LEAST = { perMinute: 5, perHour: 37 } as const;

/** GitHub's `date` has whole seconds, and the answer that brought it took its time. */
export const CLOCK_SLACK_MS = 2_000;

/** The attempts, and how far GitHub's clock is ahead of ours (milliseconds, less whole hours). */
export interface History {
  sendings: readonly Attempt[];
  aheadMs: number;
}

export interface Counts {
  lastMinute: number;
  lastHour: number;
  clockHour: number;
  /** In the clock hour before, as far as an hour back. */
  clockHourBefore: number;
}

/** The number certainly accepted in each window when the server counted, at `at` or a little earlier. */
export function countsAt({ sendings, aheadMs }: History, at: number): Counts {
  const lastHour = takenAfter(sendings, at - HOUR_MS);
  const beganAt = clockHourOf(at, aheadMs);
  // A campaign may begin with the hour, a moment before we take it to have begun.
  const isWhole = takenAfter(sendings, beganAt - CLOCK_SLACK_MS) === lastHour;
  // Near the end of an hour by our reckoning, the next one may have begun.
  const isOver = at + CLOCK_SLACK_MS >= beganAt + HOUR_MS;
  const clockHour = isOver ? 0 : isWhole ? lastHour : takenAfter(sendings, beganAt);
  const clockHourBefore = Math.max(0, lastHour - takenAfter(sendings, beganAt - CLOCK_SLACK_MS));
  return { lastMinute: takenAfter(sendings, at - MINUTE_MS), lastHour, clockHour, clockHourBefore };
}

function takenAfter(sendings: readonly Attempt[], time: number): number {
  let count = 0;
  for (let index = sendings.length - 1; index >= 0; index -= 1) {
    const [startedAt, answeredAt, taken] = sendings[index] ?? [0, 0, false];
    // They are in the order of their answers.
    if (answeredAt <= time) break;
    if (taken && startedAt > time) count += 1;
  }
  return count;
}

/** Whether so many may have been counted in the window that a sending started at `startedAt` met. */
export function isFull(
  { window, count }: { window: 'minute' | 'hour' | 'clockHour'; count: number },
  history: History,
  startedAt: number,
): boolean {
  const answeredAt = history.sendings.at(-count)?.[1];
  if (answeredAt === undefined) return false;
  if (window === 'minute') return answeredAt > startedAt - MINUTE_MS;
  if (window === 'hour') return answeredAt > startedAt - HOUR_MS;
  // GitHub's hour begins when ours does or a little earlier.
  return answeredAt > clockHourOf(startedAt, history.aheadMs) - CLOCK_SLACK_MS;
}

/** The last full hour of GitHub's clock, in our time. */
export function clockHourOf(at: number, aheadMs: number): number {
  return Math.floor((at + aheadMs) / HOUR_MS) * HOUR_MS - aheadMs;
}

/** The most that has certainly been taken in one minute, of these. */
export function busiestMinute(sendings: readonly Attempt[]): number {
  let most = 0;
  let first = 0;
  for (const [index, [, answeredAt]] of sendings.entries()) {
    while ((sendings[first]?.[0] ?? answeredAt) <= answeredAt - MINUTE_MS) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** The sendings that ceilings are about. */
export function countedAttempts(sendings: readonly Attempt[], lessons: LearnedLimits | undefined): readonly Attempt[] {
  // Without a lesson there was no refusal.
  if (lessons === undefined || lessons.refusalsCount === true) return sendings;
  return sendings.filter(([, , taken]) => taken);
}
