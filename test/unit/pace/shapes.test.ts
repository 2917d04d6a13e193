import { describe, expect, it } from 'vitest';
import { type Measure, measure } from '../../../bench/pace/measure.ts';
import { ROWS } from '../../../bench/pace/rows.ts';
import { type Ceilings, describeNewLimits, nextSlot } from '../../../src/pace/schedule.ts';
import type { Pace } from '../../../src/pace/schema.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/pace/shapes.ts';
import {
  attemptAccepted,
  attemptRefused,
  attemptStarted,
  freshPace,
  paceForNewCampaign,
} from '../../../src/pace/state.ts';
import { markerBytes } from '../../../src/progress/marker.ts';
import { usableMarker } from '../../support/marker.ts';

/** Half past the hour, by the clock of this machine. */
const T = Date.UTC(2026, 10, 2, 6, 30);
const LATENCY_MS = 300;
const CEILINGS: Ceilings = { perMinute: 20, perHour: 500 };

const taken = (pace: Pace, at: number): Pace => attemptAccepted(attemptStarted(pace, at), at + LATENCY_MS);
const series = (pace: Pace, at: number, count: number, everyMs: number): Pace =>
  Array.from({ length: count }).reduce<Pace>((before, _, index) => taken(before, at + index * everyMs), pace);
/** `aheadMs`: the server's clock less this machine's. */
const refused = (pace: Pace, at: number, aheadMs = 0): Pace => {
  const answeredAt = at + LATENCY_MS;
  const serverAt = Math.floor((answeredAt + aheadMs) / 1000) * 1000;
  return attemptRefused(attemptStarted(pace, at), answeredAt, { kind: 'limited', limit: 'secondary', serverAt });
};
const slotAt = (pace: Pace, now: number, left = 400) => nextSlot(pace, CEILINGS, now, left).at;
const lessonsOf = ({ lessons }: Pace) => {
  if (lessons === undefined) throw new Error('Expected the pace to have learned something');
  return lessons;
};

/** 150 taken from half past, then refused twice: the hour, of one kind or the other. */
function refusedTwice(aheadMs = 0): { pace: Pace; at: number } {
  const at = T + 150 * 3_100;
  return { pace: refused(refused(series(freshPace(), T, 150, 3_100), at, aheadMs), at + 61_000, aheadMs), at };
}

describe('an hour that may be one of the clock', () => {
  const full = Date.UTC(2026, 10, 2, 7);

  it('is asked for a second after the full hour', () => {
    const { pace, at } = refusedTwice();
    expect(lessonsOf(pace)).toMatchObject({ perHour: { count: 150 }, perClockHour: { count: 150 } });
    expect(slotAt(pace, at + 62_000)).toBeGreaterThanOrEqual(full + 1_000);
    expect(slotAt(pace, at + 62_000)).toBeLessThan(full + 3_000);
  });

  it.each([7, -7, 50])('by the clock of the server, which is %d minutes ahead', (minutes) => {
    const aheadMs = minutes * MINUTE_MS;
    const { pace, at } = refusedTwice(aheadMs);
    const serverTime = slotAt(pace, at + 62_000) + aheadMs;
    expect(serverTime % HOUR_MS).toBeGreaterThanOrEqual(1_000);
    expect(serverTime % HOUR_MS).toBeLessThan(3_000);
  });

  it('is one when an issue is taken then', () => {
    const told = taken(refusedTwice().pace, full + 2_000);
    expect(lessonsOf(told)).toMatchObject({ perHour: undefined, perClockHour: { count: 150 }, shape: 'clock' });
    expect(slotAt(told, full + 3_000)).toBe(full + 5_000);
  });

  it('is none when it is refused then, and that costs no more than the question', () => {
    const { pace } = refusedTwice();
    const told = refused(pace, full + 2_000);
    expect(lessonsOf(told)).toMatchObject({ perHour: { count: 150 }, perClockHour: undefined, shape: 'rolling' });
    expect(slotAt(told, full + 3_000)).toBe(T + LATENCY_MS + HOUR_MS + 1_000);
    expect(describeNewLimits(pace.lessons, told.lessons)).toContain(
      'The limit is not one of 150 issues from one full hour to the next',
    );
  });

  it('is not asked for when little time would be saved', () => {
    // Begun three minutes after the full hour.
    const start = full + 3 * MINUTE_MS;
    const at = start + 150 * 3_100;
    const pace = refused(refused(series(freshPace(), start, 150, 3_100), at), at + 61_000);
    expect(slotAt(pace, at + 62_000)).toBe(start + LATENCY_MS + HOUR_MS + 1_000);
  });

  it('is known in the next campaign', () => {
    const told = taken(refusedTwice().pace, full + 2_000);
    const later = Date.UTC(2026, 10, 8, 6, 30);
    const next = paceForNewCampaign(throughMarker(told, later));
    expect(lessonsOf(next)).toMatchObject({ perClockHour: { count: 150 }, shape: 'clock', refusals: 0 });
    // With no refusal left to try more.
    const spent = { ...next, lessons: { ...lessonsOf(next), refusals: 3 } };
    const sent = series(spent, later, 150, 3_100);
    expect(slotAt(sent, later + 150 * 3_100) - Date.UTC(2026, 10, 8, 7)).toBeCloseTo(1_300, -1);
  });
});

function throughMarker(pace: Pace, now: number): Pace {
  return usableMarker(markerBytes({ version: 1, pace, campaigns: [] }), now).pace;
}

describe('a limit that fills steadily', () => {
  /** A bucket that holds 40 and gets one more in 24 s, and everything that is sent at the times of the pacer. */
  function play(count: number) {
    let [pace, now, held, heldAt, sent] = [freshPace(), T, 40, T, 0];
    const refusedAt: number[] = [];
    while (sent < count) {
      now = Math.max(now, slotAt(pace, now, count - sent));
      held = Math.min(40, held + (now - heldAt) / 24_000);
      heldAt = now;
      if (held >= 1) {
        pace = taken(pace, now);
        held -= 1;
        sent += 1;
      } else {
        pace = refused(pace, now);
        refusedAt.push(now);
      }
      now += LATENCY_MS;
    }
    return { pace, refusedAt, endedAt: now };
  }

  it('is known for one after a few refusals, with its size and its rate', () => {
    const { pace, refusedAt, endedAt } = play(400);
    expect(refusedAt.length).toBeLessThanOrEqual(5);
    expect((endedAt - T) / ((400 - 40) * 24_000)).toBeLessThan(1.05);
    expect(lessonsOf(pace).shape).toBe('bucket');
    const { least = 0, most = 0 } = lessonsOf(pace).bucket ?? {};
    expect(least).toBeLessThanOrEqual(150.5);
    expect(most).toBeGreaterThanOrEqual(149.5);
    expect(most / least).toBeLessThan(1.3);
  });

  it('is full again in the next campaign', () => {
    const { pace } = play(100);
    const later = T + 6 * 24 * HOUR_MS;
    const next = paceForNewCampaign(throughMarker(pace, later));
    const burst = series(next, later, 36, 3_100);
    expect(slotAt(burst, later + 36 * 3_100)).toBeLessThan(later + 36 * 3_100 + 3_000);
    const empty = series(next, later, 60, 3_100);
    expect(slotAt(empty, later + 60 * 3_100)).toBeGreaterThan(later + 60 * 3_100 + MINUTE_MS);
  });
});

describe('a low ceiling', () => {
  const at = T + 30 * 3_100;
  const shown = refused(refused(series(freshPace(), T, 30, 3_100), at), at + 61_000);

  it('that two refusals showed is kept by the next run', () => {
    expect(throughMarker(shown, at + 3 * HOUR_MS).lessons?.perHour?.count).toBe(30);
  });

  it('is not believed for longer than a day, nor without refusals', () => {
    expect(throughMarker(shown, at + 25 * HOUR_MS).lessons?.perHour?.count).toBe(37);
    const claimed = { sendings: [], lessons: { perHour: { count: 1, at }, refusals: 0, tries: 0 } };
    expect(throughMarker(claimed, at + 1_000).lessons?.perHour?.count).toBe(37);
  });
});

describe('a marker of version 1.0', () => {
  it('is read: its hour is a rolling one', () => {
    const lessons = { perHour: { count: 150, at: T }, refusals: 2, tries: 0 };
    const old = { version: 1, pace: { sendings: [[T, T + LATENCY_MS, true]], lessons }, campaigns: [] };
    const marker = usableMarker(Buffer.from(JSON.stringify(old)), T + MINUTE_MS);
    expect(marker.pace.lessons).toMatchObject({ perHour: { count: 150, at: T }, refusals: 2 });
  });
});

describe('whatever the server refuses', () => {
  it('nobody is refused more than eight times in an hour, and no hour passes without a try', () => {
    let [pace, now] = [series(freshPace(), T, 50, 3_100), T + 50 * 3_100];
    const refusedAt: number[] = [];
    for (let time = 0; time < 40; time += 1) {
      const at = slotAt(pace, now);
      expect(at - now).toBeLessThanOrEqual(HOUR_MS + 1_000);
      now = Math.max(now, at);
      pace = refused(pace, now);
      refusedAt.push(now);
      now += LATENCY_MS;
    }
    for (const [index, at] of refusedAt.entries())
      expect((refusedAt[index + 8] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(HOUR_MS);
  });
});

// The real pipeline on a simulated clock; `npm run bench:pace` has all cells.
function cell(name: string, count: number): Promise<Measure> {
  const row = ROWS.find((one) => one.name === name);
  if (row === undefined) throw new Error(`No row is named ${name}`);
  return measure({ ...row, seeds: row.seeds.slice(0, 6) }, count);
}

describe('against servers of every shape', () => {
  it.each([
    ['50 a clock hour, begun at any minute', 400, 1.15, 5],
    ['150 a clock hour, begun at any minute', 400, 1.15, 5],
    ['400 a clock hour, begun at any minute', 400, 1.15, 5],
    ['bucket of 40, one more in 24 s', 50, 1.15, 5],
    ['bucket of 40, one more in 24 s', 400, 1.15, 5],
    ['bucket of 20, one more in 6 s', 400, 1.15, 5],
    ['bucket of 100, one more in 60 s', 400, 1.15, 5],
    ['20/min, 150/h, begun at any minute', 400, 1.02, 4],
    ['12/min, 60/h, begun at any minute', 400, 1.02, 4],
    ['30/h', 400, 1.02, 3],
    ['one refusal, at the second issue of 60', 60, 1.1, 1],
    ['150 a clock hour, again after six days', 400, 1.15, 3],
    ['bucket of 40, one more in 24 s, again after six days', 400, 1.15, 3],
  ])(
    '%s, %d issues: at most %d of the best, %d refusals',
    { timeout: 60_000 },
    async (name, count, ratio, refusals) => {
      const measured = await cell(name, count);
      expect(measured.status).toBe('success');
      expect(measured.ratio).toBeLessThanOrEqual(ratio);
      expect(measured.refusals).toBeLessThanOrEqual(refusals);
    },
  );

  it.each([
    ['50 a clock hour and 80 a rolling hour', 400],
    ['60 a clock hour and a bucket of 30, one more in 30 s', 400],
    ['100/h; after a refusal nothing for 1, 2, 4, … minutes', 400],
    ['bucket of 60, one more in 5 minutes', 150],
  ])(
    '%s, %d issues: hardly worse than a pacer that knows rolling windows only',
    { timeout: 60_000 },
    async (name, count) => {
      const measured = await cell(name, count);
      expect(measured.status).toBe('success');
      expect(measured.overFormer).toBeLessThanOrEqual(1.5);
      expect(measured.refusalsInAnHour).toBeLessThanOrEqual(8);
    },
  );
});
