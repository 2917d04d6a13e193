/** Writes the outputs, the results file and the job summary. */

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as core from '@actions/core';
import { outputsOf, outputWarnings, resultLines } from './output/outputs.ts';
import type { RunResult } from './output/result.ts';
import { summaryOf } from './output/summary.ts';
import { aboutOf } from './output/summary-cells.ts';
import type { Ports } from './shared/ports.ts';
import { withRemedy } from './shared/problem.ts';
import { VERSION } from './shared/version.ts';

/** A file that cannot be written is only a warning, because later steps need the outputs even after a failure. */
export async function publish(result: RunResult, folder: string, log: Ports['log']): Promise<void> {
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
    log.warning(withRemedy(`The results file could not be written: ${String(error)}`, 'file-unwritable'));
    return '';
  }
}

/** Appends Markdown to the job summary; does nothing outside of GitHub Actions. */
export async function writeSummary(markdown: string, log: Ports['log']): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY;
  try {
    if (path) await appendFile(path, markdown);
  } catch (error) {
    log.warning(withRemedy(`The job summary could not be written: ${String(error)}`, 'file-unwritable'));
  }
}
