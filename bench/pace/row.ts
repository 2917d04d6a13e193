/** A row of the bench, and what most rows share. */

import type { Ceilings } from '../../src/pace/schedule.ts';
import { HOUR_MS, type Limit, MINUTE_MS, type ServerOptions } from './server.ts';

export const START_AT = Date.UTC(2026, 10, 2, 6);
export const COUNTS: readonly number[] = [50, 400, 3_000];
/** What the inputs are when nobody sets them. */
export const DEFAULTS: Ceilings = { perMinute: 20, perHour: 500 };

export interface Bar {
  ratio: number;
  refusals: number;
}

/** On servers of no known shape: over the time of the former pacer, and the most refusals in an hour. */
export const NEVER_WORSE = { overFormer: 1.5, refusalsInAnHour: 8 } as const;

export interface Row {
  name: string;
  group: 'constant' | 'announced' | 'given' | 'shared' | 'changing' | 'other' | 'memory' | 'shape' | 'strange';
  options: (count: number, seed: number) => ServerOptions;
  inputs: Ceilings;
  seeds: readonly number[];
  bar: Bar | undefined;
  /** Other counts of issues than those of all rows. */
  counts?: readonly number[];
  /** The minute of the hour in which the campaign begins; the full hour when absent. */
  minuteOf?: (seed: number) => number;
  owners?: number;
  /** What the limits were in another campaign, six days before. */
  before?: readonly Limit[];
  /** Each run finds an empty cache. */
  forgetful?: boolean;
  /** Minutes that the pacer of version 1.0 took on average, which knew rolling windows only; for each count. */
  formerMinutes?: readonly number[];
}

export function rolling(perMinute: number, perHour: number): readonly Limit[] {
  return [
    { kind: 'rolling', windowMs: MINUTE_MS, most: perMinute },
    { kind: 'rolling', windowMs: HOUR_MS, most: perHour },
  ];
}

export const PLAIN: Omit<ServerOptions, 'name' | 'limits'> = {
  announces: 'nothing',
  othersAt: [],
  countsRefused: false,
  exhausted: undefined,
  aheadMs: 0,
  penaltyMs: 0,
  refusesRequest: 0,
};
