/** Sorted times, and times at random that are the same for the same seed. */

const HOUR_MS = 3_600_000;

/** Index of the first time later than `at`, in a sorted list. */
export function firstAfter(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Numbers in [0, 1) from a seed: the same each time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Times at random, `perHour` on average, one independent of the other. */
export function randomTimes(from: number, until: number, perHour: number, random: () => number): number[] {
  const times: number[] = [];
  for (let at = from; at < until; ) {
    at += (-Math.log(1 - random()) * HOUR_MS) / perHour;
    times.push(at);
  }
  return times;
}
