/**
 * Entry of the main and the post step: config, adapters, run, publish. The only user of @actions/core. Also entry of the
 * process that saves the marker (cache-saver.ts).
 */

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as core from '@actions/core';
import { isAppKey } from './adapters/github/app-key.ts';
import { SAVE, saveHere } from './adapters/runner/cache-saver.ts';
import { readJournal } from './adapters/runner/journal.ts';
import { openLog } from './adapters/runner/log.ts';
import { cancelSignal } from './adapters/runner/signals.ts';
import { type Config, readConfig } from './config/config.ts';
import { closingLines } from './output/outputs.ts';
import { errorResult, type RunResult } from './output/result.ts';
import { postSummary } from './output/summary.ts';
import { publish, writeSummary } from './publish.ts';
import { outlast } from './reports-index/patience.ts';
import { headOf } from './reports-index/transfer.ts';
import type { Ports } from './shared/ports.ts';
import { fail, ProblemsError, withRemedy } from './shared/problem.ts';
import { formsOf } from './shared/secrets.ts';
import { VERSION } from './shared/version.ts';
import { openPorts } from './wiring.ts';

declare global {
  /**
   * Set by post-entry.ts. A variable of the program, because main may die before it has saved any state, and
   * because others can set an environment variable.
   */
  var reportNotifierStep: 'post' | undefined;
}

const STATE_JOURNAL = 'journal';
/** In the runner's folder for temporary files, which belongs to one job. */
const FOLDER = 'report-notifier-';

async function main(): Promise<void> {
  const startedAt = Date.now();
  const log = openLog(core);
  log.info(`Report Notifier ${VERSION}`);
  const temp = process.env.RUNNER_TEMP || '.';
  const folder = join(temp, `${FOLDER}${randomUUID()}`);
  const journalPath = join(folder, 'journal.jsonl');
  core.saveState(STATE_JOURNAL, journalPath);
  const result = await runChecked(journalPath, { temp, log });
  for (const line of closingLines(result, Date.now() - startedAt)) log.info(line);
  await publish(result, folder, log);
  const failed = result.status === 'failed' || result.status === 'error';
  if (failed || result.cancelled) process.exitCode = 1;
}

async function runChecked(journalPath: string, { temp, log }: { temp: string; log: Ports['log'] }): Promise<RunResult> {
  let config: Config | undefined;
  try {
    config = readConfig(process.env, isAppKey);
    const earlierStep = hasEarlierStep(temp);
    const ports = { ...openPorts(config, journalPath, 'main'), log, cancelled: cancelSignal(log) };
    // The first request; what comes after it is loaded after it. With one token for both, the marker comes first:
    // it knows whether GitHub holds that token back.
    const begunAt = Date.now();
    const latestAt = begunAt + config.timeLimitMs;
    const readHead = async () => ({ askedAt: Date.now(), ...(await headOf(ports.index)) });
    const head = config.sharesToken ? undefined : await outlast(readHead, { ...ports, latestAt });
    const { run } = await import('./run/run.ts');
    return announced(await run({ config, ports, version: VERSION, head, begunAt, earlierStep }), log);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return announced(errorResult(error.problems, config?.period), log);
  }
}

/** Each step leaves its journal, and its results, in a folder of its own. Throws `temp-unreadable`. */
function hasEarlierStep(temp: string): boolean {
  try {
    return existsSync(temp) && readdirSync(temp).some((name) => name.startsWith(FOLDER));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    fail('temp-unreadable', `RUNNER_TEMP is ${JSON.stringify(temp)}, which cannot be read: ${why}, expected a folder`);
  }
}

function tornJournal(lines: number): string {
  return `The journal has ${lines} lines that are torn, damaged or not its own; they are not used`;
}

/** Takes over when main did not finish. Never fails the job. */
async function afterwards(): Promise<void> {
  const log = openLog(core);
  const journalPath = core.getState(STATE_JOURNAL);
  // Without state main died before it did anything.
  const journal = journalPath === '' ? undefined : readJournal(journalPath);
  if (journal === undefined) return;
  const { parseJournal } = await import('./progress/schema.ts');
  const { entries, ignored } = parseJournal(journal);
  if (ignored > 0) log.warning(withRemedy(tornJournal(ignored), 'journal-torn'));
  if (entries.length === 0) return;
  const config = readConfig(process.env, isAppKey);
  const { post } = await import('./run/post-step.ts');
  const ports = { ...openPorts(config, journalPath, 'post'), log };
  const result = await post({ entries, ports, version: VERSION, sharesToken: config.sharesToken });
  if (result.kind === 'nothing-to-do') return;
  for (const [at, line] of result.lines.entries()) log.warning(at === 0 ? withRemedy(line, 'main-died') : line);
  await writeSummary(postSummary(result.lines, VERSION), log);
}

/** Before anything else is printed; also when an input is wrong. */
function maskTokens(): void {
  const tokens = ['token', 'index-token', 'workflow-token'].map((name) => core.getInput(name));
  const given = [...tokens, core.getInput('app-private-key')];
  // The log is masked line by line, so each line of a key is a secret; all keys begin and end alike.
  const lines = given.flatMap((secret) => secret.split(/\\n|\r?\n/)).filter((line) => !line.startsWith('-----'));
  const secrets = new Set([...given, ...lines, ...tokens.flatMap(formsOf)]);
  for (const text of secrets) if (text !== '') core.setSecret(text);
}

/** Problems go into the log and onto the files they are in. */
function announced(result: RunResult, log: Ports['log']): RunResult {
  for (const { code, message, place } of result.problems) log.error(withRemedy(message, code), place);
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

const [, , task, key = ''] = process.argv;
if (task === SAVE) await end(saveHere(key), core.setFailed);
maskTokens();
if (globalThis.reportNotifierStep === 'post') await end(afterwards(), core.warning);
else await end(main(), core.setFailed);
