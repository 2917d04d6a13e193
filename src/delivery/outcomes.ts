/** The outcomes of one report. Pure but for `warnIfTwice`. */

import type { PlannedIssue } from '../campaign/plan.ts';
import { isOverlap, overlapProblem } from '../progress/overlap.ts';
import type { Outcome, OutcomeOf } from '../progress/schema.ts';
import type { Log } from '../shared/ports.ts';
import { type Problem, withRemedy } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import type { KnownIssue, PostOutcome, Refused } from '../shared/target-ports.ts';
import type { KnownIssues } from './existing-issues.ts';

export function sentOutcome(
  issue: PlannedIssue,
  { number, url, repository }: Extract<PostOutcome, { kind: 'created' }>,
  at: number,
): Outcome {
  return { kind: 'sent', ...identity(issue), number, url, issueAt: at, ...movedName(issue, repository) };
}

/** An issue that the list shows: `sent` when an unknown POST of this run opened it, else it was there before. */
export function foundOutcome(
  kind: 'sent' | 'found',
  issue: PlannedIssue,
  { number, url, createdAt }: KnownIssue,
  movedTo: Repository | undefined,
): Outcome {
  return { kind, ...identity(issue), number, url, issueAt: createdAt, ...movedName(issue, movedTo) };
}

export function failedOutcome(issue: PlannedIssue, { reason, message }: Pick<Refused, 'reason' | 'message'>): Outcome {
  return { kind: 'failed', ...identity(issue), reason, message };
}

export function pendingOutcome(issue: PlannedIssue, reason: OutcomeOf<'pending'>['reason'], message: string): Outcome {
  return { kind: 'pending', ...identity(issue), reason, message };
}

function identity(issue: PlannedIssue): { report: string; gbifdatasetid: string; repository: string } {
  return { report: issue.report, gbifdatasetid: issue.gbifdatasetid, repository: fullName(issue.target) };
}

/** The repository's present name, when it is not the one in the index. */
function movedName(issue: PlannedIssue, present: Repository | undefined): { movedTo?: string } {
  if (present === undefined || fullName(present).toLowerCase() === fullName(issue.target).toLowerCase()) return {};
  return { movedTo: fullName(present) };
}

interface Listed {
  known: KnownIssues;
  serverAheadMs: number | undefined;
  startedAt: number;
  /** Issues with this key that this run may have opened. */
  ownAtMost: number;
}

/** Warns of two issues with one key; gives the problem when another run has just opened one of them. */
export function warnIfTwice(issue: PlannedIssue, listed: Listed, log: Log): Problem | undefined {
  const [{ url }, other] = listed.known;
  if (other === undefined) return undefined;
  if (isOverlap(listed)) return overlapProblem(issue.report, [url, other.url]);
  const message = `Report ${issue.report} has two issues: ${url} and ${other.url}`;
  log.warning(withRemedy(message, 'duplicate-issue'), issue.reportPlace);
  return undefined;
}
