/** The stage that looks, before the first issue, whether the campaign can be meant. */

import { canHaveGrown, datasetsToTell, findImplausible } from '../campaign/plausibility.ts';
import type { Config } from '../config/config.ts';
import type { RunResult } from '../output/result.ts';
import { type EarlierPeriod, newestEarlier } from '../reports-index/earlier.ts';
import type { ReportsIndex } from '../reports-index/read.ts';
import type { Ports } from '../shared/ports.ts';
import { type Problem, ProblemsError, withRemedy } from '../shared/problem.ts';
import { count } from '../shared/text.ts';

/** The implausible figures; `problems` of a dry run only, because a real run ends with them. */
export interface Findings {
  problems: readonly Problem[];
  /** With `force`. */
  warnings: readonly Problem[];
}

interface Looking {
  config: Pick<Config, 'index' | 'maxPerRepository' | 'force' | 'dryRun'>;
  ports: Pick<Ports, 'index' | 'log'>;
}

/** Throws `ProblemsError` with all findings, unless the run is forced or a dry run. */
export async function checkPlausibility(index: ReportsIndex, looking: Looking): Promise<Findings> {
  const { config, ports } = looking;
  const { maxPerRepository } = config;
  const toTell = datasetsToTell(index);
  const earlier = canHaveGrown(toTell) ? await readEarlier(index, looking) : undefined;
  const problems = findImplausible({ index, toTell, earlier, maxPerRepository });
  if (problems.length === 0) return { problems, warnings: [] };
  if (config.force) {
    for (const { code, message, place } of problems) ports.log.warning(withRemedy(message, code), place);
    return { problems: [], warnings: problems };
  }
  if (!config.dryRun) throw new ProblemsError(problems);
  return { problems, warnings: [] };
}

/** A file that cannot be read is no reason to stop: it is not the one that is sent from. */
async function readEarlier(index: ReportsIndex, { config, ports }: Looking): Promise<EarlierPeriod | undefined> {
  try {
    return await newestEarlier(index, config.index.path, ports.index);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    ports.log.info(`The period before cannot be compared with: ${error.problems[0]?.message}`);
    return undefined;
  }
}

/** The result of a dry run, which lists the findings like others that would keep a real run from sending. */
export function withFindings(result: RunResult, { problems, warnings }: Findings): RunResult {
  if (problems.length === 0) return { ...result, warnings };
  const why = `${count(problems.length, 'finding')} about its plausibility`;
  const message = `${result.message} A real run would send nothing: ${why}.`;
  const { dryRun } = result;
  const intention = `Stop before the first issue, because of ${why}; with \`force: true\` instead:`;
  const found = dryRun && { ...dryRun, intentions: [intention, ...dryRun.intentions] };
  return { ...result, status: 'failed', message, problems, warnings, dryRun: found };
}
