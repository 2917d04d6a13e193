/** Entry of the main step, of the post step, and of the process that saves the marker (cache-saver.ts). */

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
import { warningsOfText } from './run/whose-text.ts';
import type { Ports } from './shared/ports.ts';
import { fail, type Problem, ProblemsError, withRemedy } from './shared/problem.ts';
import { formsOf } from './shared/secrets.ts';
import { count } from './shared/text.ts';
import { VERSION } from './shared/version.ts';
import { openPorts } from './wiring.ts';

declare global {
  /**
   * Set by post.ts. Not a saved state, because main may be killed before it saves any, and not an environment variable,
   * because the workflow could set it.
   */
  var reportNotifierStep: 'post' | undefined;
}

const STATE_JOURNAL = 'journal';
/** Prefix of the folder that each step makes for its journal and results in RUNNER_TEMP, which belongs to one job. */
const FOLDER_PREFIX = 'report-notifier-';

async function mainStep(): Promise<void> {
  const startedAt = Date.now();
  const log = openLog(core);
  log.info(`Report Notifier ${VERSION}`);
  const temp = process.env.RUNNER_TEMP || '.';
  const folder = join(temp, `${FOLDER_PREFIX}${randomUUID()}`);
  const journalPath = join(folder, 'journal.jsonl');
  core.saveState(STATE_JOURNAL, journalPath);
  const result = await runOrError(journalPath, { temp, log });
  for (const { code, message, place } of result.problems) log.error(withRemedy(message, code), place);
  for (const line of closingLines(result, Date.now() - startedAt)) log.info(line);
  await publish(result, folder, log);
  const failed = result.status === 'failed' || result.status === 'error';
  if (failed || result.cancelled) process.exitCode = 1;
}

/** Problems of the config become a result too, so that the summary and the outputs tell them. */
async function runOrError(journalPath: string, { temp, log }: { temp: string; log: Ports['log'] }): Promise<RunResult> {
  let config: Config | undefined;
  let warnings: readonly Problem[] = [];
  try {
    config = readConfig(process.env, isAppKey);
    warnings = warningsOfText(config);
    for (const { code, message } of warnings) log.warning(withRemedy(message, code));
    const earlierStep = hasEarlierStep(temp);
    const ports = { ...openPorts(config, journalPath, 'main'), log, cancelled: cancelSignal(log) };
    // Ask for the branch head before the rest of the program is loaded, so that the first request leaves early. With one
    // token for index and issues, the marker comes first, because it knows whether GitHub rate-limits that token.
    const begunAt = Date.now();
    const latestAt = begunAt + config.timeLimitMs;
    const readHead = async () => ({ askedAt: Date.now(), ...(await headOf(ports.index)) });
    const head = config.sharesToken ? undefined : await outlast(readHead, { ...ports, latestAt });
    const { run } = await import('./run/run.ts');
    const result = await run({ config, ports, version: VERSION, head, begunAt, earlierStep });
    return { ...result, warnings: [...warnings, ...result.warnings] };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { ...errorResult(error.problems, config?.period), warnings };
  }
}

/** Another step of this job has used the action. Throws `temp-unreadable`. */
function hasEarlierStep(temp: string): boolean {
  try {
    return existsSync(temp) && readdirSync(temp).some((name) => name.startsWith(FOLDER_PREFIX));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    fail('temp-unreadable', `RUNNER_TEMP is ${JSON.stringify(temp)}, which cannot be read: ${why}, expected a folder`);
  }
}

/** Takes over if main did not finish. Never fails the job. */
async function postStep(): Promise<void> {
  const log = openLog(core);
  const journalPath = core.getState(STATE_JOURNAL);
  // Without the saved state, main was killed before it did anything.
  const journal = journalPath === '' ? undefined : readJournal(journalPath);
  if (journal === undefined) return;
  const { parseJournal } = await import('./progress/schema.ts');
  const { entries, ignored } = parseJournal(journal);
  if (ignored > 0) log.warning(withRemedy(`Ignored ${count(ignored, 'corrupt line')} in the journal`, 'journal-torn'));
  // The runner evaluates the inputs again for this step, so they may differ by now. A finished main needs none.
  if (entries.length === 0 || entries.some(({ type }) => type === 'ended')) return;
  const config = readConfig(process.env, isAppKey);
  const { post } = await import('./run/post-step.ts');
  const ports = { ...openPorts(config, journalPath, 'post'), log };
  const result = await post({ entries, ports, version: VERSION, sharesToken: config.sharesToken });
  if (result.kind === 'nothing-to-do') return;
  for (const [at, line] of result.lines.entries()) log.warning(at === 0 ? withRemedy(line, 'main-died') : line);
  await writeSummary(postSummary(result.lines, VERSION), log);
}

/** The next run recovers the outcomes of the main step. */
function warnNotTakenOver(error: unknown): void {
  if (!(error instanceof ProblemsError)) throw error;
  const why = error.problems.map(({ message }) => message).join('; ');
  openLog(core).warning(
    withRemedy(`The main step did not finish, and the post step cannot take over: ${why}`, 'main-died'),
  );
}

/** Runs before anything else, so that the log is safe even when an input is wrong. */
function maskSecrets(): void {
  const tokens = ['token', 'index-token', 'workflow-token'].map((name) => core.getInput(name));
  const given = [...tokens, core.getInput('app-private-key')];
  // The runner masks the log line by line, so each line of a key is a secret, except the ones that all keys have.
  const lines = given.flatMap((secret) => secret.split(/\\n|\r?\n/)).filter((line) => !line.startsWith('-----'));
  const secrets = new Set([...given, ...lines, ...tokens.flatMap(formsOf)]);
  for (const text of secrets) if (text !== '') core.setSecret(text);
}

/** Exits after the work, because an idle connection or a stalled cache request would keep the process alive. */
async function exitAfter(work: Promise<void>, failed: (message: string) => void): Promise<never> {
  try {
    await work;
  } catch (error) {
    failed(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit();
}

const [, , task, key = ''] = process.argv;
if (task === SAVE) await exitAfter(saveHere(key), core.setFailed);
maskSecrets();
if (globalThis.reportNotifierStep === 'post') await exitAfter(postStep().catch(warnNotTakenOver), core.warning);
else await exitAfter(mainStep(), core.setFailed);
