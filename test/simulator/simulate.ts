/** One seed: its world, its runs in rough times, its runs in calm, the judgement. */

import { judgeWorld } from './judge.ts';
import { type LaneRunner, openLane, pause, type RunEnd } from './lane.ts';
import { drawScenario, type Lane } from './scenario.ts';
import { type Stage, setStage } from './stage.ts';
import type { RunInputs } from './workflow.ts';
import { Violation } from './world.ts';

export interface SeedResult {
  seed: number;
  /** Undefined: every check held. */
  failure: { check: string; what: string } | undefined;
  /** Equal for equal stories. */
  hash: string;
  runs: number;
  issues: number;
  counts: ReadonlyMap<string, number>;
  /** The story, when it failed or was asked for. */
  lines: string[] | undefined;
}

export interface SimulateOptions {
  /** The story is wanted, with the action's own log. */
  verbose?: boolean;
  forced?: boolean;
}

export async function simulate(
  seed: number,
  { verbose = false, forced = false }: SimulateOptions = {},
): Promise<SeedResult> {
  const scenario = drawScenario(seed);
  const stage = setStage(scenario, { verbose, forced });
  const runs = { count: 0 };
  let failure: SeedResult['failure'];
  const story = tell(stage, runs);
  const crashed = (error: unknown) =>
    stage.world.timeline.abort(error instanceof Error ? error : new Error(String(error)));
  process.on('unhandledRejection', crashed);
  try {
    await stage.world.timeline.drive(story);
  } catch (error) {
    failure = failureOf(error);
    // The story itself is left where it is.
    story.catch(() => undefined);
  } finally {
    process.off('unhandledRejection', crashed);
  }
  const lines = verbose || failure !== undefined ? stage.world.chronicle.lines() : undefined;
  return {
    seed,
    failure,
    hash: stage.world.chronicle.hash(),
    runs: runs.count,
    issues: stage.posts(),
    counts: stage.world.counts(),
    lines,
  };
}

function failureOf(error: unknown): { check: string; what: string } {
  if (error instanceof Violation) return { check: error.check, what: error.message };
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { check: /no end after|nothing more can happen/.test(what) ? 'the campaign ends' : 'no crash', what };
}

/** A request takes 4 s to arrive and 10 s to be worked on, at most. */
const STRAGGLERS_MS = 15_000;

async function tell(stage: Stage, runs: { count: number }): Promise<void> {
  const { world } = stage;
  const runners = world.scenario.lanes.map((lane) => counting(openLane(stage, lane), runs));
  await Promise.all(runners.map((runner) => roughTimes(stage, runner)));
  // Owners switch issues on again when no POST is under way any more, see docs/guarantees.md.
  await pause(world, STRAGGLERS_MS);
  world.calmDown();
  stage.pusher.settleDown();
  for (const runner of runners) await calmTimes(stage, runner);
  judgeWorld(stage);
}

function counting({ lane, runOnce }: LaneRunner, runs: { count: number }): LaneRunner {
  return {
    lane,
    runOnce: (inputs) => {
      runs.count += 1;
      return runOnce(inputs);
    },
  };
}

/** What a person types in. */
function inputsOf({ period, dataset, testing }: Lane): RunInputs {
  return {
    period,
    ...(dataset === undefined ? {} : { gbifdatasetid: dataset }),
    ...(testing ? { testing: 'true' } : {}),
  };
}

/** A number of runs, relaunched or started by hand, from one second to two hours apart. */
async function roughTimes(stage: Stage, { lane, runOnce }: LaneRunner): Promise<void> {
  const { world } = stage;
  let inputs = inputsOf(lane);
  for (let run = 0; run < lane.roughRuns; run += 1) {
    if (run > 0 || world.scenario.runsBefore > 0) await pause(world, gapMs(stage));
    if (world.scenario.growth?.beforeRun === run) stage.pusher.multiply(world.scenario.growth);
    const { launched } = await runOnce(inputs);
    const [next] = launched;
    inputs = next ?? byHand(stage, lane);
  }
}

/**
 * The same campaign again; without a period, so that the marker's goes on; or a campaign for one dataset in
 * between. Two lanes at once would take each other's, so they keep to their own.
 */
function byHand({ world: { dice, scenario } }: Stage, lane: Lane): RunInputs {
  const own = inputsOf(lane);
  if (scenario.lanes.length > 1) return own;
  if (dice.chance(0.2)) return {};
  return dice.chance(0.1) ? { ...own, gbifdatasetid: `ds-${dice.whole(0, scenario.rows - 1)}` } : own;
}

function gapMs({ world: { dice } }: Stage): number {
  return dice.chance(0.6) ? dice.whole(1_000, 8_000) : dice.whole(8_000, 7_200_000);
}

/** Runs without faults until nothing is left to do; there must be an end to them. */
async function calmTimes(stage: Stage, { lane, runOnce }: LaneRunner): Promise<void> {
  const { world } = stage;
  const limit = world.scenario.rows + (world.scenario.growth?.rows ?? 0) + 12;
  let inputs = inputsOf(lane);
  let finished = 0;
  for (let run = 0; run < limit; run += 1) {
    await pause(world, gapMs(stage));
    const end = await runOnce(inputs);
    inputs = end.launched[0] ?? inputsOf(lane);
    // A resumed campaign does not try again what failed before; a new one does.
    if (isOver(stage, end)) finished += 1;
    if (finished === 2) return;
  }
  world.violate('the campaign ends', `lane ${lane.name} is not over after ${limit} runs without faults`);
}

function isOver({ world }: Stage, { result, inputs }: RunEnd): boolean {
  // Such a workflow cannot be relaunched for a testing campaign; somebody starts it by hand.
  const isExpected = result?.problems[0]?.code === 'relaunch-refused' && !world.scenario.declaresInputs;
  if (result?.status === 'error' && inputs.period !== undefined && !isExpected)
    world.violate('the campaign ends', `a run without faults came to an error: ${result.message}`);
  return (result?.status === 'success' || result?.status === 'failed') && result.pending === 0;
}
