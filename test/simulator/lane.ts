/** One campaign's runs, one after the other as the workflow's concurrency group keeps them: main, death or not, post. */

import { contentsOf } from '../../src/adapters/runner/journal.ts';
import { readConfig } from '../../src/config/config.ts';
import type { RunResult } from '../../src/output/result.ts';
import { parseJournal } from '../../src/progress/schema.ts';
import { post } from '../../src/run/post-step.ts';
import { run } from '../../src/run/run.ts';
import type { Ports } from '../../src/shared/ports.ts';
import { openDisk } from './disk.ts';
import { openIndexPort } from './index-port.ts';
import { judgeRun } from './judge.ts';
import { type Appointment, type Moment, type Process, startProcess } from './process.ts';
import { openPublicView } from './public-view.ts';
import type { Lane } from './scenario.ts';
import type { RunNumber, Stage } from './stage.ts';
import { openTargets } from './targets.ts';
import { type InFlight, KNOWS_NOTHING, type Knowledge, openWatch, type Watch } from './watch.ts';
import { openWorkflow, type RunInputs } from './workflow.ts';
import type { World } from './world.ts';

const VERSION = '0.0.0';
/** The machine itself may be lost, and with it journal and post step. */
const MACHINE_LOST = 0.35;

/** What came of one run. */
export interface RunEnd {
  /** Undefined: it died. */
  result: RunResult | undefined;
  inputs: RunInputs;
  /** Runs that it launched. */
  launched: RunInputs[];
}

export interface LaneRunner {
  lane: Lane;
  /** One run, to its end: main, and the post step when the machine survives. */
  runOnce(inputs: RunInputs): Promise<RunEnd>;
}

export function openLane(stage: Stage, lane: Lane): LaneRunner {
  const inFlight: InFlight = new Map();
  let started = 0;

  const runOnce = async (inputs: RunInputs): Promise<RunEnd> => {
    const { world } = stage;
    const number = stage.nextRunNumber();
    started += 1;
    const name = `${lane.name}${started}`;
    const launched: RunInputs[] = [];
    world.note(name, `run ${number.run}, attempt ${number.attempt} starts with ${JSON.stringify(inputs)}`);
    const disk = openDisk(world);
    const runner = { stage, lane, inFlight, disk, launched };
    const main = startProcess(world, name, drawAppointment(stage));
    const { result, knowledge } = await runMain(runner, main, configOf(stage, lane, inputs, number));
    main.exit();
    if (result === undefined && world.dice.chance(MACHINE_LOST)) world.note(name, 'the machine is lost');
    else await runPost(runner, name, knowledge);
    world.count(`run ends: ${endOf(result)}`);
    world.note(name, `run ends: ${result === undefined ? 'died' : `${result.status}: ${result.message}`}`);
    return { result, inputs, launched };
  };
  return { lane, runOnce };
}

function endOf(result: RunResult | undefined): string {
  if (result === undefined) return 'died';
  const [problem] = result.problems;
  return problem === undefined ? result.status : `${result.status} (${problem.code})`;
}

interface Runner {
  stage: Stage;
  lane: Lane;
  inFlight: InFlight;
  disk: ReturnType<typeof openDisk>;
  launched: RunInputs[];
}

type Config = ReturnType<typeof readConfig>;

async function runMain(
  runner: Runner,
  process: Process,
  config: Config,
): Promise<{ result: RunResult | undefined; knowledge: Knowledge }> {
  const { stage } = runner;
  const watch = openWatch({
    ...runner,
    branch: stage.branch,
    world: stage.world,
    process,
    lane: runner.lane.name,
    inherited: KNOWS_NOTHING,
  });
  const index = openIndexPort(stage.index, process, watch);
  const ports: Ports = {
    ...commonPorts(runner, process, watch),
    index,
    targets: openTargets(stage.targets, process, watch),
    publicView: openPublicView(stage.targets, process),
    webPages: { ask: async () => ({ kind: 'answered', status: 200 }) },
    workflow: openWorkflow({
      world: stage.world,
      process,
      watch,
      launched: (inputs) => runner.launched.push(inputs),
    }),
    cancelled: process.stop,
  };
  const startedAt = stage.world.now();
  const result = await Promise.race([run({ config, ports, version: VERSION }), process.died.then(() => undefined)]);
  judgeRun({
    stage,
    lane: runner.lane,
    config,
    result,
    firstRead: index.firstRead(),
    unread: index.unread,
    startedAt,
    process,
  });
  return { result, knowledge: watch.knowledge() };
}

async function runPost(runner: Runner, name: string, knowledge: Knowledge): Promise<void> {
  const { world } = runner.stage;
  await pause(world, world.dice.whole(100, 3_000));
  const { text, isIntact } = runner.disk.read();
  const { entries } = parseJournal(contentsOf(text));
  const process = startProcess(
    world,
    `${name} post`,
    world.dice.chance(0.2) ? drawAppointment(runner.stage) : undefined,
  );
  const inherited = isIntact ? knowledge : KNOWS_NOTHING;
  const watch = openWatch({
    ...runner,
    branch: runner.stage.branch,
    world,
    process,
    lane: runner.lane.name,
    inherited,
  });
  const ports = { ...commonPorts(runner, process, watch), index: openIndexPort(runner.stage.index, process, watch) };
  const ended = isIntact && runner.disk.hasEnded();
  const result = await Promise.race([
    post({ entries, ports, version: VERSION, sharesToken: world.scenario.sharesToken }),
    process.died.then(() => undefined),
  ]);
  world.count(`post step: ${result?.kind ?? 'died'}`);
  if (ended && (result?.kind === 'took-over' || process.count('request') > 0))
    world.violate('post step idle after main', `${name}: the post step took over although main had ended`);
  process.exit();
}

export function pause(world: World, ms: number): Promise<void> {
  return new Promise((resolve) => world.after(ms, resolve));
}

function commonPorts(
  { stage, disk }: Runner,
  process: Process,
  watch: Watch,
): Omit<Ports, 'index' | 'targets' | 'publicView' | 'webPages' | 'workflow' | 'cancelled'> {
  const { world } = stage;
  const quiet = () => undefined;
  const log = (kind: string) => (message: string) =>
    world.note(process.name, `${kind} ${message.split('\n')[0] ?? ''}`);
  return {
    marker: stage.cache.openStore(process, watch),
    journal: disk.openJournal(process, watch),
    clock: { now: world.now, sleep: (ms, signal) => process.sleep(ms, signal) },
    random: world.dice.next,
    log: stage.verbose
      ? {
          debug: log('debug:'),
          info: log('log:'),
          warning: log('warning:'),
          error: log('error:'),
          group: (_, work) => work(),
        }
      : { debug: quiet, info: quiet, warning: quiet, error: quiet, group: (_, work) => work() },
  };
}

const MOMENTS: readonly (Moment | undefined)[] = [
  undefined,
  undefined,
  'POST leaves',
  'POST takes effect',
  'POST takes effect',
  'POST is answered',
  'journal write',
  'commit leaves',
  'commit takes effect',
  'marker is saved',
  'workflow is dispatched',
];

/** Whether, when and how a process dies. */
function drawAppointment({ world }: Stage): Appointment | undefined {
  const { dice, scenario } = world;
  if (world.isCalm() || !dice.chance(scenario.deadliness)) return undefined;
  const moment = dice.pick(MOMENTS);
  const often =
    moment === undefined ? 12 + scenario.rows * 8 : moment === 'journal write' ? scenario.rows * 3 : scenario.rows;
  return { moment, nth: 1 + Math.floor(often * dice.next() ** 2), how: dice.chance(0.35) ? 'cancel' : 'kill' };
}

/** The inputs and the runner's environment, through the product's own reader. */
function configOf(stage: Stage, lane: Lane, given: RunInputs, number: RunNumber): Config {
  const { scenario, dice, isCalm } = stage.world;
  const { inputs } = scenario;
  const byHandOrTime = given.period === undefined && dice.chance(0.5) ? 'schedule' : 'workflow_dispatch';
  const environment = {
    INPUT_TOKEN: 'pat',
    'INPUT_INDEX-TOKEN': scenario.sharesToken ? 'pat' : 'index',
    'INPUT_WORKFLOW-TOKEN': scenario.sharesToken ? 'pat' : 'workflow',
    INPUT_PERIOD: given.period ?? '',
    INPUT_GBIFDATASETID: given.gbifdatasetid ?? '',
    INPUT_TESTING: given.testing ?? '',
    'INPUT_TESTING-REPOSITORY': lane.testing ? 'network/testing' : '',
    'INPUT_DRY-RUN': String(!isCalm() && dice.chance(0.04)),
    'INPUT_MAX-PER-MINUTE': String(inputs.perMinute),
    'INPUT_MAX-PER-HOUR': String(inputs.perHour),
    'INPUT_MAX-ISSUES': String(inputs.maxIssues),
    INPUT_FORCE: String(isCalm() && scenario.growth?.isMeant === true),
    INPUT_CHECKPOINT: String(inputs.checkpoint),
    'INPUT_TIME-LIMIT': String(isCalm() ? 340 : inputs.timeLimitMinutes),
    INPUT_RELAUNCH: String(inputs.relaunch),
    INPUT_ADMINS: inputs.admins,
    GITHUB_REPOSITORY: 'network/index',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: byHandOrTime,
    GITHUB_RUN_ID: String(1_000 + number.run),
    GITHUB_RUN_NUMBER: String(number.run),
    GITHUB_RUN_ATTEMPT: String(number.attempt),
    GITHUB_WORKFLOW_REF: 'network/index/.github/workflows/notify.yml@refs/heads/main',
  };
  return readConfig(environment, () => false);
}
