/** Entry of the main and the post step: config, adapters, run, publish. The only user of @actions/core. */

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as core from '@actions/core';
import { targetsByApp } from './adapters/app.ts';
import { isAppKey } from './adapters/app-key.ts';
import { openCache } from './adapters/cache.ts';
import { systemClock } from './adapters/clock.ts';
import { type GitHub, openGitHub } from './adapters/github.ts';
import { proxyFor } from './adapters/http.ts';
import { openIndexRepository } from './adapters/index-repository.ts';
import { openJournal, readJournal } from './adapters/journal.ts';
import { openLog } from './adapters/log.ts';
import { targetsByToken } from './adapters/targets.ts';
import { openWorkflow } from './adapters/workflow.ts';
import { type Config, fullName, readConfig } from './config.ts';
import type { Clock, Ports, Targets } from './ports.ts';
import { advised, ProblemsError } from './problems.ts';
import { closingLines, outputsOf, outputWarnings, resultLines } from './report.ts';
import { errorResult, type RunResult } from './result.ts';
import { MINUTE_MS } from './shapes.ts';
import { aboutOf, postSummary, summaryOf } from './summary.ts';
import { VERSION } from './version.ts';

const STATE_JOURNAL = 'journal';
/** In the runner's folder for temporary files, which belongs to one job. */
const FOLDER = 'report-notifier-';

async function main(): Promise<void> {
  const startedAt = Date.now();
  const log = openLog(core);
  log.info(`Report Notifier ${VERSION}`);
  const temp = process.env.RUNNER_TEMP ?? '.';
  const earlierStep = hasEarlierStep(temp);
  const folder = join(temp, `${FOLDER}${randomUUID()}`);
  const journalPath = join(folder, 'journal.jsonl');
  core.saveState(STATE_JOURNAL, journalPath);
  const result = await runChecked(journalPath, { earlierStep, log });
  for (const line of closingLines(result, Date.now() - startedAt)) log.info(line);
  await publish(result, folder, log);
  const failed = result.status === 'failed' || result.status === 'error';
  if (failed || result.cancelled) process.exitCode = 1;
}

async function runChecked(
  journalPath: string,
  { earlierStep, log }: { earlierStep: boolean; log: Ports['log'] },
): Promise<RunResult> {
  let config: Config | undefined;
  try {
    config = readConfig(process.env, isAppKey);
    const ports = { ...openPorts(config, journalPath, 'main'), log, stop: stopSignal(log) };
    // The first request; what comes after it is loaded after it. With one token for both, the marker comes first:
    // it knows whether GitHub holds that token back.
    const head = config.sharesToken ? undefined : await ports.index.head();
    const { run } = await import('./run.ts');
    return announced(await run({ config, ports, version: VERSION, head, earlierStep }), log);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return announced(errorResult(error.problems, config?.period), log);
  }
}

/** Each step leaves its journal, and its results, in a folder of its own. */
function hasEarlierStep(temp: string): boolean {
  return existsSync(temp) && readdirSync(temp).some((name) => name.startsWith(FOLDER));
}

function tornJournal(lines: number): string {
  return `The journal has ${lines} lines that are torn or not its own; they are not used`;
}

/** Takes over when main did not finish. Never fails the job. */
async function afterwards(journalPath: string): Promise<void> {
  const log = openLog(core);
  const text = readJournal(journalPath);
  if (text === undefined) return;
  const { parseJournal } = await import('./formats.ts');
  const { entries, ignored } = parseJournal(text);
  if (ignored > 0) log.warning(advised(tornJournal(ignored), 'journal-torn'));
  if (entries.length === 0) return;
  const config = readConfig(process.env, isAppKey);
  const { post } = await import('./post.ts');
  const ports = { ...openPorts(config, journalPath, 'post'), log };
  const result = await post({ entries, ports, version: VERSION, sharesToken: config.sharesToken });
  if (result.kind === 'nothing-to-do') return;
  for (const [at, line] of result.lines.entries()) log.warning(at === 0 ? advised(line, 'main-died') : line);
  await writeSummary(postSummary(result.lines, VERSION), log);
}

/** Before anything else is printed; also when an input is wrong. */
function maskTokens(): void {
  for (const name of ['token', 'index-token', 'workflow-token', 'app-private-key']) {
    const secret = core.getInput(name);
    // The log is masked line by line, so each line of a key is a secret; all keys begin and end alike.
    const lines = secret.split(/\\n|\r?\n/).filter((line) => line !== '' && !line.startsWith('-----'));
    for (const text of new Set([secret, ...lines])) if (text !== '') core.setSecret(text);
  }
}

/** Problems go into the log and onto the files they are in. */
function announced(result: RunResult, log: Ports['log']): RunResult {
  for (const { code, message, place } of result.problems) log.error(advised(message, code), place);
  return result;
}

function openPorts(config: Config, journalPath: string, step: 'main' | 'post'): Omit<Ports, 'log' | 'stop'> {
  const { run: context, tokens, userAgent, index } = config;
  const clock = systemClock;
  const { apiUrl } = context;
  const proxy = proxyFor(apiUrl);
  const open = (token: string) => openGitHub({ apiUrl, token, userAgent, proxy, clock, random: Math.random });
  const indexGitHub = open(tokens.index);
  const { serverUrl } = context;
  return {
    targets: openTargets(config, open, clock),
    index: openIndexRepository(indexGitHub, {
      repository: index.repository,
      branch: index.branch,
      serverUrl,
      now: clock.now,
    }),
    workflow: openWorkflow(open(tokens.workflow), context.repository, context.workflowRef),
    marker: openCache({
      prefix: `report-notifier-${locationHash(config)}-`,
      // Steps and jobs of one run have its number in common.
      run: `${context.runId}-${context.attempt}-${step}-${randomUUID().slice(0, 8)}`,
    }),
    journal: openJournal(journalPath),
    clock,
    random: Math.random,
  };
}

function openTargets({ tokens, ceilings }: Config, open: (token: string) => GitHub, clock: Clock): Targets {
  const sender = tokens.targets;
  if (sender.kind === 'token') return targetsByToken(open(sender.token), clock.now);
  const { id, privateKey } = sender;
  // Who lets issues go faster than one a second is on a server that takes tokens as fast.
  const spacingMs = Math.min(1_000, MINUTE_MS / ceilings.perMinute);
  return targetsByApp({ id, privateKey, open, mask: core.setSecret, spacingMs, clock, random: Math.random });
}

/** Tells the markers of different indexes apart. */
function locationHash({ index }: Config): string {
  const location = [fullName(index.repository).toLowerCase(), index.branch ?? '', index.path].join('\n');
  return createHash('sha256').update(location).digest('hex').slice(0, 16);
}

/** After a cancel main is gone in this time, whatever it waits for; its journal is complete at every moment. */
const CANCEL_LIMIT_MS = 4_500;

/** Aborts when the runner cancels: SIGINT first, SIGTERM 7.5 s later, the end 2.5 s after that. */
function stopSignal(log: Ports['log']): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) return;
      log.warning(advised(`${signal}: nothing more is sent; the post step records what was`, 'cancelled'));
      AbortSignal.timeout(CANCEL_LIMIT_MS).addEventListener('abort', () => process.exit(1));
      stop.abort();
    });
  }
  return stop.signal;
}

/** What cannot be written is a warning: the outputs must be there, above all when something went wrong. */
async function publish(result: RunResult, folder: string, log: Ports['log']): Promise<void> {
  const resultsPath = await writeResults(result, folder, log);
  for (const warning of outputWarnings(result)) log.warning(warning);
  for (const [name, value] of Object.entries(outputsOf(result, resultsPath))) core.setOutput(name, value);
  await writeSummary(summaryOf(result, aboutOf(process.env, VERSION)), log);
}

/** Path of the results file; empty when it could not be written. */
async function writeResults(result: RunResult, folder: string, log: Ports['log']): Promise<string> {
  const path = join(folder, 'results.jsonl');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, resultLines(result));
    return path;
  } catch (error) {
    log.warning(advised(`The results file could not be written: ${String(error)}`, 'file-unwritable'));
    return '';
  }
}

async function writeSummary(markdown: string, log: Ports['log']): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY;
  try {
    if (path) await appendFile(path, markdown);
  } catch (error) {
    log.warning(advised(`The job summary could not be written: ${String(error)}`, 'file-unwritable'));
  }
}

/** Nothing that is still open (a stalled cache request, an idle connection) may keep the process. */
async function end(work: Promise<void>, failed: (message: string) => void): Promise<never> {
  try {
    await work;
  } catch (error) {
    failed(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit();
}

maskTokens();
const journalOfMain = core.getState(STATE_JOURNAL);
if (journalOfMain === '') await end(main(), core.setFailed);
else await end(afterwards(journalOfMain), core.warning);
