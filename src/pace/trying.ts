/**
 * When one more than was learned is tried. Pure.
 *
 * A ceiling can only be found to have risen by trying more than it allows, and on a steady limit each
 * try is a refusal. A campaign has three to spend: those that learning leaves are spent where they are
 * worth most, in the middle of what is left to do. Once a limit has been seen to move, one more is tried
 * after a clean hour, and after each refused try only when twice as much time has passed.
 */

import type { LearnedLimits } from './schema.ts';
import { HOUR_MS, MINUTE_MS } from './shapes.ts';

/** Refusals that a campaign may meet on a steady limit: one for the minute, two for the hour. */
export const REFUSALS_ALLOWED = 3;
/** So soon a ceiling of an hour is tried again that was learned from few issues: the window may be a shorter one. */
const SOON_MS = 15 * MINUTE_MS;

/**
 * Whether to try one more than a ceiling allows. `leftMs`: how long the rest of the campaign takes under
 * it; `isLow`: it is below the least. With k refusals to spend, the first try is worth most after 1/(k+1) of that
 * time: earlier it misses later changes, later it gains less.
 */
export function mayTryMore(
  lessons: LearnedLimits,
  met: { at: number; isLow: boolean },
  now: number,
  leftMs: () => number,
) {
  if (lessons.question !== undefined) return false;
  const cleanMs = now - met.at;
  if (lessons.movedAt !== undefined) return cleanMs >= HOUR_MS * 2 ** lessons.tries;
  // That the clock had to be asked is not this ceiling's doing.
  const spare = REFUSALS_ALLOWED + (lessons.asked === true ? 1 : 0) - lessons.refusals;
  if (spare <= 0) return false;
  if (met.isLow && cleanMs >= SOON_MS) return true;
  return cleanMs >= HOUR_MS && (wasHalfBlind(lessons, met.at) || cleanMs * spare >= leftMs());
}

/** Learned when less than an hour was known: more may have been sent in it. */
function wasHalfBlind({ unknownBefore }: LearnedLimits, at: number): boolean {
  return unknownBefore !== undefined && at < unknownBefore + HOUR_MS;
}
