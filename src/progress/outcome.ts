/** Keys, counts and texts of the reports' outcomes. Pure. */

import type { ProblemCode } from '../shared/catalog.ts';
import type { FailureReason } from '../shared/target-ports.ts';
import type { Outcome, OutcomeOf } from './schema.ts';

/** The key of a report: `YYYYMM|gbifdatasetid`. */
export function reportKey(period: string, gbifdatasetid: string): string {
  return `${period}|${gbifdatasetid.toLowerCase()}`;
}

/** The number of outcomes of each kind. */
export function countOutcomes(outcomes: readonly Outcome[]): Record<Outcome['kind'], number> {
  const counts = { sent: 0, found: 0, skipped: 0, failed: 0, pending: 0 };
  for (const outcome of outcomes) counts[outcome.kind] += 1;
  return counts;
}

/** The catalog entry for a repository that refused its issue. */
export function codeOf(reason: FailureReason): `target-${FailureReason}` {
  return `target-${reason}`;
}

/** The entry for a report that is left for a later run. */
export function codeOfPending(reason: OutcomeOf<'pending'>['reason']): ProblemCode {
  return reason === 'unclear' ? 'target-unclear' : 'target-unknown';
}

/** One line of the log: `sent 201204|… → owner/repo#12`. */
export function describeOutcome(outcome: Outcome): string {
  const { kind, report, repository } = outcome;
  switch (outcome.kind) {
    case 'sent':
    case 'found':
      return `${kind} ${report} → ${outcome.movedTo ?? repository}#${outcome.number}`;
    case 'skipped':
      return `skipped ${report}: ${outcome.reason}`;
    case 'failed':
      return `failed ${report} → ${repository}: ${outcome.reason} (${outcome.message})`;
    case 'pending':
      return `left ${report} → ${repository} for a later run: ${outcome.message}`;
    default:
      return outcome satisfies never;
  }
}
