/** How long a number of issues takes under given ceilings: the pacer's own rules, played forward. Pure. */

import { bucketRoomAt, drawnFrom, ratePerHour } from './bucket.ts';
import type { Attempt, Bucket } from './schema.ts';
import { clockHourOf, HOUR_MS, MINUTE_MS } from './shapes.ts';

/** The rules for the next attempt. */
export interface Rules {
  /** From one start to the next, milliseconds. */
  spacingMs: number;
  /** At most so many in any minute, any hour and any hour of GitHub's clock; whole numbers, or infinite. */
  perMinute: number;
  perHour: number;
  perClockHour: number;
  /** GitHub's clock less ours. */
  aheadMs: number;
  bucket: Bucket | undefined;
  /** Nothing before this time. */
  heldUntilAt: number;
}

/** Two clocks, or one that counts whole seconds, may differ by so much at the end of an hour. */
const HOUR_MARGIN_MS = 1_000;

/** As many steps are played one by one; after two rounds of the hour, the rounds repeat. */
const STEPS_LIMIT = 10_000;

/** When the next may start, after these; long ago where a rule does not bind. */
export function earliest(rules: Rules, sendings: readonly Attempt[], lastStartedAt: number | undefined) {
  const hourAgo = answeredAt(sendings, rules.perClockHour);
  return {
    spacing: lastStartedAt === undefined ? 0 : lastStartedAt + rules.spacingMs,
    minute: answeredAt(sendings, rules.perMinute) + MINUTE_MS,
    hour: answeredAt(sendings, rules.perHour) + HOUR_MS + HOUR_MARGIN_MS,
    clockHour: hourAgo === LONG_AGO ? LONG_AGO : clockHourOf(hourAgo, rules.aheadMs) + HOUR_MS + HOUR_MARGIN_MS,
    bucket: (rules.bucket && bucketRoomAt(rules.bucket)) ?? LONG_AGO,
    hold: rules.heldUntilAt,
  };
}

const LONG_AGO = Number.NEGATIVE_INFINITY;

/** When the `back`th last was answered: from then on it may have left the server's window. */
function answeredAt(sendings: readonly Attempt[], back: number): number {
  return Number.isFinite(back) ? (sendings.at(-back)?.[1] ?? LONG_AGO) : LONG_AGO;
}

/** Until the last of `left` issues is opened, from `now`, milliseconds. */
export function playForward(
  rules: Rules,
  sendings: readonly Attempt[],
  lastStartedAt: number | undefined,
  now: number,
  left: number,
): number {
  if (left <= 0) return 0;
  const latencyMs = meanLatency(sendings);
  const played = [...sendings];
  const perHour = Math.min(rules.perHour, rules.perClockHour);
  const steps = Math.min(left, STEPS_LIMIT, Math.max(2 * perHour, 2 * rules.perMinute));
  let { bucket } = rules;
  let startedAt = lastStartedAt;
  for (let step = 0; step < steps; step += 1) {
    startedAt = Math.max(now, ...Object.values(earliest({ ...rules, bucket }, played, startedAt)));
    played.push([startedAt, startedAt + latencyMs, true]);
    bucket = bucket && drawnFrom(bucket, startedAt);
  }
  return (played.at(-1)?.[1] ?? now) - now + repeated(played, { ...rules, perHour }, left - steps);
}

/** The time that `rest` more issues take, when rounds of the hour, or of the minute, repeat, or the bucket is empty. */
function repeated(played: readonly Attempt[], { perHour, perMinute, spacingMs, bucket }: Rules, rest: number): number {
  const filled = bucket && ratePerHour(bucket);
  if (filled !== undefined && filled < perHour) return (rest / filled) * HOUR_MS;
  const round = played.length > 2 * perHour ? perHour : perMinute;
  const last = played.at(-1)?.[0] ?? 0;
  const before = played.at(-1 - round)?.[0] ?? last - round * spacingMs;
  const remainder = rest % round;
  const part = (played.at(-1 - round + remainder)?.[0] ?? before) - before;
  return Math.floor(rest / round) * (last - before) + part;
}

function meanLatency(sendings: readonly Attempt[]): number {
  const recent = sendings.slice(-20);
  const sum = recent.reduce((total, [startedAt, answered]) => total + answered - startedAt, 0);
  return recent.length === 0 ? 0 : sum / recent.length;
}
