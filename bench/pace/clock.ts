/** A clock on which hours pass in no time: sleepers wake in order, whenever all work at hand is done. */

import type { Clock } from '../../src/shared/ports.ts';

export interface SimulatedClock extends Clock {
  /** Lets time pass until the work is done. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass with nothing going on. */
  skip(ms: number): void;
}

interface Sleeper {
  at: number;
  order: number;
  wake: () => void;
}

export function simulatedClock(startAt: number): SimulatedClock {
  const sleepers: Sleeper[] = [];
  let time = startAt;
  let order = 0;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      order += 1;
      push(sleepers, { at: time + Math.max(0, ms), order, wake: resolve });
    });

  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let done = false;
    const over = work.finally(() => {
      done = true;
    });
    over.catch(() => undefined);
    for (;;) {
      await new Promise(setImmediate);
      if (done) return over;
      const next = pop(sleepers);
      if (next === undefined) continue;
      time = next.at;
      next.wake();
    }
  };

  return {
    now: () => time,
    sleep,
    drive,
    skip: (ms) => {
      time += ms;
    },
  };
}

/** A binary heap, earliest first. */
function push(heap: Sleeper[], sleeper: Sleeper): void {
  heap.push(sleeper);
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isBefore(heap[child], heap[parent])) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function pop(heap: Sleeper[]): Sleeper | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  heap[0] = last;
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!isBefore(heap[child], heap[parent])) return first;
    swap(heap, child, parent);
    parent = child;
  }
}

function isBefore(a: Sleeper | undefined, b: Sleeper | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap(heap: Sleeper[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first !== undefined && second !== undefined) [heap[a], heap[b]] = [second, first];
}
