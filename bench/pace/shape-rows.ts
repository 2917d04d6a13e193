/** Rows of servers whose limit is not a rolling window, or might not be one; and of stranger ones. */

import { type Bar, DEFAULTS, PLAIN, type Row, rolling, START_AT } from './row.ts';
import { HOUR_MS, type Limit, MINUTE_MS, type ServerOptions } from './server.ts';
import { randomTimes, seeded } from './times.ts';

/** Minutes at which campaigns begin: all over the hour, each once. */
const BEGINNINGS = Array.from({ length: 20 }, (_, index) => index + 1);
const minuteOf = (seed: number) => (seed * 37 + 13) % 60;
/** Clocks of machines differ: in every second campaign the server's is so far ahead or behind. */
const aheadOf = (seed: number) => (seed % 2 === 0 ? (seed - 10) * 41_700 : 0);

const SHAPE_BAR: Bar = { ratio: 1.15, refusals: 5 };

export const clock = (most: number, phaseMs = 0): Limit => ({ kind: 'clock', most, phaseMs });
export const bucket = (size: number, fillSeconds: number): Limit => ({
  kind: 'bucket',
  size,
  fillMs: fillSeconds * 1_000,
});
const hour = (most: number): Limit => ({ kind: 'rolling', windowMs: HOUR_MS, most });
const minute = (most: number): Limit => ({ kind: 'rolling', windowMs: MINUTE_MS, most });

function row(
  name: string,
  limits: readonly Limit[],
  more: Partial<Row> & { server?: Partial<ServerOptions> } = {},
): Row {
  const { server, ...rest } = more;
  return {
    name,
    group: 'shape',
    inputs: DEFAULTS,
    seeds: [1, 2, 3],
    bar: undefined,
    options: (_, seed) => ({ ...PLAIN, name, limits: () => limits, aheadMs: aheadOf(seed), ...server }),
    ...rest,
  };
}

const anyMinute = { seeds: BEGINNINGS, minuteOf };

function sharedBy(othersPerHour: number, name: string, limits: readonly Limit[]): Row {
  const options = (count: number, seed: number): ServerOptions => ({
    ...PLAIN,
    name,
    limits: () => limits,
    othersAt: randomTimes(START_AT - HOUR_MS, START_AT + (count / 20) * HOUR_MS, othersPerHour, seeded(seed)),
  });
  return { ...row(name, limits), ...anyMinute, seeds: [1, 2, 3, 4, 5], options };
}

function becoming(name: string, before: readonly Limit[], after: readonly Limit[]): Row {
  const options = (count: number): ServerOptions => ({
    ...PLAIN,
    name,
    limits: (opened) => (opened < count / 2 ? before : after),
  });
  return { ...row(name, before), ...anyMinute, seeds: [1, 2, 3, 4, 5], options };
}

/** The clock may have to be asked, which is one refusal more. */
const ASKED_BAR: Bar = { ratio: 1.02, refusals: 4 };

export const SHAPE_ROWS: readonly Row[] = [
  row('20/min, 150/h, begun at any minute', rolling(20, 150), { ...anyMinute, bar: ASKED_BAR }),
  row('12/min, 60/h, begun at any minute', rolling(12, 60), { ...anyMinute, bar: ASKED_BAR }),
  row('30/h', [hour(30)], { seeds: [1], bar: { ratio: 1.02, refusals: 3 }, counts: [50, 400] }),
  row('one refusal, at the second issue of 60', [], {
    seeds: [1],
    counts: [60],
    bar: { ratio: 1.1, refusals: 1 },
    server: { refusesRequest: 2 },
  }),
  ...[50, 150, 400].map((most) =>
    row(`${most} a clock hour, begun at any minute`, [clock(most)], { ...anyMinute, bar: SHAPE_BAR }),
  ),
  row('150 an hour from :17 to :17, begun at any minute', [clock(150, 17 * MINUTE_MS)], anyMinute),
  row('bucket of 40, one more in 24 s', [bucket(40, 24)], { bar: SHAPE_BAR }),
  row('bucket of 20, one more in 6 s', [bucket(20, 6)], { bar: SHAPE_BAR }),
  row('bucket of 100, one more in 60 s', [bucket(100, 60)], { bar: SHAPE_BAR }),
  sharedBy(30, '150 a clock hour, of which others use 30', [clock(150)]),
  sharedBy(30, 'bucket of 40, one more in 24 s, of which others use 30 an hour', [bucket(40, 24)]),
  becoming('150 a clock hour, half-way 60', [clock(150)], [clock(60)]),
  becoming('60 a clock hour, half-way 150', [clock(60)], [clock(150)]),
  becoming('bucket of 40, one more in 24 s, half-way in 60 s', [bucket(40, 24)], [bucket(40, 60)]),
  becoming('bucket of 40, one more in 60 s, half-way in 24 s', [bucket(40, 60)], [bucket(40, 24)]),
  row('150 a clock hour, again after six days', [clock(150)], { ...anyMinute, before: [clock(150)] }),
  row('bucket of 40, one more in 24 s, again after six days', [bucket(40, 24)], { before: [bucket(40, 24)] }),
];

const STRANGE_COUNTS = [50, 400];
function strange(
  name: string,
  limits: readonly Limit[],
  formerMinutes: readonly number[],
  more: Parameters<typeof row>[2] = {},
): Row {
  const common = { group: 'strange', seeds: [1, 2, 3, 4, 5], minuteOf, counts: STRANGE_COUNTS, formerMinutes } as const;
  return row(name, limits, { ...common, ...more });
}

export const STRANGE_ROWS: readonly Row[] = [
  strange('100 a rolling hour and a bucket of 20, one more in 12 s', [hour(100), bucket(20, 12)], [6.3, 196.4]),
  strange('150 a clock hour and 12 a minute', [clock(150), minute(12)], [4.7, 121.6]),
  strange('50 a clock hour and 80 a rolling hour', [clock(50), hour(80)], [2.5, 424.5]),
  strange('60 a clock hour and a bucket of 30, one more in 30 s', [clock(60), bucket(30, 30)], [10.2, 359.8]),
  strange('150 an hour by the clock and 150 from :30 to :30', [clock(150), clock(150, 30 * MINUTE_MS)], [2.5, 125.0]),
  strange('20 an hour for each of 5 owners', [{ kind: 'owner', most: 20 }], [2.5, 185.0], { owners: 5 }),
  strange(
    '10 an hour for each of 3 owners, 150 for the account',
    [{ kind: 'owner', most: 10 }, hour(150)],
    [61.0, 780.7],
    {
      owners: 3,
    },
  ),
  strange('100/h; after a refusal nothing for 1, 2, 4, … minutes', [hour(100)], [2.5, 185.0], {
    server: { penaltyMs: 60_000 },
  }),
  strange('100 a clock hour; a refused request counts too', [clock(100)], [2.5, 185.5], {
    server: { countsRefused: true },
  }),
  strange('bucket of 40, one more in 24 s; a refused request counts too', [bucket(40, 24)], [4.6, 153.1], {
    server: { countsRefused: true },
  }),
  strange('60 in any two hours', [{ kind: 'rolling', windowMs: 2 * HOUR_MS, most: 60 }], [2.5, 848.7]),
  strange('15 in any ten minutes', [{ kind: 'rolling', windowMs: 10 * MINUTE_MS, most: 15 }], [120.2, 1561.0]),
  strange('bucket of 60, one more in 5 minutes', [bucket(60, 300)], [2.5, 486.8], { counts: [50, 150] }),
];
