/**
 * One campaign of the built action as a process, in the local GitHub, while everything fails: real SIGKILL
 * and SIGINT at any request, connections cut before and after the effect, server errors, late lists, lost
 * caches and post steps. What is checked in the end is the world.
 */

import { parse } from 'csv-parse/sync';
import type { FaultAction, FaultMatch } from '../../sandbox/github/layers/injected-faults.ts';
import { type RunOptions, runAction } from '../../sandbox/runner/runner.ts';
import { startWorld, type World } from '../../sandbox/world.ts';
import { FAST_CLOCK, hang, openClock, type WorldClock } from '../support/world-clock.ts';

const PERIOD = '202610';
const REPORTS = `reports-index/reports/${PERIOD}.csv`;
/** Runs in which something fails; then nothing fails any more and the campaign must end. */
const FAULTY_RUNS = 3;
const CLEAN_RUNS = 4;
/** A list may be that far behind (docs/guarantees.md). */
const LAG_MS = 20_000;

export interface Tortured {
  seed: number;
  /** What was done to it, in order. */
  events: string[];
  /** What should not have happened; empty when all is well. */
  violations: string[];
  runs: number;
}

type Dice = ReturnType<typeof openDice>;

interface Scene {
  world: World;
  clock: WorldClock;
  dice: Dice;
  events: string[];
  original: Buffer;
  /** Dataset ids that must get an issue. */
  expected: Set<string>;
}

/** Runs one campaign; the same seed gives the same index and the same blows, if not the same timing. */
export async function torture(seed: number): Promise<Tortured> {
  const dice = openDice(seed);
  const clock = await openClock('2026-11-03T06:17:00Z');
  const index = drawIndex(dice);
  const world = await startWorld({ index: index.files, now: clock.now });
  const scene: Scene = {
    world,
    clock,
    dice,
    events: [],
    original: index.files[`reports/${PERIOD}.csv`] ?? Buffer.alloc(0),
    expected: index.expected,
  };
  try {
    let runs = 0;
    for (; runs < FAULTY_RUNS; runs += 1) await faultyRun(scene);
    world.sandbox.clearFaults();
    world.sandbox.setListLag(0);
    let status: string | undefined;
    for (let clean = 0; clean < CLEAN_RUNS && status !== 'success'; clean += 1) {
      status = await oneRun(scene, {});
      runs += 1;
    }
    const violations = await check(scene);
    if (status !== 'success')
      violations.push(`the campaign did not end: status ${status} after ${CLEAN_RUNS} clean runs`);
    return { seed, events: scene.events, violations, runs };
  } finally {
    await world.close();
    await clock.close();
  }
}

async function faultyRun(scene: Scene): Promise<void> {
  const { dice, world } = scene;
  const { sandbox } = world;
  sandbox.clearFaults();
  sandbox.setListLag(dice.chance(0.5) ? dice.below(LAG_MS) : 0);
  for (let blow = dice.below(4); blow > 0; blow -= 1) addBlow(scene);
  if (dice.chance(0.2)) {
    sandbox.dropCaches();
    scene.events.push('the cache is lost');
  }
  const options: Partial<RunOptions> = { post: dice.chance(0.7) };
  if (dice.chance(0.8)) options.kill = drawKill(scene);
  if (options.post === false) scene.events.push('the machine is lost after main');
  await oneRun(scene, options);
  await scene.clock.pass(1_000 + dice.below(10_000));
}

const POST_ISSUE: FaultMatch = { method: 'POST', path: /\/issues$/ };
const LIST: FaultMatch = { method: 'GET', path: /\/issues\?/ };
const COMMIT: FaultMatch = { path: /\/git\// };
const CACHE: FaultMatch = { path: /\/twirp\// };

function addBlow({ dice, world, events, clock }: Scene): void {
  const match = {
    ...dice.pick([POST_ISSUE, POST_ISSUE, LIST, COMMIT, CACHE]),
    nth: 1 + dice.below(8),
    times: 1 + dice.below(2),
  };
  if (dice.chance(0.15) && match.path !== CACHE.path) {
    const phase = dice.pick(['before', 'after'] as const);
    events.push(`no answer ${phase} the effect: ${shown(match)}`);
    hang(world.sandbox, clock, { ...match, times: 1 }, phase);
    return;
  }
  const action = dice.pick<FaultAction>([
    'dropBefore',
    'dropAfter',
    'truncate',
    { status: 502, body: 'Bad gateway' },
    { status: 502, body: 'Bad gateway', afterEffect: true },
    { status: 200, body: [] },
    { status: 403, headers: { 'retry-after': '60' }, body: { message: 'You have exceeded a secondary rate limit.' } },
  ]);
  // Only an issue's POST can be answered with a list, by a redirect on the way.
  if (match.path !== POST_ISSUE.path && typeof action === 'object' && 'status' in action && action.status === 200)
    return;
  events.push(`${typeof action === 'string' ? action : JSON.stringify(action)}: ${shown(match)}`);
  world.sandbox.addFault({ match, action });
}

/** The fast clock must know which requests will never be answered. */
function drawKill({ dice, events }: Scene): NonNullable<RunOptions['kill']> {
  const signal = dice.pick(['SIGKILL', 'SIGKILL', 'SIGINT'] as const);
  const phase = dice.pick(['before', 'after'] as const);
  const request = { ...dice.pick([POST_ISSUE, POST_ISSUE, LIST, COMMIT, {}]), nth: 1 + dice.below(10) };
  events.push(`${signal} ${phase} the effect: ${shown(request)}`);
  return { signal, phase, request };
}

function shown({ method, path, nth }: FaultMatch): string {
  return `request ${nth} of ${method ?? ''} ${path?.source ?? 'any'}`;
}

async function oneRun({ world, clock, events }: Scene, options: Partial<RunOptions>): Promise<string | undefined> {
  const { sandbox } = world;
  const { pat, index, workflow } = sandbox.tokens;
  const result = await runAction({
    ...options,
    sandbox,
    inputs: {
      token: pat,
      'index-token': index,
      'workflow-token': workflow,
      period: PERIOD,
      'max-per-minute': '60',
      checkpoint: '3',
    },
    nodeArgs: ['--import', FAST_CLOCK],
    env: { FAST_CLOCK: clock.folder },
    cancelWaitsMs: { term: 7_500, kill: 2_500 },
    timeoutMs: 120_000,
  });
  events.push(`run ended: ${result.signal ?? `exit ${result.exitCode}`}, status ${result.outputs.status ?? 'none'}`);
  if (result.signal === null && /^\s+at .*\.js:\d+/m.test(result.log))
    events.push(`a stack in the log: ${result.log.slice(-500)}`);
  await result.dispose();
  return result.outputs.status;
}

/** Looks at the world: one issue a report, flags exactly there, every other cell as it was. */
async function check({ world, original, expected }: Scene): Promise<string[]> {
  const { sandbox, indexRepository } = world;
  const violations: string[] = [];
  const seen = new Map<string, number>();
  for (const { body } of await sandbox.issues()) {
    const id = new RegExp(`<!-- report-notifier:${PERIOD}\\|(.*) -->$`).exec(body)?.[1] ?? 'unknown';
    seen.set(id, (seen.get(id) ?? 0) + 1);
  }
  for (const [id, times] of seen) {
    if (times > 1) violations.push(`${id} was sent ${times} times`);
    if (!expected.has(id)) violations.push(`${id} was sent and should not have been`);
  }
  for (const id of expected) if (!seen.has(id)) violations.push(`${id} was never sent`);
  const final = await sandbox.readFile(indexRepository, REPORTS);
  violations.push(...flagViolations(original, final, expected));
  return violations;
}

const FLAGS = new Set(['issue_sent', 'issue_url', 'issue_sent_at']);

function flagViolations(original: Buffer, final: Buffer, expected: ReadonlySet<string>): string[] {
  const violations: string[] = [];
  const [before, after]: string[][][] = [original, final].map((bytes) => parse(bytes));
  const header = before?.[0] ?? [];
  for (const [row, cells] of (before ?? []).entries()) {
    const id = cells[header.indexOf('gbifdatasetid')] ?? '';
    for (const [column, name] of header.entries()) {
      const now = after?.[row]?.[column];
      const mayChange = row > 0 && expected.has(id) && FLAGS.has(name);
      if (!mayChange && now !== cells[column]) violations.push(`row ${row}, ${name}: ${cells[column]} became ${now}`);
      if (mayChange && name === 'issue_sent' && now !== 'True')
        violations.push(`${id} was sent and its flag is ${now}`);
    }
  }
  if (after?.length !== before?.length) violations.push(`${before?.length} rows became ${after?.length}`);
  // What is left when all flag values are taken out must be the same to the byte.
  const strip = (bytes: Buffer) =>
    bytes.toString('utf8').replace(/True|False|https?:[^,\r\n]*|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
  if (strip(original) !== strip(final)) violations.push('bytes outside the flag cells changed');
  return violations;
}

/** A small index in a style of its own; several datasets may share a repository. */
function drawIndex(dice: Dice): { files: Record<string, Buffer>; expected: Set<string> } {
  const eol = dice.pick(['\n', '\r\n']);
  const ids = Array.from({ length: 3 + dice.below(7) }, (_, number) => `dataset-${number}`);
  const expected = new Set<string>();
  const rows = ids.map((id) => {
    const stored = dice.chance(0.9);
    const sent = stored && dice.chance(0.1);
    if (stored && !sent) expected.add(id);
    return `"a ""note"", quoted",${id},${stored ? 'True' : 'False'},${sent ? 'True' : 'False'},,`;
  });
  const datasets = ids.map((id, number) => `${id},CODE${number},example-museum,repository-${dice.below(ids.length)}`);
  const file = (...content: string[]) => Buffer.from(content.join(eol) + (dice.chance(0.5) ? eol : ''));
  return {
    expected,
    files: {
      'periods.csv': file('period,year,month,status', `${PERIOD},2026,10,`),
      'datasets.csv': file('gbifdatasetid,ccode,github_orgname,github_reponame', ...datasets),
      [`reports/${PERIOD}.csv`]: file('note,gbifdatasetid,stored,issue_sent,issue_url,issue_sent_at', ...rows),
    },
  };
}

/** Repeatable randomness (mulberry32). */
function openDice(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (limit: number) => Math.floor(next() * limit),
    chance: (probability: number) => next() < probability,
    pick: <T>(options: readonly T[]): T => options[Math.floor(next() * options.length)] as T,
  };
}
