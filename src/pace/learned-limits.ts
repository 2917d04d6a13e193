/**
 * What refusals teach: how many issues GitHub takes from an account in a minute and in an hour. Pure.
 *
 * GitHub does not announce these ceilings, they differ by account, and a refusal does not say which one
 * it was. So a refusal is a measurement. What had been sent in the last minute and in the last hour
 * bounds one of the two ceilings from above, and the answer to the next sending, at least a minute
 * later, tells which:
 *
 * - taken, although more is now sent in the hour than at the refusal: it was the minute;
 * - refused, with nothing sent in the last minute: it was the hour;
 * - taken, although busier minutes had passed before: somebody else uses the same limit.
 *
 * Where the minute is known and the hour's count is a number that people choose, that answer is not needed.
 *
 * A ceiling can only be found to have risen by trying more than it allows, and on a steady limit each
 * try is a refusal. A campaign has three to spend: what learning leaves of them is spent where it is
 * worth most, in the middle of what is left to do. Once a limit has been seen to move, one more is tried
 * after a clean hour, and after each refused try only when twice as much time has passed.
 */

import type { Ceiling, Lessons, Sending } from './schema.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** Refusals that a campaign may meet on a steady limit: one for the minute, two for the hour. */
export const REFUSALS_ALLOWED = 3;
/** A hold longer than this is not a minute's window that empties. */
export const LONGER_THAN_A_MINUTE_MS = 90_000;
/** Ceilings of an hour are chosen in fifties, or as so many a minute: 60, 100, 120, 150, 180, 200, … */
const CHOSEN_PER_HOUR = [50, 60] as const;
/** Whatever a marker claims, a ceiling is taken to be at least this: a quarter of what users met (20, 150). */
const LEAST = { perMinute: 5, perHour: 37 } as const;
/** After three monthly campaigns in which nothing was refused, a ceiling is forgotten. */
const FORGOTTEN_MS = 100 * 24 * HOUR_MS;

type Question = NonNullable<Lessons['question']>;

export const NOTHING_LEARNED: Lessons = { refusals: 0, tries: 0 };

/** The sending that was answered last, at `at`, opened an issue. */
export function learnFromAcceptance(lessons: Lessons, sendings: readonly Sending[], at: number): Lessons {
  const sent = countsAt(sendings, at);
  const answered = lessons.question === undefined ? lessons : verdict(lessons, lessons.question, sendings, at);
  const above = (ceiling: Ceiling | undefined, count: number) => ceiling !== undefined && count > ceiling.count;
  if (above(answered.perMinute, sent.lastMinute)) return { ...answered, perMinute: undefined, ...moved(at) };
  return above(answered.perHour, sent.lastHour) ? { ...answered, perHour: undefined, ...moved(at) } : answered;
}

/** Which ceiling the open question was about, now that a sending has been taken. */
function verdict(lessons: Lessons, question: Question, sendings: readonly Sending[], at: number): Lessons {
  const { lastMinute, lastHour } = question;
  const busiest = busiestMinute(sendings.filter(([, , taken]) => taken));
  const canBeHour = lastHour > 0 && countsAt(sendings, at).lastHour <= lastHour;
  const waitedLong = at - question.at > LONGER_THAN_A_MINUTE_MS;
  const minuteFilled = lastMinute / busiest;
  const hourFilled = Math.min(1, lastHour / (lessons.perHour?.count ?? lastHour));
  if (canBeHour && (waitedLong || minuteFilled < hourFilled)) return hourIs(lessons, lastHour, at);
  if (lastMinute >= busiest) return minuteIs(lessons, lastMinute, at);
  const rest = { ...lessons, ...moved(at), question: undefined };
  // With nothing of ours in the minute, it says nothing about our pace.
  if (lastMinute === 0) return rest;
  // What others sent in that minute is unknown: meet them half-way at most.
  return { ...rest, perMinute: { count: Math.max(lastMinute, Math.ceil(busiest / 2)), at } };
}

/** A refused sending: when it started and was answered, and whether GitHub named a time. */
export interface RefusedSending {
  startedAt: number;
  at: number;
  announced: boolean;
}

/** A sending was refused because of a limit; `sendings` are those before it. */
export function learnFromRefusal(lessons: Lessons, sendings: readonly Sending[], refused: RefusedSending): Lessons {
  const { at, announced } = refused;
  const noted = { ...lessons, refusals: lessons.refusals + 1 };
  const tried = triedMore(noted, sendings, refused);
  if (tried !== undefined) return tried;
  const sent = countsAt(sendings, at);
  // A time that GitHub named is waited for first, whatever it was about.
  const excludesMinute = sent.lastMinute === 0 && (!announced || lessons.question !== undefined);
  return excludesMinute || isClearlyTheHour(lessons, sent)
    ? hourIs(noted, sent.lastHour, at)
    : { ...noted, question: { ...sent, at } };
}

/**
 * Whether a refusal is for the hour without asking again, which on a steady limit would be one more refusal: the
 * ceiling of a minute was kept to and had held for two full minutes, nobody was seen to use the limit too, and what
 * was taken in the hour is a number that people choose. By chance it is one time in thirty, and then the campaign
 * goes on under that ceiling until it tries more.
 */
function isClearlyTheHour({ perMinute, perHour, movedAt }: Lessons, { lastMinute, lastHour }: Counts): boolean {
  if (perMinute === undefined || perHour !== undefined || movedAt !== undefined) return false;
  const hasHeld = lastMinute <= perMinute.count && lastHour >= 3 * perMinute.count;
  return hasHeld && CHOSEN_PER_HOUR.some((unit) => lastHour % unit === 0);
}

/**
 * The refusal of one more than a known ceiling: it still holds. The pacer sends one more only to try; else
 * it is refused sendings that fill the ceiling, and count.
 */
function triedMore(noted: Lessons, sendings: readonly Sending[], { startedAt, at }: RefusedSending) {
  const { perMinute, perHour } = noted;
  const isAt = (ceiling: Ceiling | undefined, ms: number, among: readonly Sending[]): ceiling is Ceiling =>
    ceiling !== undefined && among.filter(([, answeredAt]) => answeredAt > startedAt - ms).length >= ceiling.count;
  const counted = countedSendings(sendings, noted);
  const rest = { ...noted, tries: noted.tries + 1, question: undefined };
  if (isAt(perHour, HOUR_MS, counted)) return { ...rest, perHour: { ...perHour, at } };
  if (isAt(perMinute, MINUTE_MS, counted)) return { ...rest, perMinute: { ...perMinute, at } };
  return isAt(perHour, HOUR_MS, sendings) ? { ...noted, refusalsCount: true, question: undefined } : undefined;
}

/** The sendings that ceilings are about. */
export function countedSendings(sendings: readonly Sending[], lessons: Lessons | undefined): readonly Sending[] {
  // Without a lesson there was no refusal.
  if (lessons === undefined || lessons.refusalsCount === true) return sendings;
  return sendings.filter(([, , taken]) => taken);
}

/** Its own refusals to spend from now on: the limit is another one than was learned. */
function moved(at: number): Pick<Lessons, 'refusals' | 'tries' | 'movedAt'> {
  return { refusals: 0, tries: 0, movedAt: at };
}

function hourIs(lessons: Lessons, count: number, at: number): Lessons {
  // With nothing sent in the hour, others have used it up: that is not a measure of what we may send.
  if (count === 0) return { ...lessons, question: undefined };
  const change = lessons.perHour !== undefined && count < lessons.perHour.count ? moved(at) : {};
  return { ...lessons, question: undefined, perHour: { count, at }, ...change };
}

function minuteIs(lessons: Lessons, count: number, at: number): Lessons {
  const change = lessons.perMinute !== undefined && count < lessons.perMinute.count ? moved(at) : {};
  return { ...lessons, question: undefined, perMinute: { count, at }, ...change };
}

/**
 * Whether to try one more than a ceiling allows. `leftMs`: how long the rest of the campaign takes under
 * it. With k refusals to spend, the first try is worth most after 1/(k+1) of that time: earlier it
 * misses later changes, later it gains less.
 */
export function mayTryMore(lessons: Lessons, ceiling: Ceiling, now: number, leftMs: () => number): boolean {
  if (lessons.question !== undefined) return false;
  const cleanMs = now - ceiling.at;
  if (lessons.movedAt !== undefined) return cleanMs >= HOUR_MS * 2 ** lessons.tries;
  const spare = REFUSALS_ALLOWED - lessons.refusals;
  if (spare <= 0 || cleanMs < HOUR_MS) return false;
  return wasHalfBlind(lessons, ceiling) || cleanMs * spare >= leftMs();
}

/** Learned when less than an hour was known: more may have been sent in it. */
function wasHalfBlind({ unknownBefore }: Lessons, ceiling: Ceiling): boolean {
  return unknownBefore !== undefined && ceiling.at < unknownBefore + HOUR_MS;
}

/** A new campaign has its own refusals to spend, so that it tries more than earlier ones learned. */
export function forNewCampaign(lessons: Lessons): Lessons {
  return { ...lessons, refusals: 0, tries: 0, movedAt: undefined };
}

/** Makes lessons that came from outside safe: no ceiling so low, none so old, no time from the future. */
export function saneLessons(lessons: Lessons, now: number): Lessons {
  const { perMinute, perHour, question, movedAt, unknownBefore } = lessons;
  const isRecent = (at: number, ms: number) => at <= now && at > now - ms;
  const sane = (ceiling: Ceiling | undefined, least: number) =>
    ceiling !== undefined && isRecent(ceiling.at, FORGOTTEN_MS)
      ? { count: Math.max(least, Math.floor(ceiling.count)), at: ceiling.at }
      : undefined;
  const asked =
    question !== undefined && isRecent(question.at, HOUR_MS)
      ? {
          lastMinute: Math.max(LEAST.perMinute, question.lastMinute),
          lastHour: Math.max(LEAST.perHour, question.lastHour),
          at: question.at,
        }
      : undefined;
  return {
    perMinute: sane(perMinute, LEAST.perMinute),
    perHour: sane(perHour, LEAST.perHour),
    question: asked,
    refusals: bounded(lessons.refusals, REFUSALS_ALLOWED),
    tries: bounded(lessons.tries, 5),
    movedAt: past(movedAt, now),
    refusalsCount: lessons.refusalsCount,
    unknownBefore: past(unknownBefore, now),
  };
}

function past(at: number | undefined, now: number): number | undefined {
  return at !== undefined && at <= now ? at : undefined;
}

function bounded(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.floor(value)));
}

interface Counts {
  lastMinute: number;
  lastHour: number;
}

/** What has certainly been sent in the minute and the hour before the server counted, at `at` or a little earlier. */
export function countsAt(sendings: readonly Sending[], at: number): Counts {
  return { lastMinute: startedAfter(sendings, at - MINUTE_MS), lastHour: startedAfter(sendings, at - HOUR_MS) };
}

function startedAfter(sendings: readonly Sending[], time: number): number {
  return sendings.filter(([startedAt, , taken]) => taken && startedAt > time).length;
}

/** The most that has certainly been taken in one minute, of these. */
function busiestMinute(sendings: readonly Sending[]): number {
  let most = 0;
  let first = 0;
  for (const [index, [, answeredAt]] of sendings.entries()) {
    while ((sendings[first]?.[0] ?? answeredAt) <= answeredAt - MINUTE_MS) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
