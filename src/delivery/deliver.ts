/**
 * Delivers the planned issues, each exactly once: list, wait, intent, post, outcome.
 * Everything that happens is recorded before the next step; what is recorded is all that is known.
 */

import type { PlannedIssue } from '../campaign/plan.ts';
import { waitUntil } from '../pace/wait.ts';
import type { Outcome } from '../progress/schema.ts';
import type { Problem } from '../shared/problem.ts';
import { count } from '../shared/text.ts';
import {
  type Delivery,
  type DeliveryEnd,
  deliverReport,
  hold,
  isHeld,
  leftMs,
  outlook,
  type ReportDelivery,
  SETTLING,
} from './deliver-report.ts';
import { LISTED_AHEAD, openExistingIssues } from './existing-issues.ts';
import { openVisibilityCheck } from './visibility-check.ts';

/** Repositories in a row that forbid issues, with none sent, before the token is taken to lack the right. */
export const FORBIDDEN_LIMIT = 10;

/** While sending, the log says how long the rest takes: every minute, in short campaigns eight times or every 5 s. */
const OUTLOOK_MS = 60_000;
const OUTLOOK_LEAST_MS = 5_000;

/** Delivers in order; returns when all are dealt with or something ends the run. */
export async function deliver(issues: readonly PlannedIssue[], delivery: Delivery): Promise<DeliveryEnd> {
  const [first] = issues;
  if (first === undefined) return { kind: 'finished' };
  const { ports, state } = delivery;
  const early = await waitUntil(delivery, () => ({ at: delivery.settledAt, reason: SETTLING }));
  if (early !== undefined) return early;
  const visibility = openVisibilityCheck(delivery, first.target.owner);
  const listings = openExistingIssues({
    ...ports,
    sinceAt: delivery.sinceAt,
    refused: (answer) => hold(delivery, answer),
  });
  const most = delivery.maxIssues ?? Number.POSITIVE_INFINITY;
  /** Issues of this run that are open, or may be. */
  let opened = 0;
  /** Reports whose turn has come and that are not to be sent any more. */
  let withdrawn = 0;
  let outlookAt = ports.clock.now();
  for (const [position, issue] of issues.entries()) {
    const problems = delivery.problems();
    if (problems.length > 0) return { kind: 'stopped', problems };
    if (opened >= most) return (await visibility.atEnd()) ?? { kind: 'max-issues' };
    const unseen = await visibility.beforeNext();
    if (unseen !== undefined) return unseen;
    const withdrawals = delivery.watch.withdrawals();
    if (withdrawals.has(issue.report)) {
      withdrawn += 1;
      continue;
    }
    const left = Math.min(issues.length - position - (withdrawals.size - withdrawn), most - opened);
    if (ports.clock.now() >= outlookAt) {
      ports.log.info(`${count(left, 'issue')} to go${outlook(delivery, left)}`);
      outlookAt = ports.clock.now() + Math.min(OUTLOOK_MS, Math.max(OUTLOOK_LEAST_MS, leftMs(delivery, left) / 8));
    }
    if (!isHeld(delivery))
      listings.ahead(issues.slice(position, position + 1 + LISTED_AHEAD).map(({ target }) => target));
    const target = { repository: issue.target, location: undefined };
    const passage: ReportDelivery = {
      issue,
      left,
      listings,
      delivery,
      target,
      leftAt: undefined,
      unknownAt: undefined,
      unknowns: 0,
      moves: 0,
      overlap: undefined,
    };
    const end = await deliverReport(passage);
    if (end !== undefined) return end;
    const outcome = state.outcomes.at(-1);
    if (outcome?.report !== issue.report) {
      withdrawn += 1;
      continue;
    }
    delivery.onOutcome(outcome, issue, position);
    if (outcome.kind === 'sent') visibility.opened(outcome);
    if (outcome.kind === 'sent' || (outcome.kind === 'pending' && outcome.reason === 'unknown')) opened += 1;
    if (passage.overlap !== undefined) return { kind: 'stopped', problems: [passage.overlap] };
    if (allForbidden(state.outcomes)) return { kind: 'stopped', problems: [ALL_FORBIDDEN] };
  }
  return (await visibility.atEnd()) ?? { kind: 'finished' };
}

const ALL_FORBIDDEN: Problem = {
  code: 'all-forbidden',
  message: `${FORBIDDEN_LIMIT} repositories in a row forbade issues, and none took one`,
};

function allForbidden(outcomes: readonly Outcome[]): boolean {
  const last = outcomes.slice(-FORBIDDEN_LIMIT);
  return (
    last.length === FORBIDDEN_LIMIT &&
    last.every((outcome) => outcome.kind === 'failed' && outcome.reason === 'forbidden') &&
    !outcomes.some((outcome) => outcome.kind === 'sent')
  );
}
