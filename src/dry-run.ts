/** The dry run: shows what a real run would do and writes nothing anywhere. */

import { fullName } from './config.ts';
import type { ReportsIndex } from './index-reading.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import type { RunResult } from './report.ts';
import type { RunInput } from './run.ts';
import { count } from './wording.ts';

export async function dryRun(plan: Plan, index: ReportsIndex, { ports }: Pick<RunInput, 'ports'>): Promise<RunResult> {
  await ports.log.group('Dry run', async () => show(plan, ports));
  return {
    status: 'success',
    message: `Dry run for period ${index.period.period}: ${count(plan.issues.length, 'issue')} would be opened, ${plan.skipped.length} skipped; nothing was written.`,
    period: index.period.period,
    campaign: undefined,
    outcomes: [],
    pending: plan.issues.length,
    failedBefore: plan.failedBefore.length,
    commit: undefined,
    problems: [],
    relaunched: false,
    cancelled: false,
    dryRun: true,
    refusals: 0,
  };
}

function show(plan: Plan, { log }: Pick<Ports, 'log'>): void {
  for (const { target, draft } of plan.issues) log.info(`would open in ${fullName(target)}: ${draft.title}`);
  for (const { report, reason } of plan.skipped) log.info(`would skip ${report}: ${reason}`);
  const [first] = plan.issues;
  if (first === undefined) return;
  log.info('The first body in full:');
  for (const line of first.draft.body.split('\n')) log.info(`  ${line}`);
}
