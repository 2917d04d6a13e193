/**
 * When the next issue may be opened. Pure: takes times and answers, gives times and the reason for
 * them; no timer inside. What is known is in pace.ts, what refusals teach in ceilings.ts.
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

import { count, day } from '../shared/text.ts';
import { countedSendings, HOUR_MS, LONGER_THAN_A_MINUTE_MS, MINUTE_MS, mayTryMore } from './learned-limits.ts';
import type { Ceiling, Lessons, Pace, Sending } from './schema.ts';

/** What the next sending has to keep to. */
export interface Rules {
  /** From one start to the next, milliseconds. */
  spacingMs: number;
  /** At most so many in any minute and any hour; whole numbers. */
  perMinute: number;
  perHour: number;
  /** Nothing before this time. */
  heldUntilAt: number;
}

/** Two clocks, or one that counts whole seconds, may differ by so much at the end of an hour. */
const HOUR_MARGIN_MS = 1_000;

/** As many steps are played one by one; after two rounds of the hour, the rounds repeat. */
const STEPS_LIMIT = 10_000;

/** When the next may start, after these; 0 where a rule does not bind. */
export function earliest(rules: Rules, sendings: readonly Sending[], lastStartedAt: number | undefined) {
  return {
    spacing: lastStartedAt === undefined ? 0 : lastStartedAt + rules.spacingMs,
    minute: answeredAt(sendings, rules.perMinute) + MINUTE_MS,
    hour: answeredAt(sendings, rules.perHour) + HOUR_MS + HOUR_MARGIN_MS,
    hold: rules.heldUntilAt,
  };
}

/** When the `back`th last was answered: from then on it may have left the server's window. */
function answeredAt(sendings: readonly Sending[], back: number): number {
  return sendings.at(-back)?.[1] ?? Number.NEGATIVE_INFINITY;
}

/** Until the last of `left` issues is opened, from `now`, milliseconds. */
export function playForward(
  rules: Rules,
  sendings: readonly Sending[],
  lastStartedAt: number | undefined,
  now: number,
  left: number,
): number {
  if (left <= 0) return 0;
  const latencyMs = meanLatency(sendings);
  const played = [...sendings];
  const steps = Math.min(left, STEPS_LIMIT, Math.max(2 * rules.perHour, 2 * rules.perMinute));
  let startedAt = lastStartedAt;
  for (let step = 0; step < steps; step += 1) {
    startedAt = Math.max(now, ...Object.values(earliest(rules, played, startedAt)));
    played.push([startedAt, startedAt + latencyMs, true]);
  }
  return (played.at(-1)?.[1] ?? now) - now + repeated(played, rules, left - steps);
}

/** What `rest` more take, when rounds of the hour, or of the minute, repeat. */
function repeated(played: readonly Sending[], { perHour, perMinute, spacingMs }: Rules, rest: number): number {
  const round = played.length > 2 * perHour ? perHour : perMinute;
  const last = played.at(-1)?.[0] ?? 0;
  const before = played.at(-1 - round)?.[0] ?? last - round * spacingMs;
  const remainder = rest % round;
  const part = (played.at(-1 - round + remainder)?.[0] ?? before) - before;
  return Math.floor(rest / round) * (last - before) + part;
}

function meanLatency(sendings: readonly Sending[]): number {
  const recent = sendings.slice(-20);
  const sum = recent.reduce((total, [startedAt, answered]) => total + answered - startedAt, 0);
  return recent.length === 0 ? 0 : sum / recent.length;
}

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

/** The next permitted time. `left`: issues still to open, this one included. */
export function nextSlot(pace: Pace, ceilings: Ceilings, now: number, left: number): Slot {
  const learned = learnedCeilings(pace, ceilings);
  const leftMs = () => timeLeftMs(pace, ceilings, now, left);
  const mayTry = (ceiling: Ceiling | undefined): ceiling is Ceiling =>
    pace.lessons !== undefined && ceiling !== undefined && mayTryMore(pace.lessons, ceiling, now, leftMs);

  // A refused try costs a minute: of an hour that is little.
  const minute =
    mayTry(learned.perMinute) && leftMs() >= HOUR_MS
      ? { ...learned.perMinute, count: learned.perMinute.count + 1 }
      : learned.perMinute;
  const slot = slotUnder(pace, ceilings, { ...learned, perMinute: minute }, now);
  // While the hour is used up anyway, a refused try costs nothing.
  if (learned.perHour === undefined || slot.at - now < MINUTE_MS || !mayTry(learned.perHour)) return slot;
  const sooner = slotUnder(pace, ceilings, { ...learned, perHour: undefined }, now);
  return sooner.at < slot.at ? { ...sooner, reason: `${sooner.reason}; one more than was learned is tried` } : slot;
}

/** How long `left` issues take from now, as far as is known, milliseconds. */
export function timeLeftMs(pace: Pace, ceilings: Ceilings, now: number, left: number): number {
  const learned = learnedCeilings({ ...pace, lessons: supposed(pace) }, ceilings);
  return playForward(
    rulesOf(pace, ceilings, learned),
    countedSendings(pace.sendings, pace.lessons),
    pace.lastStartedAt,
    now,
    left,
  );
}

/** What is likely true while the next answer is waited for: a hold of more than a minute is about the hour. */
function supposed({ lessons, hold }: Pace): Pace['lessons'] {
  const question = lessons?.question;
  if (lessons === undefined || question === undefined) return lessons;
  const { lastMinute, lastHour, at } = question;
  const isLong = hold !== undefined && hold.untilAt - at > LONGER_THAN_A_MINUTE_MS;
  if (isLong || lastMinute === 0) return { ...lessons, perHour: { count: Math.max(1, lastHour), at } };
  return { ...lessons, perMinute: { count: lastMinute, at } };
}

interface Learned {
  perMinute: Ceiling | undefined;
  perHour: Ceiling | undefined;
}

/** The learned ceilings that are below those of the inputs. */
function learnedCeilings({ lessons }: Pace, ceilings: Ceilings): Learned {
  const below = (ceiling: Ceiling | undefined, input: number) =>
    ceiling !== undefined && ceiling.count < input ? ceiling : undefined;
  return {
    perMinute: below(lessons?.perMinute, ceilings.perMinute),
    perHour: below(lessons?.perHour, ceilings.perHour),
  };
}

function rulesOf({ hold }: Pace, ceilings: Ceilings, learned: Learned): Rules {
  const perMinute = learned.perMinute?.count ?? ceilings.perMinute;
  return {
    spacingMs:
      perMinute > DOCUMENTED_PER_MINUTE ? MINUTE_MS / perMinute : Math.max(LEAST_SPACING_MS, MINUTE_MS / perMinute),
    perMinute: Math.ceil(perMinute),
    perHour: learned.perHour?.count ?? ceilings.perHour,
    heldUntilAt: hold?.untilAt ?? Number.NEGATIVE_INFINITY,
  };
}

function slotUnder(pace: Pace, ceilings: Ceilings, learned: Learned, now: number): Slot {
  const { spacing, minute, hour, hold } = earliest(
    rulesOf(pace, ceilings, learned),
    countedSendings(pace.sendings, pace.lessons),
    pace.lastStartedAt,
  );
  const slots: Slot[] = [
    { at: now, reason: 'nothing to wait for' },
    { at: Math.max(spacing, minute), reason: ceilingReason('a minute', ceilings.perMinute, learned.perMinute) },
    { at: hour, reason: ceilingReason('an hour', ceilings.perHour, learned.perHour) },
  ];
  if (pace.hold !== undefined) slots.push({ at: hold, reason: holdReason(pace.hold) });
  return slots.reduce((latest, slot) => (slot.at > latest.at ? slot : latest));
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

/** What changed between the two, for the log. */
export function whatWasLearned(before: Lessons | undefined, after: Lessons | undefined): string[] {
  if (after === undefined || after === before) return [];
  const lines = [
    ceilingLine('a minute', before?.perMinute, after.perMinute),
    ceilingLine('an hour', before?.perHour, after.perHour),
  ];
  const { question } = after;
  if (question !== undefined && question !== before?.question) {
    const sent = `${count(question.lastMinute, 'issue')} in the last minute and ${question.lastHour} in the last hour`;
    lines.push(`It had taken ${sent}; the next answer shows which of the two was too much`);
  }
  return lines.filter((line) => line !== undefined);
}

function ceilingLine(window: string, before: Ceiling | undefined, after: Ceiling | undefined): string | undefined {
  if (after === before) return undefined;
  if (after === undefined)
    return `GitHub took more than ${before?.count} issues ${window}: that is no longer the limit`;
  const still = after.count === before?.count ? ' still' : '';
  return `GitHub takes${still} at most ${after.count} issues ${window} from this account`;
}
