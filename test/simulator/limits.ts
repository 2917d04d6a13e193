/** The limits of the simulated GitHub: times at which it takes nothing, announced or not, and ceilings of any shape. */

import type { Limited } from '../../src/shared/target-ports.ts';
import { type Dice, openDice } from './dice.ts';
import type { World } from './world.ts';

export interface Limits {
  /** What GitHub says to a request that arrives now; undefined: it is served. */
  refusal(isContent: boolean): Limited | undefined;
}

interface Spell {
  untilAt: number;
  /** What `Retry-After` says all the while (seconds); undefined: GitHub does not say. */
  announcedSeconds: number | undefined;
}

export function openLimits(world: World): Limits {
  const { dice } = world;
  const isFull = openCeiling(openDice(world.scenario.seed, 4));
  let primary: Spell | undefined;
  let secondary: Spell | undefined;

  const goOn = (spell: Spell | undefined): Spell | undefined =>
    spell === undefined || world.isCalm() || spell.untilAt <= world.now() ? undefined : spell;
  const begin = (seconds: number, announcedSeconds: number | undefined): Spell => ({
    untilAt: world.now() + seconds * 1_000,
    announcedSeconds,
  });

  return {
    refusal: (isContent) => {
      primary = goOn(primary);
      secondary = goOn(secondary);
      if (primary === undefined && dice.chance(world.rates().primaryLimit))
        primary = begin(dice.whole(1, 3_400), undefined);
      if (secondary === undefined && isContent && dice.chance(world.rates().secondaryLimit))
        secondary = begin(
          dice.pick([20, 60, 60, 300, 1_200]),
          dice.chance(0.5) ? dice.pick([1, 60, 60, 600]) : undefined,
        );
      const isSecondary = isContent && secondary !== undefined && (primary === undefined || dice.chance(0.7));
      if (isSecondary && secondary !== undefined) return secondaryRefusal(secondary, world.now());
      // The reset of the primary limit is a time, `Retry-After` counts from each refusal.
      if (primary !== undefined) return { kind: 'limited', limit: 'primary', retryAt: primary.untilAt };
      if (!isContent || world.isCalm() || !isFull(world.now())) return undefined;
      world.count('ceiling met');
      return { kind: 'limited', limit: 'secondary', serverAt: world.now() };
    },
  };
}

function secondaryRefusal({ announcedSeconds }: Spell, now: number): Limited {
  if (announcedSeconds === undefined) return { kind: 'limited', limit: 'secondary', serverAt: now };
  return { kind: 'limited', limit: 'secondary', retryAt: now + announcedSeconds * 1_000, serverAt: now };
}

const HOUR_MS = 3_600_000;

/** A ceiling of one shape, in some seeds: whether it is full; an issue for which it is not is counted. */
function openCeiling(dice: Dice): (now: number) => boolean {
  const most = dice.pick([2, 3, 5, 8]);
  const windowMs = dice.pick([60_000, 600_000, HOUR_MS]);
  const fillMs = dice.pick([10_000, 60_000, 300_000]);
  const taken: number[] = [];
  let bucket = { held: most, at: 0 };
  const since = (from: number, now: number): boolean => {
    if (taken.filter((at) => at > from).length >= most) return true;
    taken.push(now);
    return false;
  };
  switch (dice.fate({ rolling: 0.08, clock: 0.08, bucket: 0.08 })) {
    case 'rolling':
      return (now) => since(now - windowMs, now);
    case 'clock':
      return (now) => since(Math.floor(now / HOUR_MS) * HOUR_MS - 1, now);
    case 'bucket':
      return (now) => {
        const held = Math.min(most, bucket.held + (now - bucket.at) / fillMs);
        bucket = { held: held < 1 ? held : held - 1, at: now };
        return held < 1;
      };
    default:
      return () => false;
  }
}
