/** The cells of the bench: which servers, how many issues, what the inputs say, and what must be reached. */

import type { Ceilings } from '../../src/pace/schedule.ts';
import { bestKnowingAll, bestUntold } from './optimum.ts';
import { OTHERS } from './others.ts';
import { type Limits, randomTimes, type ServerOptions, seeded, startServer } from './server.ts';
import { type Course, runCampaign } from './world.ts';

const HOUR_MS = 3_600_000;
export const START_AT = Date.UTC(2026, 10, 2, 6);
export const COUNTS = [50, 400, 3_000] as const;
/** What the inputs are when nobody sets them. */
export const DEFAULTS: Ceilings = { perMinute: 20, perHour: 500 };

const DOCUMENTED: Limits = { perMinute: 80, perHour: 500 };
const AS_USERS_MET: Limits = { perMinute: 20, perHour: 150 };
const STRICTER: Limits = { perMinute: 12, perHour: 60 };

export interface Bar {
  ratio: number;
  refusals: number;
}

export interface Row {
  name: string;
  group: 'constant' | 'announced' | 'given' | 'shared' | 'changing' | 'other' | 'memory';
  options: (count: number, seed: number) => ServerOptions;
  inputs: Ceilings;
  seeds: readonly number[];
  bar: Bar | undefined;
  /** What the limits were in another campaign, six days before. */
  before?: Limits;
  /** Each run finds an empty cache. */
  forgetful?: boolean;
}

const always = (limits: Limits) => () => limits;
const plain = { announces: 'nothing', othersAt: [], countsRefused: false, exhausted: undefined } as const;
const constant = (name: string, limits: Limits) => (): ServerOptions => ({ ...plain, name, limits: always(limits) });

const UNTOLD_BAR: Bar = { ratio: 1.02, refusals: 3 };
const GIVEN_BAR: Bar = { ratio: 1.005, refusals: 0 };
const MOVING_BAR: Bar = { ratio: 1.1, refusals: Number.POSITIVE_INFINITY };

function steady(name: string, limits: Limits): Row[] {
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
function changing(name: string, before: Limits, after: Limits, part = 0.5): Row {
  return {
    name,
    group: 'changing',
    inputs: DEFAULTS,
    seeds: [1],
    bar: part === 0.5 ? MOVING_BAR : undefined,
    options: (count) => ({ ...plain, name, limits: (opened) => (opened < count * part ? before : after) }),
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
    const from = START_AT + 0.3 * bestKnowingAll(options, DEFAULTS, count, START_AT).elapsedMs;
    return { ...options, exhausted: { from, until: from + 37.4 * 60_000 } };
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
];

function again(name: string, before: Limits, limits: Limits): Row {
  const options = constant(name, limits);
  return { name, group: 'memory', inputs: DEFAULTS, seeds: [1], bar: undefined, before, options };
}

export interface Measure {
  row: Row;
  count: number;
  bestMs: number;
  /** Elapsed over the best that knows all, and over the best that is not told; the worst of all seeds. */
  ratio: number;
  meanRatio: number;
  untoldRatio: number;
  /** The best that is not told, over the best that knows all. */
  untoldOverBest: number;
  refusals: number;
  silenceMs: number;
  duringHolds: number;
  runs: number;
  /** Of the time left as the log says it after a quarter of the time, over the truth, less 1. */
  estimateError: number | undefined;
  status: string;
}

/** A request's time is not the client's to save: half-way between the fastest and the slowest. */
const MEAN_LATENCY_MS = 300;

export async function measure(row: Row, count: number): Promise<Measure> {
  const all: Measure[] = [];
  for (const seed of row.seeds) all.push(await measureOnce(row, count, seed));
  const worst = all.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const most = (of: (one: Measure) => number) => Math.max(...all.map(of));
  return {
    ...worst,
    meanRatio: all.reduce((sum, { ratio }) => sum + ratio, 0) / all.length,
    untoldRatio: most((one) => one.untoldRatio),
    refusals: most((one) => one.refusals),
    silenceMs: most((one) => one.silenceMs),
    duringHolds: most((one) => one.duringHolds),
  };
}

async function measureOnce(row: Row, count: number, seed: number): Promise<Measure> {
  const options = row.options(count, seed);
  const server = startServer(options);
  const inputs = inputsOf(row.inputs);
  const { forgetful = false } = row;
  const marker = row.before === undefined ? undefined : await markerOfEarlier(row.before, row.inputs, seed);
  const course = await runCampaign({ server, count, inputs, startAt: START_AT, seed, forgetful, marker });
  const elapsedMs = course.lastAt - course.firstAt;
  const bestMs = bestKnowingAll(options, row.inputs, count, START_AT).elapsedMs + MEAN_LATENCY_MS;
  const untoldMs = bestUntold(options, row.inputs, count, START_AT).elapsedMs + MEAN_LATENCY_MS;
  return {
    row,
    count,
    bestMs,
    ratio: elapsedMs / bestMs,
    meanRatio: elapsedMs / bestMs,
    untoldRatio: elapsedMs / untoldMs,
    untoldOverBest: untoldMs / bestMs,
    refusals: server.refusedAt.issues.length + server.refusedAt.others.length,
    silenceMs: course.silenceMs,
    duringHolds: course.duringHolds,
    runs: course.runs,
    estimateError: estimateError(course),
    status: course.status,
  };
}

/** What another campaign left in the cache, six days ago: GitHub keeps it for seven. */
async function markerOfEarlier(limits: Limits, inputs: Ceilings, seed: number): Promise<Uint8Array | undefined> {
  const server = startServer(constant('before', limits)());
  const startAt = START_AT - 6 * 24 * HOUR_MS;
  const course = await runCampaign({ server, count: 400, inputs: inputsOf(inputs), startAt, seed });
  return course.marker;
}

export function inputsOf({ perMinute, perHour }: Ceilings): Record<string, string> {
  return { 'max-per-minute': String(perMinute), 'max-per-hour': String(perHour) };
}

/** Of the first line that says how much time is left, from a quarter of the time on. */
function estimateError({ firstAt, lastAt, lines }: Course): number | undefined {
  const quarterAt = firstAt + (lastAt - firstAt) / 4;
  for (const { at, text } of lines) {
    const said = /about (?:(\d+) h )?(?:(\d+) min)?(?: ?(\d+) s)? left/.exec(text);
    if (at < quarterAt || said === null) continue;
    const [hours, minutes, seconds] = said.slice(1).map((part) => Number(part ?? 0));
    const saidMs = ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
    return saidMs / (lastAt - at) - 1;
  }
  return undefined;
}

/** Whoever needs longer than so many times the best is taken never to come to an end. */
const PATIENCE = 5;

/** How other tools fare on the row's server: elapsed over the best (infinite: no end), and refusals until then. */
export function measureOthers(row: Row, count: number): { name: string; ratio: number; refusals: number }[] {
  const options = row.options(count, row.seeds[0] ?? 1);
  const bestMs = bestKnowingAll(options, row.inputs, count, START_AT).elapsedMs + MEAN_LATENCY_MS;
  return OTHERS.map(({ name, run }) => {
    const server = startServer(options);
    const endedAt = run(server, count, START_AT, START_AT + PATIENCE * bestMs);
    const ratio = endedAt === undefined ? Number.POSITIVE_INFINITY : (endedAt - START_AT) / bestMs;
    return { name, ratio, refusals: server.refusedAt.issues.length };
  });
}
