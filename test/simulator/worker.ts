/** A thread that simulates seeds, with the product as it is or with a mutant in it. */

import { parentPort, workerData } from 'node:worker_threads';
import { installMutant, mutants } from './mutants.ts';
import type { SeedResult } from './simulate.ts';

export interface Order {
  from: number;
  count: number;
}

export interface Harvest {
  order: Order;
  runs: number;
  issues: number;
  counts: Map<string, number>;
  /** The first seed that failed; those after it were not simulated. */
  failed: SeedResult | undefined;
}

export interface WorkerInput {
  mutant: string | undefined;
}

const { mutant: name } = workerData as WorkerInput;
const mutant = mutants.find((one) => one.name === name);
if (mutant !== undefined) installMutant(mutant);
const forced = mutant !== undefined && mutant.change === undefined;
const { simulate } = await import('./simulate.ts');

async function harvest(order: Order): Promise<Harvest> {
  const total: Harvest = { order, runs: 0, issues: 0, counts: new Map(), failed: undefined };
  let first: string | undefined;
  for (let seed = order.from; seed < order.from + order.count; seed += 1) {
    const result = await simulate(seed, { forced });
    first ??= result.hash;
    total.runs += result.runs;
    total.issues += result.issues;
    for (const [what, count] of result.counts) total.counts.set(what, (total.counts.get(what) ?? 0) + count);
    if (result.failure !== undefined) return { ...total, failed: result };
  }
  const again = await simulate(order.from, { forced });
  if (again.hash === first) return total;
  return {
    ...total,
    failed: { ...again, failure: { check: 'replay', what: `told ${first} first, then ${again.hash}` } },
  };
}

parentPort?.on('message', (order: Order) => {
  void harvest(order).then((done) => parentPort?.postMessage(done));
});
