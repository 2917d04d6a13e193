/** Measures a row of the bench with so many issues: ours against the best, and other tools beside it. */

import type { Ceilings } from '../../src/pace/schedule.ts';
import { bestKnowingAll, bestUntold, type Task } from './optimum.ts';
import { OTHERS } from './others.ts';
import { PLAIN, type Row, START_AT } from './row.ts';
import { HOUR_MS, type Limit, MINUTE_MS, startServer } from './server.ts';
import { type Course, ownerOf, runCampaign } from './world.ts';

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
  /** The most refusals of issues in any hour. */
  refusalsInAnHour: number;
  elapsedMs: number;
  /** The mean time over that of the former pacer; undefined where that is not of interest. */
  overFormer: number | undefined;
  silenceMs: number;
  duringHolds: number;
  runs: number;
  /** Of the time left as the log says it after a quarter of the time, over the truth, less 1. */
  estimateError: number | undefined;
  status: string;
}

/** A request's time is not the client's to save: half-way between the fastest and the slowest. */
const MEAN_LATENCY_MS = 300;

/** A large campaign takes long, and its beginning matters little. */
const SEEDS_OF_LARGE = 3;

export async function measure(row: Row, count: number): Promise<Measure> {
  const all: Measure[] = [];
  for (const seed of count < 1_000 ? row.seeds : row.seeds.slice(0, SEEDS_OF_LARGE))
    all.push(await measureOnce(row, count, seed));
  const worst = all.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const most = (of: (one: Measure) => number) => Math.max(...all.map(of));
  return {
    ...worst,
    meanRatio: all.reduce((sum, { ratio }) => sum + ratio, 0) / all.length,
    untoldRatio: most((one) => one.untoldRatio),
    refusals: most((one) => one.refusals),
    refusalsInAnHour: most((one) => one.refusalsInAnHour),
    silenceMs: most((one) => one.silenceMs),
    duringHolds: most((one) => one.duringHolds),
    overFormer: overFormer(row, count, all),
    status: all.find(({ status }) => status !== 'success')?.status ?? 'success',
  };
}

function overFormer(row: Row, count: number, all: readonly Measure[]): number | undefined {
  const former = row.formerMinutes?.[row.counts?.indexOf(count) ?? -1];
  if (former === undefined) return undefined;
  return all.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / all.length / (former * MINUTE_MS);
}

export async function measureOnce(row: Row, count: number, seed: number): Promise<Measure> {
  const task = taskOf(row, count, seed);
  const server = startServer(task.options);
  const { startAt } = task;
  const { forgetful = false, owners = 1 } = row;
  const marker = row.before === undefined ? undefined : await markerOfEarlier(row.before, row.inputs, seed);
  const course = await runCampaign({
    server,
    count,
    inputs: inputsOf(row.inputs),
    startAt,
    seed,
    forgetful,
    marker,
    owners,
  });
  const elapsedMs = course.lastAt - course.firstAt;
  const bestMs = bestKnowingAll(task).elapsedMs + MEAN_LATENCY_MS;
  const untoldMs = bestUntold(task).elapsedMs + MEAN_LATENCY_MS;
  return {
    row,
    count,
    bestMs,
    elapsedMs,
    ratio: elapsedMs / bestMs,
    meanRatio: elapsedMs / bestMs,
    untoldRatio: elapsedMs / untoldMs,
    untoldOverBest: untoldMs / bestMs,
    refusals: server.refusedAt.issues.length + server.refusedAt.others.length,
    refusalsInAnHour: mostInAnHour(server.refusedAt.issues),
    silenceMs: course.silenceMs,
    duringHolds: course.duringHolds,
    runs: course.runs,
    overFormer: undefined,
    estimateError: estimateError(course),
    status: course.status,
  };
}

/** The row's campaign, for the clients of optimum.ts and others.ts. */
export function taskOf(row: Row, count: number, seed: number): Task {
  const startAt = START_AT + (row.minuteOf?.(seed) ?? 0) * MINUTE_MS;
  const { owners = 1 } = row;
  return {
    options: row.options(count, seed),
    inputs: row.inputs,
    count,
    startAt,
    ownerOf: (index) => ownerOf(index, owners),
  };
}

function mostInAnHour(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + HOUR_MS).length));
}

/** What another campaign left in the cache, six days ago: GitHub keeps it for seven. */
export async function markerOfEarlier(
  limits: readonly Limit[],
  inputs: Ceilings,
  seed: number,
): Promise<Uint8Array | undefined> {
  const server = startServer({ ...PLAIN, name: 'before', limits: () => limits });
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
  const task = taskOf(row, count, row.seeds[0] ?? 1);
  const { startAt } = task;
  const bestMs = bestKnowingAll(task).elapsedMs + MEAN_LATENCY_MS;
  return OTHERS.map(({ name, run }) => {
    const server = startServer(task.options);
    const endedAt = run(server, count, startAt, startAt + PATIENCE * bestMs);
    const ratio = endedAt === undefined ? Number.POSITIVE_INFINITY : (endedAt - startAt) / bestMs;
    return { name, ratio, refusals: server.refusedAt.issues.length };
  });
}
