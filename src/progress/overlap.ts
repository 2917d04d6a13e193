/** Detects that another run sends the same reports at the same time. Pure. */

import type { Problem } from '../shared/problem.ts';
import type { KnownIssue } from '../shared/target-ports.ts';
import type { OutcomeOf } from './schema.ts';

/** The parts of an issue's web address. */
export interface IssueAddress {
  /** `owner/name` in lower case. */
  repository: string;
  number: number;
}

/** As a browser shows it or as people copy it: with a slash or an anchor at its end, or in the brackets of Markdown. */
const ISSUE = /^<?https?:\/\/\S*?([^/\s]+\/[^/\s]+)\/issues\/(\d{1,15})\/?(?:[?#]\S*)?>?$/i;

/** Undefined when the text is not the web address of an issue. */
export function issueAt(url: string): IssueAddress | undefined {
  const [, repository, number] = ISSUE.exec(url.trim()) ?? [];
  return repository === undefined ? undefined : { repository: repository.toLowerCase(), number: Number(number) };
}

/**
 * Compares an address in the index with the issue of an outcome. `other-name`: the number is the same but the name of
 * the repository is not, which also happens when somebody renames a repository.
 */
export function compare(url: string, outcome: OutcomeOf<'sent' | 'found'>): 'same' | 'other-name' | 'other' {
  const seen = issueAt(url);
  if (seen === undefined) return 'same';
  if (seen.number !== outcome.number) return 'other';
  const names = [outcome.repository, outcome.movedTo, issueAt(outcome.url)?.repository];
  return names.some((name) => name?.toLowerCase() === seen.repository) ? 'same' : 'other-name';
}

export interface Sighting {
  /** The issues that have the report's key, the oldest first. */
  known: readonly KnownIssue[];
  /** When this run started, by this machine's clock. */
  startedAt: number;
  /** How far GitHub's clock is ahead of this machine's; undefined when GitHub does not tell. */
  serverAheadMs: number | undefined;
  /** How many of the issues this run may have opened itself: its POSTs without a clear answer. */
  ownAtMost: number;
}

/**
 * True when another run has opened one of the issues since this run started. Because clocks differ, an issue counts as
 * new only when it is new by GitHub's clock and by this machine's. After a POST of this run, all issues count as new,
 * because there was none before it.
 */
export function isOverlap({ known, startedAt, serverAheadMs = 0, ownAtMost }: Sighting): boolean {
  const since = startedAt + Math.max(0, serverAheadMs);
  const fresh = ownAtMost > 0 ? known : known.filter(({ createdAt }) => createdAt > since);
  return fresh.length > ownAtMost;
}

/** The problem of a report with two issues. */
export function overlapProblem(report: string, [own, other]: readonly [string, string]): Problem {
  return {
    code: 'overlap',
    message: `Another run is sending the same reports: ${report} has two issues: ${own} and ${other}`,
  };
}
