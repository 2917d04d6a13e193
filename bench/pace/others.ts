/** How other tools pace the opening of issues, as functions on the same servers. They go on until all are open. */

import type { Limited } from '../../src/shared/target-ports.ts';
import type { Server } from './server.ts';
import { seeded } from './times.ts';

export interface OtherClient {
  name: string;
  /** Opens `count` issues; returns when the last was answered, undefined when that was not until `giveUpAt`. */
  run(server: Server, count: number, startAt: number, giveUpAt: number): number | undefined;
}

/** As in world.ts: from the start of a request to its answer, and the part of it until the server counts. */
const LATENCY_MS = { from: 150, to: 450 } as const;

interface Attempt {
  startedAt: number;
  answeredAt: number;
  refusal: Limited | undefined;
}

function attempts(server: Server): (startedAt: number) => Attempt {
  const random = seeded(7);
  return (startedAt) => {
    const latencyMs = LATENCY_MS.from + (LATENCY_MS.to - LATENCY_MS.from) * random();
    const refusal = server.open(startedAt + latencyMs / 3);
    return { startedAt, answeredAt: startedAt + latencyMs, refusal };
  };
}

/** One after the other; `pause` says how long after an answer the next one starts. */
function oneByOne(name: string, openPause: () => (attempt: Attempt) => number): OtherClient {
  return {
    name,
    run: (server, count, startAt, giveUpAt) => {
      const attempt = attempts(server);
      const pause = openPause();
      let at = startAt;
      for (let opened = 0; at < giveUpAt; ) {
        const done = attempt(at);
        if (done.refusal === undefined) opened += 1;
        if (opened === count) return done.answeredAt;
        at = done.answeredAt + pause(done);
      }
      return undefined;
    },
  };
}

/** The same pause whatever the answer. */
function fixed(name: string, pauseMs: number): OtherClient {
  return oneByOne(name, () => () => pauseMs);
}

/** A second apart; after refusals 1 s, 2 s, 4 s, …, or as long as GitHub says. */
const backOff = oneByOne('exponential back-off', () => {
  let waitMs = 1_000;
  return ({ answeredAt, refusal }) => {
    if (refusal === undefined) {
      waitMs = 1_000;
      return 1_000;
    }
    const thisMs = waitMs;
    waitMs *= 2;
    return refusal.retryAt === undefined ? thisMs : Math.max(thisMs, refusal.retryAt - answeredAt);
  };
});

/**
 * `@octokit/plugin-throttling`: issues start 3 s apart; a refused request goes back to the end of the queue
 * for as long as GitHub says, else for 60 s, and meanwhile the others go on.
 */
const octokit: OtherClient = {
  name: '3 s, the refused one waits (Octokit)',
  run: (server, count, startAt, giveUpAt) => {
    const attempt = attempts(server);
    const queue = new Array<number>(count).fill(startAt);
    let at = startAt;
    let lastAt = startAt;
    for (let head = 0; head < queue.length; head += 1) {
      at = Math.max(at, queue[head] ?? at);
      if (at >= giveUpAt) return undefined;
      const { answeredAt, refusal } = attempt(at);
      if (refusal === undefined) lastAt = answeredAt;
      else queue.push(refusal.retryAt ?? answeredAt + 60_000);
      at = Math.max(at + 3_000, answeredAt);
    }
    return lastAt;
  },
};

export const OTHERS: readonly OtherClient[] = [
  fixed('2 s fixed (predecessor)', 2_000),
  fixed('1 s fixed', 1_000),
  octokit,
  backOff,
  fixed('8 s fixed', 8_000),
];
