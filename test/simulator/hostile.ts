/** Markers that no run of ours has written, or that one has and somebody changed. */

import { newCampaign } from '../../src/campaign/choose.ts';
import { emptyMarker, markerBytes } from '../../src/progress/marker.ts';
import type { Marker } from '../../src/progress/schema.ts';
import type { Dice } from './dice.ts';
import type { World } from './world.ts';

const TEN_MEGABYTES = new Uint8Array(10_000_000).fill(0x20);

const TEXTS = [
  '',
  'null',
  '[]',
  '{}',
  '"',
  '{"version":2}',
  '{"version":1,"pace":null,"campaigns":[]}',
  '{"__proto__":{"version":1},"version":1,"pace":{"sendings":[]},"campaigns":[]}',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  '\ufeff{"version":1}',
  '1e999',
];

export function hostileMarker(world: World, newest: Uint8Array | undefined): Uint8Array {
  const { dice } = world;
  switch (dice.whole(0, 5)) {
    case 0:
      return Buffer.from(dice.pick(TEXTS));
    case 1:
      return dice.chance(0.1) ? TEN_MEGABYTES : Buffer.from(Array.from({ length: 40 }, () => dice.whole(0, 255)));
    case 2:
      return newest === undefined ? new Uint8Array() : newest.subarray(0, dice.whole(0, newest.byteLength));
    case 3:
      return newest === undefined ? markerBytes(liar(world)) : tampered(dice, newest);
    default:
      return markerBytes(liar(world));
  }
}

/** A well-formed marker that claims what is not so. */
function liar({ dice, scenario, now }: World): Marker {
  const { period, dataset, testing } = dice.pick(scenario.lanes);
  const parameters = {
    period: dice.chance(0.8) ? period : dice.pick(['201204', '999912', '000000']),
    testing,
    ...(dataset === undefined ? {} : { gbifdatasetid: dataset }),
  };
  const keys = Array.from({ length: scenario.rows + 4 }, (_, index) => `${period}|ds-${index}`);
  const campaign = {
    ...newCampaign(parameters, `hostile-${dice.whole(0, 3)}`),
    cursor: dice.pick([...keys, 'none', '']),
    failed: dice.pick([[], keys, keys.filter(() => dice.chance(0.5)), ['x']]),
    runs: dice.pick([0, -1, 1e308]),
    lastActiveAt: dice.pick([0, now(), 9e15]),
  };
  const times = Array.from({ length: dice.pick([0, 3, 600]) }, (_, index): [number, number, boolean] => {
    const at = now() - index * 1_000;
    return [at, at, true];
  });
  return {
    ...emptyMarker(),
    account: dice.pick(['report-bot', 'somebody-else']),
    pace: {
      ...emptyMarker().pace,
      sendings: dice.pick([
        [],
        times,
        times.map(([from, to, taken]): [number, number, boolean] => [from + 9e9, to + 9e9, taken]),
      ]),
      lastStartedAt: dice.pick([0, now() - 1, now() + 1e12]),
      hold: {
        untilAt: dice.pick([0, now() + 60_000, now() + 3_000_000, 9e15]),
        refusals: dice.pick([0, 3, 1e9]),
        announced: true,
      },
    },
    campaigns: [campaign],
  };
}

const VALUES: readonly unknown[] = [null, -1, 0, 1e300, 9e15, '', 'x', true, false, [], {}, '202610|ds-1'];

/** A genuine marker with one value changed. */
function tampered(dice: Dice, bytes: Uint8Array): Uint8Array {
  const changed = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || dice.chance(0.1)) return dice.pick(VALUES);
    const names = Object.keys(value);
    if (names.length === 0) return dice.pick(VALUES);
    const chosen = dice.pick(names);
    if (Array.isArray(value)) return value.map((item, index) => (String(index) === chosen ? changed(item) : item));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, name === chosen ? changed(item) : item]),
    );
  };
  return Buffer.from(JSON.stringify(changed(JSON.parse(Buffer.from(bytes).toString('utf8')))));
}
