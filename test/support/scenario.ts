/**
 * End to end in a few lines: a world with an index, runs of `dist/` in it, and what each run did.
 *
 *     const { run } = await scenario({ reports: ['birds', 'mammals'] });
 *     const { status, opened } = await run();
 *     expect(opened).toEqual(['example-museum/birds#1', 'example-museum/mammals#1']);
 *
 * Waits take no time (`fast-clock.mjs`), and what holds of every run is looked at after each (`invariants.ts`).
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readCachedFile, replaceCachedFile } from '../../sandbox/github/cached-file.ts';
import type { Sandbox } from '../../sandbox/github/github.ts';
import type { RecordedRequest } from '../../sandbox/github/http.ts';
import { defaultAccounts } from '../../sandbox/github/layers/accounts.ts';
import { isForCache } from '../../sandbox/github/layers/cache-service.ts';
import type { Fault, FaultMatch } from '../../sandbox/github/layers/injected-faults.ts';
import type { Annotation } from '../../sandbox/runner/log-commands.ts';
import { type RunOptions, type RunResult, runAction } from '../../sandbox/runner/runner.ts';
import { type IndexFiles, startWorld, type World, type WorldOptions } from '../../sandbox/world.ts';
import type { Happened, Inputs } from './happened.ts';
import { PERIOD, pendingIndex } from './index-files.ts';
import { checkInvariants } from './invariants.ts';
import { FAST_CLOCK, hang, openClock, type WorldClock } from './world-clock.ts';

export interface ScenarioOptions extends Omit<WorldOptions, 'index' | 'now' | 'indexRepository'> {
  /** Datasets with a pending report. */
  reports?: readonly string[];
  /** Files below the index folder, in the place of those that `reports` makes. */
  index?: IndexFiles;
  /** Time at which the world begins; default: the machine's. */
  at?: string;
}

export interface Scenario {
  sandbox: Sandbox;
  world: World;
  /**
   * Runs main and post. Inputs are `with:`, on top of the three tokens and the period; an empty one is absent,
   * and with undefined the default of `action.yml` holds.
   */
  run(inputs?: Inputs, options?: Partial<Omit<RunOptions, 'sandbox' | 'inputs'>>): Promise<Happened>;
  /** Something that goes wrong at a request. */
  fault(match: FaultMatch, action: Fault['action']): void;
  /** Leaves requests without an answer; `after` they had their effect. Use this and not the fault `hang`. */
  hang(match: FaultMatch, phase?: 'before' | 'after'): void;
  /** A file of the index as it is now. */
  file(path: string): Promise<string>;
  bytes(path: string): Promise<Buffer>;
  /** Opens an issue past the action: as the bot of the token, or as somebody else. Gives `owner/name#number`. */
  openIssue(repository: string, body: string, as?: 'bot' | 'stranger'): Promise<string>;
  /** Somebody else's commit. */
  push(path: string, content: string | Uint8Array): Promise<void>;
  /** The newest marker in the cache, as text. */
  marker(): string | undefined;
  /** Puts something else into the newest cache entry. */
  damageMarker(content: string | Uint8Array): void;
  /** Milliseconds since the Unix epoch, on the world's clock. */
  now(): number;
  /** Lets time pass between runs. */
  pass(ms: number): Promise<void>;
}

export const INDEX_REPOSITORY = 'example-network/reports-index';
const STEP_LIMIT_MS = 60_000;
/** The index of all scenarios is another network's: `e2e/whose-text.test.ts` is about this warning. */
const TEXT_WARNING = 'warning: The text speaks of VertNet';

/** Makes a world; it is closed when the test is over. */
export async function scenario(options: ScenarioOptions = {}): Promise<Scenario> {
  const { reports = ['birds', 'mammals', 'fishes'], at, ...worldOptions } = options;
  const clock = await openClock(at);
  const world = await startWorld({
    now: clock.now,
    accounts: [...defaultAccounts(INDEX_REPOSITORY), STRANGER],
    ...worldOptions,
    indexRepository: INDEX_REPOSITORY,
    index: { ...pendingIndex(reports), ...options.index },
  });
  onTestFinished(async () => {
    await world.close();
    await clock.close();
  });
  const { sandbox, indexRepository, indexPath } = world;
  const bytes = (path: string) => sandbox.readFile(indexRepository, `${indexPath}/${path}`);
  return {
    sandbox,
    world,
    run: (inputs = {}, more = {}) => runOnce({ world, clock, inputs, options: more }),
    fault: (match, action) => sandbox.addFault({ match, action }),
    hang: (match, phase = 'before') => hang(sandbox, clock, match, phase),
    bytes,
    file: async (path) => (await bytes(path)).toString('utf8'),
    openIssue: (repository, body, as = 'bot') => openIssue(sandbox, repository, body, as),
    push: async (path, content) => {
      await sandbox.commitFile(indexRepository, `${indexPath}/${path}`, content);
    },
    marker: () => markerIn(sandbox),
    damageMarker: (content) => {
      const entry = sandbox.caches().at(-1);
      if (entry === undefined) throw new Error('There is no marker in the cache to damage');
      entry.bytes = replaceCachedFile(entry.bytes, content);
    },
    now: clock.now,
    pass: clock.pass,
  };
}

const STRANGER = { login: 'example-stranger', token: 'ghp_exampleStranger', kind: 'user' } as const;

async function openIssue(sandbox: Sandbox, repository: string, body: string, as: 'bot' | 'stranger'): Promise<string> {
  const response = await fetch(`${sandbox.apiUrl}/repos/${repository}/issues`, {
    method: 'POST',
    headers: { authorization: `token ${as === 'bot' ? sandbox.tokens.pat : STRANGER.token}` },
    body: JSON.stringify({ title: 'Opened by hand', body }),
  });
  if (response.status !== 201) throw new Error(`An issue in ${repository} was answered with ${response.status}`);
  const issue: unknown = await response.json();
  return `${repository}#${issue !== null && typeof issue === 'object' && 'number' in issue ? issue.number : ''}`;
}

function markerIn(sandbox: Sandbox): string | undefined {
  const entry = sandbox.caches().at(-1);
  return entry === undefined ? undefined : readCachedFile(entry.bytes).toString('utf8');
}

interface Run {
  world: World;
  clock: WorldClock;
  inputs: Inputs;
  options: Partial<RunOptions>;
}

async function runOnce({ world, clock, inputs, options }: Run): Promise<Happened> {
  const { sandbox } = world;
  const before = await takeState(world);
  const startedAt = clock.now();
  const result = await runAction({
    timeoutMs: STEP_LIMIT_MS,
    ...options,
    sandbox,
    inputs: given({ ...tokenInputs(sandbox), period: PERIOD, ...inputs }),
    nodeArgs: ['--import', FAST_CLOCK],
    env: { FAST_CLOCK: clock.folder, ...options.env },
  });
  try {
    const happened = { ...(await describe(world, result, before)), tookMs: clock.now() - startedAt };
    await checkInvariants(world, happened, inputs);
    return happened;
  } finally {
    await result.dispose();
  }
}

function tokenInputs({ tokens }: Sandbox): Record<string, string> {
  return { token: tokens.pat, 'index-token': tokens.index, 'workflow-token': tokens.workflow };
}

function given(inputs: Inputs): Record<string, string> {
  const pairs = Object.entries(inputs).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(pairs);
}

interface State {
  head: string;
  files: Map<string, string>;
  issues: number;
  requests: number;
  dispatches: number;
}

async function takeState({ sandbox, indexRepository, indexPath }: World): Promise<State> {
  const paths = (await sandbox.listFiles(indexRepository)).filter((path) => path.startsWith(`${indexPath}/`));
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, string]> => {
      const bytes = await sandbox.readFile(indexRepository, path);
      return [path.slice(indexPath.length + 1), bytes.toString('utf8')];
    }),
  );
  return {
    head: await sandbox.head(indexRepository),
    files: new Map(files),
    issues: (await sandbox.issues()).length,
    requests: sandbox.requests.length,
    dispatches: sandbox.dispatches.length,
  };
}

async function describe(world: World, result: RunResult, before: State): Promise<Omit<Happened, 'tookMs'>> {
  const { sandbox } = world;
  const after = await takeState(world);
  const issues = (await sandbox.issues()).slice(before.issues);
  const commits = await commitsSince(world, before.head);
  const all = sandbox.requests.slice(before.requests).filter(isApiRequest);
  const requests = all.filter(({ token }) => token !== undefined);
  const anonymous = all.filter(({ token }) => token === undefined);
  const folder = result.runnerTemp;
  return {
    exitCode: result.exitCode,
    signal: result.signal,
    postExitCode: result.postExitCode,
    log: shown(result.log),
    postLog: shown(result.postLog),
    rawLog: result.log + result.postLog,
    outputs: result.outputs,
    status: result.outputs.status,
    summary: result.summary,
    annotations: result.annotations.map(annotationLine).filter((line) => !line.startsWith(TEXT_WARNING)),
    masks: result.masks,
    issues,
    opened: issues.map(({ repository, number }) => `${repository}#${number}`),
    commits: commits.map((message) => message.split('\n')[0] ?? ''),
    commitMessages: commits,
    changes: changesBetween(before.files, after.files),
    requests,
    asked: requests.map(askedLine),
    anonymous,
    askedPublicly: anonymous.map(askedLine),
    dispatches: sandbox.dispatches.slice(before.dispatches),
    results: (await readNamed(folder, 'results.jsonl')).flatMap((line) => JSON.parse(line)),
    journal: (await readNamed(folder, 'journal.jsonl')).join('\n'),
    marker: markerIn(sandbox),
  };
}

async function commitsSince({ sandbox, indexRepository }: World, head: string): Promise<string[]> {
  const log = await sandbox.log(indexRepository);
  const known = log.findIndex(({ sha }) => sha === head);
  return log
    .slice(0, known < 0 ? log.length : known)
    .map(({ message }) => message)
    .reverse();
}

function askedLine({ method, path, status }: RecordedRequest): string {
  return `${method} ${path.split('?')[0]} ${status ?? 'no answer'}`;
}

/** The cache is a service of the runner's, not of the API. */
function isApiRequest({ path }: RecordedRequest): boolean {
  return !isForCache(path);
}

function shown(log: string): string {
  return log.replace(/^::(?:debug|add-mask|group|endgroup)::.*\n|^::endgroup::\n/gm, '');
}

function annotationLine({ level, file, line, message }: Annotation): string {
  const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`;
  return `${level}${place}: ${message}`;
}

/** The action never adds or removes a line, so lines are compared one by one. */
function changesBetween(before: Map<string, string>, after: Map<string, string>): Record<string, string[]> {
  const changes: Record<string, string[]> = {};
  for (const [path, text] of after) {
    const old = (before.get(path) ?? '').split('\n');
    const changed = text.split('\n').flatMap((line, at) => (line === old[at] ? [] : [`${old[at] ?? ''} → ${line}`]));
    if (changed.length > 0) changes[path] = changed;
  }
  return changes;
}

/** Lines of a file that the action made somewhere below its temporary folder. */
async function readNamed(folder: string, name: string): Promise<string[]> {
  const found = (await readdir(folder, { recursive: true })).find((path) => path.endsWith(name));
  if (found === undefined) return [];
  return (await readFile(join(folder, found), 'utf8')).split('\n').filter((line) => line !== '');
}
