/** The limits of the simulated GitHub: times at which it takes nothing, announced or not. */

import type { Limited } from '../../src/shared/ports.ts';
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
      return primary === undefined ? undefined : { kind: 'limited', limit: 'primary', retryAt: primary.untilAt };
    },
  };
}

function secondaryRefusal({ announcedSeconds }: Spell, now: number): Limited {
  if (announcedSeconds === undefined) return { kind: 'limited', limit: 'secondary' };
  return { kind: 'limited', limit: 'secondary', retryAt: now + announcedSeconds * 1_000 };
}
