/** Ports in memory, for the stages that need a few of them. */

import type { Clock, Log } from '../../src/shared/ports.ts';

export const silentLog: Log = {
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  group: (_, work) => work(),
};

/** A clock on which sleeping takes no time and time passes only by sleeping. */
export function sleepingClock(at = Date.UTC(2012, 4, 3)): Clock & { slept: number[] } {
  let now = at;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      slept.push(ms);
      now += Math.max(0, ms);
    },
  };
}
