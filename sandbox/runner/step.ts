/**
 * Starts one process of the action, and ends it early on demand.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Sandbox } from '../github/github.ts';
import { createMatcher, type FaultMatch } from '../github/layers/injected-faults.ts';

/** Ends the main step when a request arrives, when it prints something, or after some time. */
export interface Kill {
  /** `SIGINT` cancels as the runner does: SIGTERM and SIGKILL follow. The other signals are sent alone. */
  signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  /**
   * Selects the request; an empty match selects the first one. The signal comes `before` or `after` (the default) the
   * request has its effect. SIGKILL also drops the connection: before, the request has no effect; after, it gets no
   * answer.
   */
  request?: FaultMatch;
  phase?: 'before' | 'after';
  /** Tested against each piece of output. The first match ends the step. */
  output?: RegExp;
  /** Milliseconds after the start. */
  afterMs?: number;
}

export interface StepOptions {
  sandbox: Sandbox;
  /** Node's arguments, the script among them. */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  kill?: Kill | undefined;
  cancelWaitsMs: { term: number; kill: number };
  timeoutMs: number;
  onOutput?: ((text: string) => void) | undefined;
}

export interface StepResult {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  log: string;
  durationMs: number;
}

/** Runs the step to its end. Throws if it does not end in time. */
export async function runStep(options: StepOptions): Promise<StepResult> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const closed = new Promise<Pick<StepResult, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const end = createEnding(child, options.cancelWaitsMs);
  const stopIntercepting =
    options.kill === undefined ? () => {} : interceptFor(options.kill, { ...options, end, exited });
  const output = collectOutput(child, options, end);
  end.after(options.kill);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, options.timeoutMs);
  const result = await closed.finally(() => {
    clearTimeout(timer);
    stopIntercepting();
    end.stop();
  });
  if (isLate) throw new Error(`The step did not end within ${options.timeoutMs} ms:\n${output()}`);
  return { ...result, log: output(), durationMs: performance.now() - startedAt };
}

interface Ending {
  (signal: Kill['signal']): void;
  /** Ends the step when the kill's time has come, if it has one. */
  after(kill: Kill | undefined): void;
  /** Sends nothing more. */
  stop(): void;
}

function createEnding(child: ChildProcess, waitsMs: { term: number; kill: number }): Ending {
  const timers: NodeJS.Timeout[] = [];
  const end = (signal: Kill['signal']) => {
    child.kill(signal);
    if (signal !== 'SIGINT') return;
    timers.push(setTimeout(() => child.kill('SIGTERM'), waitsMs.term));
    timers.push(setTimeout(() => child.kill('SIGKILL'), waitsMs.term + waitsMs.kill));
  };
  const after = (kill: Kill | undefined) => {
    if (kill?.afterMs !== undefined) timers.push(setTimeout(() => end(kill.signal), kill.afterMs));
  };
  return Object.assign(end, { after, stop: () => timers.forEach(clearTimeout) });
}

interface KillContext {
  sandbox: Sandbox;
  end: Ending;
  exited: Promise<void>;
}

function interceptFor(kill: Kill, { sandbox, end, exited }: KillContext): () => void {
  if (kill.request === undefined) return () => {};
  const phase = kill.phase ?? 'after';
  const hits = createMatcher(kill.request);
  return sandbox.intercept(async (request, at) => {
    if (at !== phase || !hits(request)) return 'continue';
    end(kill.signal);
    if (kill.signal !== 'SIGKILL') return 'continue';
    await exited;
    return 'drop';
  });
}

function collectOutput(child: ChildProcess, { kill, onOutput }: StepOptions, end: Ending): () => string {
  let log = '';
  let isEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      onOutput?.(text);
      if (isEnded || kill?.output === undefined || text.search(kill.output) < 0) return;
      isEnded = true;
      end(kill.signal);
    });
  }
  return () => log;
}
