/** Two runs over the same reports at once: how one is noticed, and how it is said. Pure. */

import type { KnownIssue } from '../shared/ports.ts';
import type { Problem } from '../shared/problem.ts';
import type { OutcomeOf } from './schema.ts';

/** An issue's address taken apart; the repository in lower case. */
export interface IssueAddress {
  repository: string;
  number: number;
}

/** As a browser shows it or as people copy it: with a slash or an anchor at its end, or in the brackets of Markdown. */
const ISSUE = /^<?https?:\/\/\S*?([^/\s]+\/[^/\s]+)\/issues\/(\d{1,15})\/?(?:[?#]\S*)?>?$/i;

/** Undefined: it is not the address of an issue. */
export function issueAt(url: string): IssueAddress | undefined {
  const [, repository, number] = ISSUE.exec(url.trim()) ?? [];
  return repository === undefined ? undefined : { repository: repository.toLowerCase(), number: Number(number) };
}

/**
 * Whether an address that stands in the index is of another issue than the outcome's; `other-name`: it has the same
 * number in a repository of another name, which a repository that was renamed has as well.
 */
export function compare(url: string, outcome: OutcomeOf<'sent' | 'found'>): 'same' | 'other-name' | 'other' {
  const seen = issueAt(url);
  if (seen === undefined) return 'same';
  if (seen.number !== outcome.number) return 'other';
  const names = [outcome.repository, outcome.movedTo, issueAt(outcome.url)?.repository];
  return names.some((name) => name?.toLowerCase() === seen.repository) ? 'same' : 'other-name';
}

export interface Sighting {
  /** Issues with the report's key, the oldest first. */
  known: readonly KnownIssue[];
  /** When this run began, by its own clock. */
  startedAt: number;
  serverAheadMs: number | undefined;
  /** Issues that this run may have opened for the report itself: its POSTs without a clear answer. */
  ownAtMost: number;
}

/**
 * Whether another run has made one of the issues while this one was under way. Clocks differ: an issue counts as new
 * when it is by both, the server's and this machine's. After a POST of this run all are new, for there was none before.
 */
export function isOverlap({ known, startedAt, serverAheadMs = 0, ownAtMost }: Sighting): boolean {
  const since = startedAt + Math.max(0, serverAheadMs);
  const fresh = ownAtMost > 0 ? known : known.filter(({ createdAt }) => createdAt > since);
  return fresh.length > ownAtMost;
}

/** Two addresses for one report; the other run's second. */
export function overlapProblem(report: string, [own, other]: readonly [string, string]): Problem {
  return { code: 'overlap', message: `Another run is at work: report ${report} has two issues: ${own} and ${other}` };
}
