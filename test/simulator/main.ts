/** `npm run simulate -- --seeds N [--from S] [--trace] [--census] [--mutants | --mutant NAME] [--workers W]` */

import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { mutants } from './mutants.ts';
import type { SeedResult } from './simulate.ts';
import type { Harvest, Order, WorkerInput } from './worker.ts';

/** Seeds given to a worker at a time. */
const CHUNK = 100;
/** Rare mutants are hunted only in more seeds than this. */
const COMMON_SEEDS = 4_000;

interface Options {
  from: number;
  seeds: number;
  workers: number;
  mutant: string | undefined;
}

interface Total {
  seeds: number;
  runs: number;
  issues: number;
  seconds: number;
  counts: Map<string, number>;
  /** Of the seeds that failed, the lowest. */
  failed: SeedResult | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: '2' },
      mutant: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      census: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
    },
  });
  const options: Options = {
    from: wholeNumber('from', values.from),
    seeds: wholeNumber('seeds', values.seeds),
    workers: wholeNumber('workers', values.workers),
    mutant: values.mutant,
  };
  if (values.trace) return await trace(options);
  if (values.mutants) return await huntMutants(options);
  const total = await simulateAll(options);
  if (values.census) for (const line of censusOf(total)) console.log(line);
  report(total, options);
}

/** How often the seeds met what. */
function censusOf({ counts }: Total): string[] {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `${String(count).padStart(9)}  ${what}`);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`--${name} is ${JSON.stringify(text)}, expected a whole number of at least 1`);
}

/** Gives the seeds to the workers in chunks; a failure ends it when all lower seeds are done. */
async function simulateAll({ from, seeds, workers, mutant }: Options): Promise<Total> {
  const startedAt = performance.now();
  const total: Total = { seeds: 0, runs: 0, issues: 0, seconds: 0, counts: new Map(), failed: undefined };
  let next = from;
  const order = (): Order | undefined => {
    if (next >= from + seeds || total.failed !== undefined) return undefined;
    const count = Math.min(CHUNK, from + seeds - next);
    next += count;
    return { from: next - count, count };
  };
  const add = ({ order: done, runs, issues, counts, failed }: Harvest) => {
    for (const [what, count] of counts) total.counts.set(what, (total.counts.get(what) ?? 0) + count);
    total.seeds += failed === undefined ? done.count : failed.seed - done.from + 1;
    total.runs += runs;
    total.issues += issues;
    if (failed !== undefined && failed.seed < (total.failed?.seed ?? Number.POSITIVE_INFINITY)) total.failed = failed;
  };
  await Promise.all(Array.from({ length: workers }, () => work({ mutant }, order, add)));
  return { ...total, seconds: (performance.now() - startedAt) / 1000 };
}

/** One worker, until there are no more orders. */
function work(input: WorkerInput, order: () => Order | undefined, add: (harvest: Harvest) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: input,
    // Worlds are thrown away one after the other: a larger nursery is a tenth faster.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  return new Promise((resolve, reject) => {
    const give = () => {
      const given = order();
      if (given !== undefined) worker.postMessage(given);
      else void worker.terminate().then(() => resolve());
    };
    worker.on('error', reject);
    worker.on('message', (harvest: Harvest) => {
      add(harvest);
      give();
    });
    give();
  });
}

function report(total: Total, { from, seeds }: Options): void {
  const { failed, runs, issues, seconds } = total;
  const rate = `${total.seeds} seeds in ${seconds.toFixed(1)} s (${Math.round(total.seeds / seconds)} a second)`;
  if (failed === undefined) {
    console.log(`seeds ${from} to ${from + seeds - 1}: every check held; ${runs} runs, ${issues} issues; ${rate}`);
    return;
  }
  process.exitCode = 1;
  for (const line of failed.lines ?? []) console.log(line);
  console.log(`\nseed ${failed.seed}: ${failed.failure?.check}: ${failed.failure?.what}`);
  console.log(`replay it: npm run simulate -- --seeds 1 --from ${failed.seed} --trace`);
  console.log(rate);
}

/** One seed in full, with the action's own log. */
async function trace({ from, mutant: name }: Options): Promise<void> {
  const mutant = mutants.find((one) => one.name === name);
  const { installMutant } = await import('./mutants.ts');
  if (mutant !== undefined) installMutant(mutant);
  const { simulate } = await import('./simulate.ts');
  const forced = mutant !== undefined && mutant.change === undefined;
  const { lines, failure, hash } = await simulate(from, { verbose: true, forced });
  for (const line of lines ?? []) console.log(line);
  if (failure !== undefined) process.exitCode = 1;
  console.log(
    `\nseed ${from}: ${failure === undefined ? 'every check held' : `${failure.check}: ${failure.what}`}; ${hash}`,
  );
}

/** Every deliberate fault must be caught; fails when one is not. */
async function huntMutants({ from, seeds, workers }: Options): Promise<void> {
  const waiting = mutants.filter(({ isRare }) => isRare !== true || seeds > COMMON_SEEDS);
  const hunt = async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const { failed } = await simulateAll({ from, seeds, workers: 1, mutant: mutant.name });
      if (failed === undefined) process.exitCode = 1;
      const caught = failed === undefined ? 'NOT CAUGHT' : `caught at seed ${failed.seed}: ${failed.failure?.check}`;
      console.log(`${mutant.name}: ${caught}`);
    }
  };
  await Promise.all(Array.from({ length: workers }, hunt));
}

await main();
