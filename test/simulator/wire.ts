/** The way of a request to a server and of its answer back. */

import type { Reply } from './process.ts';
import type { WireFate } from './scenario.ts';
import type { World } from './world.ts';

/** The adapter gives up after this long without an answer (src/adapters/github/client.ts). */
const OWN_TIMEOUT_MS = 30_000;
/** GitHub gives up on a request after this long (documented). */
const PROCESSING_LIMIT_MS = 10_000;

export interface Exchange<T> {
  /** For the census. */
  what: string;
  reply: Reply<T>;
  rates: Readonly<Record<WireFate, number>>;
  /** At the server: takes effect, gives the answer. */
  serve: () => T;
  /** What the process is told when it gets no clear answer. */
  unknown: (message: string) => T;
  /** Called when the answer, clear or not, has reached the process. */
  arrived?: (answer: T) => void;
  /** Called when nothing more can come of the request at the server. */
  settled?: () => void;
}

/** One request that changes something: fine, or lost in one of the ways that leave it unknown. */
export function exchange<T>(world: World, work: Exchange<T>): void {
  const { reply, serve, unknown } = work;
  const [there, processing, back] = [wayMs(world), processingMs(world), wayMs(world)];
  const fate = world.dice.fate(work.rates);
  world.count(`${work.what}: ${fate}`);
  if (fate !== 'fine') world.note('network', `fate of this request: ${fate}`);
  const answer = (ms: number, value: T) => reply.in(ms, value, () => work.arrived?.(value));
  const effect = (ms: number, then: (value: T) => void) =>
    world.after(ms, () => {
      then(serve());
      work.settled?.();
    });
  const noEffect = () => world.after(there, () => work.settled?.());
  const silence = Math.max(0, OWN_TIMEOUT_MS - there - processing);
  const ways: Record<WireFate | 'fine', () => void> = {
    fine: () => effect(there + processing, (value) => answer(back, value)),
    'request lost': () => {
      noEffect();
      answer(lostAfterMs(world), unknown('connection lost'));
    },
    'response lost': () =>
      effect(there + processing, () =>
        world.dice.chance(0.5)
          ? answer(back, unknown('connection reset'))
          : answer(silence, unknown('no answer in 30 s')),
      ),
    'reset early': () => {
      effect(there + world.dice.whole(0, PROCESSING_LIMIT_MS), () => undefined);
      answer(world.dice.whole(5, 800), unknown('connection reset'));
    },
    'error before the effect': () => {
      noEffect();
      answer(there + back, unknown('status 502'));
    },
    'error after the effect': () => effect(there + processing, () => answer(back, unknown('status 502'))),
    'answer cut': () => effect(there + processing, () => answer(back, unknown('the answer was cut off'))),
    'unexpected answer': () => {
      noEffect();
      answer(there + back, unknown('unexpected answer: 200'));
    },
  };
  ways[fate]();
}

/** Mostly fast, now and then seconds. */
export function wayMs({ dice }: World): number {
  return dice.chance(0.02) ? dice.whole(1_000, 4_000) : dice.whole(5, 150);
}

function processingMs({ dice }: World): number {
  return dice.chance(0.03) ? dice.whole(1_000, PROCESSING_LIMIT_MS) : dice.whole(20, 600);
}

function lostAfterMs({ dice }: World): number {
  return dice.chance(0.4) ? OWN_TIMEOUT_MS : dice.whole(5, 5_000);
}
