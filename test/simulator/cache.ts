/** The cache of progress markers: keeps, loses, serves old ones, and ones that somebody made up. */

import type { MarkerStore } from '../../src/shared/ports.ts';
import { hostileMarker } from './hostile.ts';
import type { Process } from './process.ts';
import { KNOWS_NOTHING, type Knowledge, type Watch } from './watch.ts';
import { wayMs } from './wire.ts';
import type { World } from './world.ts';

export interface Cache {
  openStore(process: Process, watch: Watch): MarkerStore;
}

interface Entry {
  key: string;
  bytes: Uint8Array;
  knowledge: Knowledge;
}

export function openCache(world: World): Cache {
  const { dice } = world;
  const entries: Entry[] = [];

  const served = (): Entry | undefined => {
    const newest = entries.at(-1);
    const fate = dice.fate(world.rates().cacheLoad);
    world.count(`marker: ${fate}`);
    switch (fate) {
      case 'lost':
        return undefined;
      case 'stale':
        return entries.length === 0 ? undefined : dice.pick(entries);
      case 'hostile':
        return { key: 'hostile', bytes: hostileMarker(world, newest?.bytes), knowledge: KNOWS_NOTHING };
      default:
        return newest;
    }
  };

  const load = (process: Process, watch: Watch): ReturnType<MarkerStore['load']> =>
    process.request('load the marker', 'request', (reply) => {
      const isAway = dice.chance(world.rates().cacheLoad.unavailable);
      if (isAway) return reply.in(dice.pick([200, 30_000]), { kind: 'unavailable', message: 'the cache is away' });
      const entry = served();
      if (entry === undefined) return reply.in(wayMs(world), { kind: 'absent' });
      const { bytes, key, knowledge } = entry;
      reply.in(wayMs(world), { kind: 'loaded', bytes, key }, () => watch.learn(knowledge));
    });

  const save = (process: Process, watch: Watch, bytes: Uint8Array): ReturnType<MarkerStore['save']> =>
    process.request('save the marker', 'marker is saved', (reply) => {
      const key = `marker-${entries.length + 1}-${process.name}`;
      const knowledge = watch.knowledge();
      const fate = dice.fate(world.rates().cacheSave);
      const keep = () => entries.push({ key, bytes, knowledge });
      const refuse = (ms: number) => reply.in(ms, { kind: 'unavailable', message: 'the cache did not take it' });
      if (fate === 'refused') return refuse(dice.pick([100, 30_000]));
      world.after(wayMs(world), () => {
        if (fate !== 'lost') keep();
        if (!process.live('marker is saved')) return;
        if (fate === 'silent') refuse(30_000);
        else reply.in(wayMs(world), { kind: 'saved', key });
      });
    });

  return {
    openStore: (process, watch) => ({
      load: () => load(process, watch),
      save: (bytes) => save(process, watch, bytes),
    }),
  };
}
