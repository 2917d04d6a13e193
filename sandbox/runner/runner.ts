/**
 * Runs the built action as the Actions runner does: main, then post, in fresh folders and a small environment.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readAction } from './action.ts';
import { createFileCommands, type FileCommandValues } from './file-commands.ts';
import { type Before, type Job, type JobOptions, prepareJob, stepVariables } from './job.ts';
import { type Annotation, annotationsOf, masksOf, parseLog } from './log-commands.ts';
import { type Kill, runStep, type StepResult } from './step.ts';

export interface RunOptions extends JobOptions {
  /** Folder with `action.yml`; default: the working directory. */
  action?: string;
  /** Arguments for Node before the script, such as `['--import', './preload.mjs']`. */
  nodeArgs?: string[];
  /** Ends the main step early. */
  kill?: Kill;
  /** False: no post step runs, as if the machine were lost together with the main step. */
  post?: boolean;
  /** Milliseconds from SIGINT to SIGTERM, and from there to SIGKILL; the runner's are 7,500 and 2,500. */
  cancelWaitsMs?: { term: number; kill: number };
  /** The call fails when a step takes longer (milliseconds); default 300,000. */
  timeoutMs?: number;
  /** Called with each piece of output of main and post. */
  onOutput?: (text: string, step: 'main' | 'post') => void;
}

export interface RunResult {
  /** Null when a signal ended the step. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Standard output and error of main. */
  log: string;
  /** Undefined without a post step. */
  postExitCode: number | null | undefined;
  postLog: string;
  outputs: Record<string, string>;
  state: Record<string, string>;
  /** Job summary of main, followed by that of post. */
  summary: string;
  /** Annotations of main, then of post. */
  annotations: Annotation[];
  masks: string[];
  /** `RUNNER_TEMP` and `GITHUB_WORKSPACE`. Both exist until `dispose`. */
  runnerTemp: string;
  workspace: string;
  /** Time of main and post together. */
  durationMs: number;
  dispose(): Promise<void>;
}

/** Runs the action once. Throws if it cannot be started or does not end in time. */
export async function runAction(options: RunOptions): Promise<RunResult> {
  const folder = resolve(options.action ?? '.');
  const action = await readAction(folder);
  const root = await mkdtemp(join(tmpdir(), 'sandbox-run-'));
  const dispose = () => rm(root, { recursive: true, force: true });
  try {
    const job = await prepareJob(options, action, root);
    const main = await runPart(options, { job, step: 'main', script: join(folder, action.main), before: NOTHING });
    const isLost = options.post === false || action.post === undefined;
    const post = isLost
      ? undefined
      : await runPart(options, { job, step: 'post', script: join(folder, action.post ?? ''), before: main });
    return { ...toResult(main, post), runnerTemp: job.runnerTemp, workspace: job.workspace, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

type PartResult = StepResult & FileCommandValues;

interface Part {
  job: Job;
  step: 'main' | 'post';
  script: string;
  before: Before;
}

const NOTHING: Before = { state: {}, env: {}, paths: [] };

async function runPart(options: RunOptions, { job, step, script, before }: Part): Promise<PartResult> {
  const commands = await createFileCommands(job.commands, step);
  const result = await runStep({
    sandbox: options.sandbox,
    args: [...(options.nodeArgs ?? []), script],
    cwd: job.workspace,
    env: { ...stepVariables(job, before), ...commands.variables },
    kill: step === 'main' ? options.kill : undefined,
    cancelWaitsMs: options.cancelWaitsMs ?? { term: 7_500, kill: 2_500 },
    timeoutMs: options.timeoutMs ?? 300_000,
    onOutput: (text) => options.onOutput?.(text, step),
  });
  return { ...result, ...(await commands.read()) };
}

function toResult(
  main: PartResult,
  post: PartResult | undefined,
): Omit<RunResult, 'runnerTemp' | 'workspace' | 'dispose'> {
  const lines = parseLog(main.log + (post?.log ?? ''));
  return {
    exitCode: main.exitCode,
    signal: main.signal,
    log: main.log,
    postExitCode: post?.exitCode,
    postLog: post?.log ?? '',
    outputs: { ...main.outputs, ...post?.outputs },
    state: main.state,
    summary: main.summary + (post?.summary ?? ''),
    annotations: annotationsOf(lines),
    masks: masksOf(lines),
    durationMs: main.durationMs + (post?.durationMs ?? 0),
  };
}
