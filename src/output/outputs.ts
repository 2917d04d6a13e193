/** The step's outputs, the results file, and the last lines of the log. Pure. */

import { countOutcomes } from '../progress/outcome.ts';
import { withRemedy } from '../shared/problem.ts';
import { duration } from '../shared/text.ts';
import type { RunResult, RunStatus } from './result.ts';

/** Output values of the step; see `action.yml`. */
export function outputsOf(result: RunResult, resultsPath: string): Record<string, string> {
  const counts = countOutcomes(result.outcomes);
  return {
    status: result.status,
    period: result.period ?? '',
    sent: String(counts.sent),
    found: String(counts.found),
    skipped: String(counts.skipped),
    failed: String(counts.failed + failingTargets(result)),
    pending: String(result.pending),
    commit: result.commit ?? '',
    issues: issuesOutput(result),
    results: resultsPath,
    response: JSON.stringify(responseOf(result)),
  };
}

/** In a dry run: targets whose issues a real run could not open. */
function failingTargets({ dryRun }: RunResult): number {
  return dryRun?.checks.filter((check) => check.kind === 'fails').length ?? 0;
}

/** GitHub accepts at most 1 MB an output (documented). */
const OUTPUT_LIMIT_BYTES = 1_000_000;

/** The issues that this run opened or found, as JSON; empty when it is too long for an output. */
function issuesOutput({ outcomes }: RunResult): string {
  const issues = outcomes.flatMap((outcome) =>
    outcome.kind === 'sent' || outcome.kind === 'found'
      ? [
          {
            report: outcome.report,
            repository: outcome.movedTo ?? outcome.repository,
            number: outcome.number,
            url: outcome.url,
          },
        ]
      : [],
  );
  const text = JSON.stringify(issues);
  return Buffer.byteLength(text) > OUTPUT_LIMIT_BYTES ? '' : text;
}

/** Warnings about outputs that had to be left empty. */
export function outputWarnings(result: RunResult): string[] {
  if (issuesOutput(result) !== '') return [];
  return [withRemedy('The output "issues" is empty because it would exceed 1 MB', 'issues-left-empty')];
}

/** The response in the format of the predecessor of this action. */
export function responseOf(result: RunResult): { status: RunStatus; message: string; data: Record<string, unknown> } {
  const data: Record<string, unknown> = {};
  if (result.period !== undefined) data.period = result.period;
  if (result.campaign?.cursor !== undefined) data.cursor = result.campaign.cursor;
  if (result.problems.length > 0) data.problems = result.problems.map(({ code, message }) => ({ code, message }));
  return { status: result.status, message: result.message, data };
}

/** The results file: one line of JSON a report. */
export function resultLines({ outcomes, withdrawn, dryRun }: RunResult): string {
  const lines: object[] = [...outcomes];
  for (const { report, why } of withdrawn) lines.push({ kind: 'withdrawn', report, message: why });
  const checks = new Map(dryRun?.checks.map((check) => [check.repository.toLowerCase(), check]));
  for (const planned of dryRun?.titles ?? []) {
    lines.push({ kind: 'planned', ...planned, target: checks.get(planned.repository.toLowerCase()) });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The last lines of the log. */
export function closingLines(result: RunResult, elapsedMs: number): string[] {
  const lines = [`${result.status}: ${result.message}`];
  if (result.relaunched) lines.push('The workflow was started again for the remaining reports.');
  lines.push(`took ${duration(elapsedMs)}`);
  return lines;
}
