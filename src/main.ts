/** Entry of the main and the post step: config, adapters, run, publish. The only user of @actions/core. */

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as core from '@actions/core';
import { isAppKey } from './adapters/github/app-key.ts';
import { readJournal } from './adapters/runner/journal.ts';
import { openLog } from './adapters/runner/log.ts';
import { stopSignal } from './adapters/runner/signals.ts';
import { type Config, readConfig } from './config/config.ts';
import { closingLines } from './output/outputs.ts';
import { errorResult, type RunResult } from './output/result.ts';
import { postSummary } from './output/summary.ts';
import { publish, writeSummary } from './publish.ts';
import { headOf } from './reports-index/transfer.ts';
import type { Ports } from './shared/ports.ts';
import { advised, ProblemsError } from './shared/problem.ts';
import { VERSION } from './shared/version.ts';
import { openPorts } from './wiring.ts';

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
    const askedAt = Date.now();
    const head = config.sharesToken ? undefined : { ...(await headOf(ports.index)), askedAt };
    const { run } = await import('./run/run.ts');
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
  const { parseJournal } = await import('./progress/schema.ts');
  const { entries, ignored } = parseJournal(text);
  if (ignored > 0) log.warning(advised(tornJournal(ignored), 'journal-torn'));
  if (entries.length === 0) return;
  const config = readConfig(process.env, isAppKey);
  const { post } = await import('./run/post-step.ts');
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
