import { describe, expect, it } from 'vitest';
import { seeded } from '../../../bench/pace/times.ts';
import { rateLimited } from '../../../src/pace/holds.ts';
import { type Ceilings, nextSlot, timeLeftMs } from '../../../src/pace/schedule.ts';
import type { Attempt, Pace } from '../../../src/pace/schema.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/pace/shapes.ts';
import {
  attemptAccepted,
  attemptRefused,
  attemptStarted,
  attemptUnknown,
  attemptVoid,
  blindPace,
  freshPace,
  paceForNewCampaign,
  sanePace,
} from '../../../src/pace/state.ts';
import { markerBytes } from '../../../src/progress/marker.ts';
import type { Limited } from '../../../src/shared/target-ports.ts';
import { usableMarker } from '../../support/marker.ts';

const T = Date.UTC(2026, 10, 2, 6);
const LATENCY_MS = 300;
const CEILINGS: Ceilings = { perMinute: 20, perHour: 500 };
const unannounced: Limited = { kind: 'limited', limit: 'secondary' };
const announced = (retryAt: number): Limited => ({ kind: 'limited', limit: 'secondary', retryAt });

const taken = (pace: Pace, at: number): Pace => attemptAccepted(attemptStarted(pace, at), at + LATENCY_MS);
const refused = (pace: Pace, at: number, answer = unannounced): Pace =>
  attemptRefused(attemptStarted(pace, at), at + LATENCY_MS, answer);
/** `count` sendings, `everyMs` apart, from `at` on. */
const series = (pace: Pace, at: number, count: number, everyMs: number): Pace =>
  Array.from({ length: count }).reduce<Pace>((before, _, index) => taken(before, at + index * everyMs), pace);
const slotAfter = (pace: Pace, now: number, ceilings = CEILINGS, left = 100) => nextSlot(pace, ceilings, now, left);

describe('the next slot', () => {
  it('is at once when nothing is known', () => {
    expect(slotAfter(freshPace(), T)).toEqual({ at: T, reason: 'nothing to wait for' });
  });

  it.each([
    [20, 3_000],
    [1.5, 40_000],
    [7, 60_000 / 7],
    // Documented: at least a second between requests that change something.
    [80, 1_000],
    // More than GitHub takes: a server without these limits.
    [100, 600],
  ])('is evenly spaced by %d a minute, from start to start', (perMinute, expectedMs) => {
    const pace = taken(freshPace(), T);
    expect(slotAfter(pace, T + LATENCY_MS, { perMinute, perHour: 500 }).at).toBeCloseTo(T + expectedMs, 6);
  });

  it('keeps a ceiling of one a minute as a window', () => {
    const slot = slotAfter(taken(freshPace(), T), T + 1_000, { perMinute: 1, perHour: 500 });
    expect(slot.at).toBe(T + LATENCY_MS + MINUTE_MS);
  });

  it('is spaced from a sending that was refused or void as well', () => {
    expect(slotAfter(attemptVoid(attemptStarted(freshPace(), T)), T + 1).at).toBe(T + 3_000);
  });

  it('keeps a rolling minute, from the answer of the old to the start of the new', () => {
    const pace = series(freshPace(), T, 20, 3_000);
    expect(slotAfter(pace, T + 58_000).at).toBe(T + LATENCY_MS + MINUTE_MS);
  });

  it('keeps a rolling hour, with a second to spare for clocks', () => {
    const pace = series(freshPace(), T, 100, 6_000);
    const slot = slotAfter(pace, T + 600_000, { perMinute: 20, perHour: 100 });
    expect(slot).toEqual({ at: T + LATENCY_MS + HOUR_MS + 1_000, reason: 'at most 100 issues an hour' });
  });

  it('counts a sending without an answer as late as GitHub may have worked on it', () => {
    const pace = attemptUnknown(attemptStarted(freshPace(), T), T + 30_000);
    expect(slotAfter(pace, T + 30_000, { perMinute: 1, perHour: 1 }).at).toBe(T + 45_000 + HOUR_MS + 1_000);
    const died = attemptStarted(freshPace(), T);
    expect(slotAfter(died, T, { perMinute: 1, perHour: 1 }).at).toBe(T + 15_000 + HOUR_MS + 1_000);
  });
});

describe('a hold', () => {
  const holdMs = (pace: Pace, at: number) => (pace.hold?.untilAt ?? Number.NaN) - at - LATENCY_MS;

  it('grows while every try is refused', () => {
    let pace = freshPace();
    let at = T;
    const holds: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      pace = refused(pace, at);
      holds.push(holdMs(pace, at) / MINUTE_MS);
      at = pace.hold?.untilAt ?? 0;
    }
    expect(holds.map(Math.round)).toEqual([1, 4, 16, 60, 60, 60]);
  });

  it('begins anew when much more time than the hold has passed, and after an issue was taken', () => {
    const once = refused(freshPace(), T);
    expect(holdMs(refused(once, T + 2 * HOUR_MS), T + 2 * HOUR_MS)).toBe(MINUTE_MS);
    const between = refused(taken(once, T + MINUTE_MS + 1_000), T + MINUTE_MS + 4_000);
    expect(holdMs(between, T + MINUTE_MS + 4_000)).toBe(MINUTE_MS);
  });

  it('is kept to the second when GitHub names a time', () => {
    const pace = refused(freshPace(), T, announced(T + 17_000));
    expect(slotAfter(pace, T + 1_000)).toEqual({ at: T + 17_000, reason: 'GitHub asked to wait' });
  });

  it('adds its own caution when the time that was named was not enough', () => {
    let pace = refused(freshPace(), T, announced(T + 2_000));
    pace = refused(pace, T + 3_000, announced(T + 5_000));
    expect(holdMs(pace, T + 3_000)).toBe(MINUTE_MS);
    pace = refused(pace, T + 64_000, announced(T + 65_000));
    expect(holdMs(pace, T + 64_000)).toBe(2 * MINUTE_MS);
  });

  it('is not shortened by a refusal that arrives later, nor ended by an issue that was under way', () => {
    const under = rateLimited(attemptStarted(freshPace(), T), T + 100, announced(T + 40 * MINUTE_MS));
    expect(rateLimited(under, T + 200, unannounced).hold?.untilAt).toBe(T + 40 * MINUTE_MS);
    expect(attemptAccepted(under, T + 300).hold?.untilAt).toBe(T + 40 * MINUTE_MS);
    expect(attemptAccepted(under, T + 41 * MINUTE_MS).hold).toBeUndefined();
  });
});

function learnedBy({ lessons }: Pace) {
  const { perMinute, perHour, question } = lessons ?? {};
  return { perMinute: perMinute?.count, perHour: perHour?.count, isOpen: question !== undefined };
}

describe('a refusal', () => {
  it('was for the minute when the next is taken', () => {
    const full = series(freshPace(), T, 12, 3_000);
    const asked = refused(full, T + 36_000);
    expect(asked.lessons).toMatchObject({ question: { lastMinute: 12, lastHour: 12 }, refusals: 1 });
    const told = taken(asked, T + 97_000);
    expect(learnedBy(told)).toEqual({ perMinute: 12, isOpen: false });
    expect(slotAfter(told, T + 98_000)).toMatchObject({ at: T + 102_000 });
    expect(slotAfter(told, T + 98_000).reason).toBe('at most 12 issues a minute, as GitHub showed on 2026-11-02');
  });

  it('was for the hour when the next is refused as well', () => {
    const full = series(freshPace(), T, 150, 3_100);
    const at = T + 150 * 3_100;
    const told = refused(refused(full, at), at + 61_000);
    expect(learnedBy(told)).toEqual({ perHour: 150, isOpen: false });
    expect(told.lessons?.refusals).toBe(2);
    expect(slotAfter(told, at + 62_000, CEILINGS, 1_000).at).toBe(T + LATENCY_MS + HOUR_MS + 1_000);
  });

  it('was for the hour at once when the minute was kept to and the count is one that people choose', () => {
    const asked = refused(series(freshPace(), T, 12, 3_000), T + 36_000);
    const sentInHour = (count: number) => series(asked, T + 97_000, count - 12, 5_100);
    const refusedAfter = (count: number) => learnedBy(refused(sentInHour(count), T + 97_000 + (count - 12) * 5_100));
    expect(refusedAfter(60)).toEqual({ perMinute: 12, perHour: 60, isOpen: false });
    expect(refusedAfter(100)).toEqual({ perMinute: 12, perHour: 100, isOpen: false });
    expect(refusedAfter(61)).toEqual({ perMinute: 12, isOpen: true });
    // Too soon for the minute's ceiling to have proved itself.
    const early = refused(series(freshPace(), T, 25, 3_000), T + 75_000);
    const soon = refused(series(early, T + 136_000, 25, 3_100), T + 213_500);
    expect(learnedBy(soon).isOpen).toBe(true);
  });

  it('was for the hour when GitHub names a time long after, and the next is taken then', () => {
    const full = series(freshPace(), T, 60, 5_000);
    const retryAt = T + HOUR_MS + 1_000;
    const told = taken(refused(full, T + 300_000, announced(retryAt)), retryAt);
    expect(learnedBy(told)).toEqual({ perHour: 60, isOpen: false });
  });

  it('was because of somebody else when busier minutes passed before', () => {
    const full = series(series(freshPace(), T, 20, 3_000), T + 120_000, 15, 3_000);
    const told = taken(refused(full, T + 165_000), T + 226_000);
    expect(told.lessons).toMatchObject({ perMinute: { count: 15 }, movedAt: T + 226_300, refusals: 0 });
  });

  it('meets somebody else half-way at most', () => {
    const full = series(series(freshPace(), T, 20, 3_000), T + 150_000, 6, 3_000);
    const told = taken(refused(full, T + 168_000), T + 229_000);
    expect(told.lessons?.perMinute).toMatchObject({ count: 10 });
  });

  it('after so few that they prove nothing teaches nothing by itself', () => {
    const told = taken(refused(series(freshPace(), T, 1, 3_000), T + 3_000), T + 64_000);
    expect(learnedBy(told)).toEqual({ isOpen: false });
    expect(slotAfter(told, T + 65_000).at).toBe(T + 67_000);
  });

  it.each([
    ['of the primary limit', { kind: 'limited', limit: 'primary', retryAt: T + HOUR_MS } as const],
    ['with nothing sent before', unannounced],
  ])('%s teaches no ceiling', (_, answer) => {
    const pace = refused(refused(freshPace(), T, answer), T + HOUR_MS, answer);
    expect(pace.lessons?.perHour).toBeUndefined();
    expect(pace.lessons?.perMinute).toBeUndefined();
  });

  it('of a list teaches no ceiling', () => {
    expect(rateLimited(series(freshPace(), T, 5, 3_000), T + 20_000, unannounced).lessons).toBeUndefined();
  });

  it('under a known ceiling shows that the limit has fallen', () => {
    // In the second hour, after the refusals of the first have left the window.
    const at = T + 2 * HOUR_MS;
    const pace = refused(refused(series(known(150), at, 60, 3_100), at + 186_000), at + 247_000);
    expect(learnedBy(pace)).toEqual({ perHour: 60, isOpen: false });
    expect(pace.lessons).toMatchObject({ refusals: 0, movedAt: at + 247_000 + LATENCY_MS });
  });

  it('counts like a sending when that alone explains the next one', () => {
    const pace = known(150);
    const slot = slotAfter(pace, T + 10 * MINUTE_MS, CEILINGS, 1_000).at;
    const told = refused(pace, slot);
    expect(told.lessons).toMatchObject({ refusalsCount: true, perHour: { count: 150 } });
    expect(slotAfter(told, slot + LATENCY_MS, CEILINGS, 1_000).at).toBeGreaterThan(slot + 2 * 3_100);
  });
});

/** A pace that has learned a ceiling an hour, with its two refusals. */
function known(perHour: number): Pace {
  const at = T + perHour * 3_100;
  return refused(refused(series(freshPace(), T, perHour, 3_100), at), at + 61_000);
}

describe('one more than was learned', () => {
  const at = T + 30 * MINUTE_MS;

  it('is not tried before a clean hour, nor before the middle of what is left', () => {
    const pace = known(150);
    expect(slotAfter(pace, at, CEILINGS, 10).at).toBeGreaterThan(at);
    const later = series(pace, T + HOUR_MS + 2_000, 150, 3_100);
    const clean = T + HOUR_MS + 10 * MINUTE_MS;
    expect(slotAfter(later, clean, CEILINGS, 10).at).toBe(clean);
    expect(slotAfter(later, clean, CEILINGS, 3_000).at).toBeGreaterThan(clean + 30 * MINUTE_MS);
  });

  it('is not tried when the refusals of the campaign are spent', () => {
    const pace = known(150);
    const spent = { ...pace, lessons: { ...lessonsOf(pace), refusals: 3 } };
    const clean = T + HOUR_MS + 10 * MINUTE_MS;
    const later = series(spent, T + HOUR_MS + 2_000, 150, 3_100);
    expect(slotAfter(later, clean, CEILINGS, 10).at).toBeGreaterThan(clean);
    expect(slotAfter(paceForNewCampaign(later), clean, CEILINGS, 10).at).toBe(clean);
  });

  it('leaves the ceiling as it is when refused, and ends it when taken', () => {
    const later = series(known(150), T + HOUR_MS + 2_000, 150, 3_100);
    const clean = T + HOUR_MS + 10 * MINUTE_MS;
    const still = refused(later, clean);
    expect(still.lessons).toMatchObject({ perHour: { count: 150, at: clean + LATENCY_MS }, tries: 1, refusals: 3 });
    const risen = taken(later, clean);
    expect(learnedBy(risen)).toEqual({ isOpen: false });
    expect(risen.lessons).toMatchObject({ refusals: 0, movedAt: clean + LATENCY_MS });
  });

  it('is tried after a clean hour when the marker of the hour before was lost', () => {
    const blind = { ...known(150), lessons: { ...lessonsOf(known(150)), unknownBefore: T - MINUTE_MS } };
    const clean = T + HOUR_MS + 10 * MINUTE_MS;
    const later = series(blind, T + HOUR_MS + 2_000, 150, 3_100);
    expect(slotAfter(later, clean, CEILINGS, 3_000).at).toBe(clean);
    expect(blindPace(T).lessons?.unknownBefore).toBe(T);
  });
});

function lessonsOf({ lessons }: Pace) {
  if (lessons === undefined) throw new Error('Expected the pace to have learned something');
  return lessons;
}

describe('the time left', () => {
  it.each([
    ['by the minute', { perMinute: 20, perHour: 500 }, 101, 100 * 3_000 + 5 * LATENCY_MS],
    ['by the hour', { perMinute: 20, perHour: 150 }, 400, 2 * HOUR_MS + 99 * 3_000],
    ['over many hours', { perMinute: 80, perHour: 500 }, 400_000, 799 * HOUR_MS + 499_000],
    ['of very many at once', { perMinute: 80, perHour: 1_000_000 }, 400_000, 399_999_000],
    ['of none', { perMinute: 20, perHour: 150 }, 0, 0],
  ])('is right %s', (_, ceilings, left, expectedMs) => {
    const pace = { ...freshPace(), sendings: [[T - 2 * HOUR_MS, T - 2 * HOUR_MS + LATENCY_MS, true] as Attempt] };
    const ms = timeLeftMs(pace, ceilings, T, left);
    expect(Math.abs(ms - expectedMs)).toBeLessThanOrEqual(0.001 * expectedMs + 2 * LATENCY_MS);
  });

  it('follows what was learned, and what is likely while a question is open', () => {
    const asked = refused(series(freshPace(), T, 12, 3_000), T + 36_000);
    expect(timeLeftMs(asked, CEILINGS, T + 36_300, 38) / 1000).toBeCloseTo(60 + 37 * 5 + 3 * 0.3, 0);
    const hour = refused(series(freshPace(), T, 60, 5_000), T + 300_000, announced(T + HOUR_MS));
    expect(timeLeftMs(hour, CEILINGS, T + 301_000, 60) / MINUTE_MS).toBeCloseTo(60, -1);
    expect(timeLeftMs(known(150), CEILINGS, T + 10 * MINUTE_MS, 250) / MINUTE_MS).toBeCloseTo(115, 0);
  });
});

/** A campaign on a server that answers at random: what the pacer permitted, and what it was told. */
function play(seed: number, start: Pace = freshPace(), steps = 400) {
  const random = seeded(seed);
  const ceilings = { perMinute: 1 + Math.floor(random() * 90), perHour: 1 + Math.floor(random() * 200) };
  const kinds = ['taken', 'taken', 'taken', 'unknown', 'void', 'refused', 'announced', 'primary'].slice(
    0,
    3 + Math.floor(random() * 6),
  );
  const sent: { startedAt: number; counts: boolean }[] = [];
  const early: string[] = [];
  let [pace, now, named] = [start, T, 0];
  for (let step = 0; step < steps; step += 1) {
    const { at } = nextSlot(pace, ceilings, now, steps - step);
    if (at > now + HOUR_MS + 2 * MINUTE_MS) early.push(`step ${step}: a wait of ${at - now} ms`);
    now = Math.max(now, at);
    if (now < named) early.push(`step ${step}: ${named - now} ms before the time that was named`);
    pace = attemptStarted(pace, now);
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'taken';
    const answerAt = now + Math.floor(random() * 2_000);
    const retryAt = answerAt + Math.floor(random() * 90) * 1_000;
    sent.push({ startedAt: now, counts: kind === 'taken' || kind === 'unknown' });
    if (kind === 'taken') pace = attemptAccepted(pace, answerAt);
    if (kind === 'unknown') pace = attemptUnknown(pace, answerAt);
    if (kind === 'void') pace = attemptVoid(pace);
    if (kind === 'refused') pace = attemptRefused(pace, answerAt, unannounced);
    if (kind === 'announced') pace = attemptRefused(pace, answerAt, announced(retryAt));
    if (kind === 'primary') pace = attemptRefused(pace, answerAt, { ...announced(retryAt), limit: 'primary' });
    if (kind === 'announced' || kind === 'primary') named = Math.max(named, retryAt);
    now = answerAt;
    // From time to time the run ends, and the next one reads the marker.
    if (random() < 0.05) pace = throughMarker(pace, now);
  }
  return { ceilings, sent, early, pace, endedAt: now };
}

function throughMarker(pace: Pace, now: number): Pace {
  return usableMarker(markerBytes({ version: 1, pace, campaigns: [] }), now).pace;
}

const gapOf = ({ perMinute }: { perMinute: number }) => Math.max(perMinute > 80 ? 0 : 1_000, MINUTE_MS / perMinute);

describe('whatever GitHub answers', () => {
  const seeds = Array.from({ length: 150 }, (_, index) => index + 1);

  it('the ceilings of the inputs hold in every window, over relaunches too', () => {
    for (const seed of seeds) {
      const { ceilings, sent } = play(seed);
      const gapMs = gapOf(ceilings);
      const counted = sent.filter(({ counts }) => counts).map(({ startedAt }) => startedAt);
      for (const [index, { startedAt }] of sent.entries()) {
        const before = sent[index - 1];
        if (before !== undefined) expect(startedAt - before.startedAt).toBeGreaterThanOrEqual(gapMs - 0.001);
      }
      for (const [index, startedAt] of counted.entries()) {
        const hourBefore = counted[index - ceilings.perHour];
        if (hourBefore !== undefined) expect(startedAt - hourBefore).toBeGreaterThanOrEqual(HOUR_MS);
      }
    }
  });

  it('times that it named are kept, and no wait is without end', () => {
    for (const seed of seeds) expect({ seed, early: play(seed).early }).toEqual({ seed, early: [] });
  });
});

describe('a pace from outside', () => {
  /** Numbers that a hostile or damaged marker may hold. */
  function hostilePace(seed: number, now: number): Pace {
    const random = seeded(seed);
    const time = () =>
      [now, now - 1, now + 30_000, now + 1e12, -1e12, 0, now - HOUR_MS * random(), now + HOUR_MS * 3 * random()][
        Math.floor(random() * 8)
      ] ?? now;
    const number = () => [0, -5, 1, 0.5, 1e300, -1e300, 3, 7.7, 1_000][Math.floor(random() * 9)] ?? 0;
    const maybe = <T>(value: T): T | undefined => (random() < 0.5 ? value : undefined);
    return {
      sendings: Array.from({ length: Math.floor(random() * 5_000) }, () => [time(), time(), random() < 0.5]),
      lastStartedAt: maybe(time()),
      hold: maybe({ untilAt: time(), refusals: number(), announced: random() < 0.5 }),
      aheadMs: maybe(random() < 0.5 ? number() : time()),
      lessons: maybe({
        perMinute: maybe({ count: number(), at: time() }),
        perHour: maybe({ count: number(), at: time(), refusals: maybe(random() < 0.5 ? 1 : number()) }),
        perClockHour: maybe({ count: number(), at: time() }),
        bucket: maybe({
          firstAt: time(),
          taken: number(),
          emptyAt: time(),
          takenSince: number(),
          least: number(),
          most: maybe(number()),
          refusals: number(),
          burst: { count: number(), ms: number() },
        }),
        shape: maybe((['rolling', 'clock', 'bucket'] as const)[Math.floor(random() * 3)]),
        asked: maybe(random() < 0.5),
        question: maybe({ lastMinute: number(), lastHour: number(), clockHour: maybe(number()), at: time() }),
        refusals: number(),
        tries: number(),
        movedAt: maybe(time()),
        refusalsCount: maybe(random() < 0.5),
        unknownBefore: maybe(time()),
      }),
    };
  }

  it('cannot stop a campaign', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      let pace = throughMarker(hostilePace(seed, T), T);
      const first = nextSlot(pace, CEILINGS, T, 100).at;
      expect(first - T).toBeLessThanOrEqual(HOUR_MS + MINUTE_MS + 1_000);
      let now = first;
      for (let sent = 0; sent < 100; sent += 1) {
        now = Math.max(now, nextSlot(pace, CEILINGS, now, 100 - sent).at);
        pace = taken(pace, now);
      }
      // Less than 37 an hour is believed for a day at most: after that 100 take up to three hours and a few minutes.
      expect({ seed, isSlow: now - first > 27.2 * HOUR_MS }).toEqual({ seed, isSlow: false });
    }
  });

  it('cannot make it faster than the inputs say', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const { ceilings, sent } = play(seed, throughMarker(hostilePace(seed, T), T), 60);
      const gapMs = gapOf(ceilings);
      for (const [index, { startedAt }] of sent.entries()) {
        const before = sent[index - 1];
        if (before !== undefined) expect(startedAt - before.startedAt).toBeGreaterThanOrEqual(gapMs - 0.001);
      }
    }
  });

  it('cannot hold for more than an hour, or make a later refusal be answered at once', () => {
    const hold = { untilAt: T + 1e9, refusals: -3.5, announced: false };
    const pace = sanePace({ sendings: [], hold }, T);
    expect(pace.hold?.untilAt).toBe(T + HOUR_MS);
    const again = refused(pace, T + HOUR_MS);
    expect(again.hold?.untilAt).toBeGreaterThanOrEqual(T + HOUR_MS + MINUTE_MS);
  });

  it('forgets ceilings that nothing has met for a long time', () => {
    const lessons = { perHour: { count: 150, at: T }, refusals: 2, tries: 0 };
    const kept = (days: number) => sanePace({ sendings: [], lessons }, T + days * 24 * HOUR_MS).lessons?.perHour;
    expect(kept(99)).toEqual({ count: 150, at: T });
    expect(kept(101)).toBeUndefined();
  });

  it('that another machine wrote a moment ahead of time is believed', () => {
    const pace = sanePace({ sendings: [[T + 5_000, T + 5_300, true]], lastStartedAt: T + 5_000 }, T);
    expect(pace.sendings).toEqual([[T, T + 5_300, true]]);
    expect(pace.lastStartedAt).toBe(T);
  });
});
