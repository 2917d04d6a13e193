/** The rows of the bench: which servers, what the inputs say, and what must be reached. */

import type { Ceilings } from '../../src/pace/schedule.ts';
import { bestKnowingAll } from './optimum.ts';
import { type Bar, DEFAULTS, PLAIN, type Row, rolling, START_AT } from './row.ts';
import { HOUR_MS, MINUTE_MS, type ServerOptions } from './server.ts';
import { SHAPE_ROWS, STRANGE_ROWS } from './shape-rows.ts';
import { randomTimes, seeded } from './times.ts';

const DOCUMENTED: Ceilings = { perMinute: 80, perHour: 500 };
const AS_USERS_MET: Ceilings = { perMinute: 20, perHour: 150 };
const STRICTER: Ceilings = { perMinute: 12, perHour: 60 };

const limitsOf = ({ perMinute, perHour }: Ceilings) => rolling(perMinute, perHour);
const constant = (name: string, ceilings: Ceilings) => (): ServerOptions => ({
  ...PLAIN,
  name,
  limits: () => limitsOf(ceilings),
});

const UNTOLD_BAR: Bar = { ratio: 1.02, refusals: 3 };
const GIVEN_BAR: Bar = { ratio: 1.005, refusals: 0 };
const MOVING_BAR: Bar = { ratio: 1.1, refusals: Number.POSITIVE_INFINITY };

function steady(name: string, limits: Ceilings): Row[] {
  const common = { seeds: [1], options: constant(name, limits) };
  return [
    { ...common, name: `${name}, unannounced`, group: 'constant', inputs: DEFAULTS, bar: UNTOLD_BAR },
    {
      ...common,
      name: `${name}, announced`,
      group: 'announced',
      inputs: DEFAULTS,
      bar: UNTOLD_BAR,
      options: () => ({ ...constant(name, limits)(), announces: 'room' }),
    },
    { ...common, name: `${name}, given as inputs`, group: 'given', inputs: limits, bar: GIVEN_BAR },
  ];
}

/** When so much of the campaign is done, the limit becomes another one. */
function changing(name: string, before: Ceilings, after: Ceilings, part = 0.5): Row {
  return {
    name,
    group: 'changing',
    inputs: DEFAULTS,
    seeds: [1],
    bar: part === 0.5 ? MOVING_BAR : undefined,
    options: (count) => ({
      ...PLAIN,
      name,
      limits: (opened) => limitsOf(opened < count * part ? before : after),
    }),
  };
}

const shared: Row = {
  name: '20/min, 150/h, of which others use 30 an hour at random',
  group: 'shared',
  inputs: DEFAULTS,
  seeds: [1, 2, 3, 4, 5],
  bar: MOVING_BAR,
  options: (count, seed) => ({
    ...constant('shared', AS_USERS_MET)(),
    othersAt: randomTimes(START_AT - HOUR_MS, START_AT + (count / 50) * HOUR_MS, 30, seeded(seed)),
  }),
};

const primary: Row = {
  name: '20/min, 150/h; others use up the 5,000 requests an hour',
  group: 'other',
  inputs: DEFAULTS,
  seeds: [1],
  bar: undefined,
  options: (count) => {
    const options = constant('primary', AS_USERS_MET)();
    const from = START_AT + 0.3 * bestKnowingAll({ options, inputs: DEFAULTS, count, startAt: START_AT }).elapsedMs;
    return { ...options, exhausted: { from, until: from + 37.4 * MINUTE_MS } };
  },
};

export const ROWS: readonly Row[] = [
  ...steady('80/min, 500/h (documented)', DOCUMENTED),
  ...steady('20/min, 150/h (as users met it)', AS_USERS_MET),
  ...steady('12/min, 60/h (stricter)', STRICTER),
  {
    name: '20/min, 150/h, always announced as 60 s',
    group: 'announced',
    inputs: DEFAULTS,
    seeds: [1],
    bar: UNTOLD_BAR,
    options: () => ({ ...constant('a minute', AS_USERS_MET)(), announces: 'a minute' }),
  },
  ...SHAPE_ROWS,
  shared,
  changing('20/min, 150/h, half-way 12/min, 60/h', AS_USERS_MET, STRICTER),
  changing('20/min, 150/h, half-way 80/min, 500/h', AS_USERS_MET, DOCUMENTED),
  changing('20/min, 150/h, after a quarter 80/min, 500/h', AS_USERS_MET, DOCUMENTED, 0.25),
  changing('20/min, 150/h, after three quarters 80/min, 500/h', AS_USERS_MET, DOCUMENTED, 0.75),
  changing('12/min, 60/h, half-way 20/min, 150/h', STRICTER, AS_USERS_MET),
  primary,
  {
    name: '20/min, 150/h; a refused request counts too',
    group: 'other',
    inputs: DEFAULTS,
    seeds: [1],
    bar: undefined,
    options: () => ({ ...constant('counts refused', AS_USERS_MET)(), countsRefused: true }),
  },
  again('20/min, 150/h, again after six days', AS_USERS_MET, AS_USERS_MET),
  again('12/min, 60/h, again after six days', STRICTER, STRICTER),
  again('12/min, 60/h; after six days 20/min, 150/h', STRICTER, AS_USERS_MET),
  {
    name: '20/min, 150/h; the marker of every run is lost',
    group: 'memory',
    inputs: DEFAULTS,
    seeds: [1],
    bar: undefined,
    forgetful: true,
    options: constant('forgetful', AS_USERS_MET),
  },
  ...STRANGE_ROWS,
];

function again(name: string, before: Ceilings, limits: Ceilings): Row {
  const options = constant(name, limits);
  return { name, group: 'memory', inputs: DEFAULTS, seeds: [1], bar: undefined, before: limitsOf(before), options };
}
