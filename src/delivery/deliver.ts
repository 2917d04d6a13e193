/**
 * Delivers the planned issues, each exactly once: list, wait, intent, post, outcome.
 * Each step is recorded before the next one; nothing else is remembered of it.
 */

import type { PlannedIssue } from '../campaign/plan.ts';
import { waitUntil } from '../pace/wait.ts';
import type { Outcome } from '../progress/schema.ts';
import { count } from '../shared/text.ts';
import { newAttempt, type Result } from './attempt.ts';
import { checkToken } from './check-token.ts';
import { deliverReport } from './deliver-report.ts';
import { type Delivery, type DeliveryEnd, hold, isHeld, leftMs, outlook, stopped } from './delivery.ts';
import { type ExistingIssues, LISTED_AHEAD, openExistingIssues } from './existing-issues.ts';
import { failedOutcome } from './outcomes.ts';
import { type Doubt, openRefusals, type Refusals } from './refusals.ts';
import { openVisibilityCheck, type VisibilityCheck } from './visibility-check.ts';

/** While sending, the log says how long the rest takes: every minute, in short campaigns eight times or every 5 s. */
const OUTLOOK_MS = 60_000;
const OUTLOOK_LEAST_MS = 5_000;

const SETTLING = 'an earlier run may have sent something that GitHub does not list yet';

/** The delivery of all reports, between two of them. */
interface Sending {
  readonly issues: readonly PlannedIssue[];
  readonly delivery: Delivery;
  readonly listings: ExistingIssues;
  readonly refusals: Refusals;
  readonly visibility: VisibilityCheck;
  /** Issues of this run at most. */
  readonly most: number;
  /** Issues of this run that are open, or may be. */
  opened: number;
  /** Reports whose turn has come and that are not to be sent any more. */
  withdrawn: number;
  /** When the log says again how long the rest takes. */
  outlookAt: number;
}

/** Delivers in order; returns when all are dealt with or something ends the run. */
export async function deliver(issues: readonly PlannedIssue[], delivery: Delivery): Promise<DeliveryEnd> {
  const [first] = issues;
  if (first === undefined) return { kind: 'finished' };
  const { ports, sinceAt } = delivery;
  const early = await waitUntil(delivery, () => ({ at: delivery.settledAt, reason: SETTLING }));
  if (early !== undefined) return early;
  const sending: Sending = {
    issues,
    delivery,
    listings: openExistingIssues({ ...ports, sinceAt, refused: (answer) => hold(delivery, answer) }),
    refusals: openRefusals(),
    visibility: openVisibilityCheck(delivery, first.target.owner),
    most: delivery.maxIssues ?? Number.POSITIVE_INFINITY,
    opened: 0,
    withdrawn: 0,
    outlookAt: ports.clock.now(),
  };
  for (const [position, issue] of issues.entries()) {
    const problems = delivery.problems();
    // The same list: its owner knows by it that the sending stopped because of a checkpoint.
    if (problems.length > 0) return { kind: 'stopped', problems };
    if (sending.opened >= sending.most) return (await sending.visibility.atEnd()) ?? { kind: 'max-issues' };
    const end = (await sending.visibility.beforeNext()) ?? (await takeTurn(sending, issue, position));
    if (end !== undefined) return end;
  }
  await recordDoubts(sending, sending.refusals.doubts());
  return (await sending.visibility.atEnd()) ?? { kind: 'finished' };
}

/** One report's turn; gives the end of the run, if it ends here. */
async function takeTurn(sending: Sending, issue: PlannedIssue, position: number): Promise<DeliveryEnd | undefined> {
  const { delivery, refusals, listings } = sending;
  if (delivery.watch.withdrawals().has(issue.report)) {
    sending.withdrawn += 1;
    return undefined;
  }
  const rule = refusals.ruleOf(issue.target.owner);
  if (rule !== undefined) {
    await recordOutcome(sending, { issue, position, outcome: failedOutcome(issue, rule) });
    return undefined;
  }
  const left = leftAt(sending, position);
  announceRest(sending, left);
  listAhead(sending, position);
  const attempt = newAttempt({ issue, left, listings, delivery });
  for (;;) {
    const result = await deliverReport(attempt);
    if (result.kind !== 'doubtful') return concludeTurn(sending, issue, position, result);
    refusals.addDoubt({ issue, position, ...result });
    const verdict = refusals.verdict();
    if (verdict === 'go-on') {
      noteOpened(sending, result.outcome);
      return undefined;
    }
    // Refusals by many owners may come from the account. GitHub says so when it is asked for it.
    const end = await checkToken(delivery);
    if (end !== undefined) return end;
    if (verdict !== 'hold') return stopped(verdict);
    await holdForDoubt(sending, result.problem.message);
  }
}

async function concludeTurn(
  sending: Sending,
  issue: PlannedIssue,
  position: number,
  result: Exclude<Result, { kind: 'doubtful' }>,
): Promise<DeliveryEnd | undefined> {
  const { delivery, refusals } = sending;
  switch (result.kind) {
    case 'end':
      return result.end;
    case 'withdrawn':
      sending.withdrawn += 1;
      return undefined;
    case 'dealt-with': {
      const { outcome, rule, overlap } = result;
      delivery.onOutcome(outcome, issue, position);
      noteOpened(sending, outcome);
      if (rule !== undefined) refusals.addRule(issue.target.owner, rule);
      if (outcome.kind === 'sent') {
        sending.visibility.opened(outcome);
        refusals.dropRule(issue.target.owner);
      }
      if (outcome.kind === 'sent' || outcome.kind === 'found') await recordDoubts(sending, refusals.clearDoubts());
      return overlap === undefined ? undefined : stopped(overlap);
    }
    default:
      return result satisfies never;
  }
}

function leftAt({ issues, delivery, withdrawn, most, opened }: Sending, position: number): number {
  return Math.min(issues.length - position - (delivery.watch.withdrawals().size - withdrawn), most - opened);
}

function announceRest(sending: Sending, left: number): void {
  const { delivery, outlookAt } = sending;
  const { clock, log } = delivery.ports;
  if (clock.now() < outlookAt) return;
  log.info(`${count(left, 'issue')} to go${outlook(delivery, left)}`);
  sending.outlookAt = clock.now() + Math.min(OUTLOOK_MS, Math.max(OUTLOOK_LEAST_MS, leftMs(delivery, left) / 8));
}

function listAhead({ issues, delivery, listings, refusals }: Sending, position: number): void {
  if (isHeld(delivery)) return;
  const coming = issues.slice(position, position + 1 + LISTED_AHEAD).map(({ target }) => target);
  listings.ahead(coming.filter(({ owner }) => refusals.ruleOf(owner) === undefined));
}

function noteOpened(sending: Sending, outcome: Outcome): void {
  const mayBeOpen = outcome.kind === 'sent' || (outcome.kind === 'pending' && outcome.reason === 'unknown');
  if (mayBeOpen) sending.opened += 1;
}

/** Words that nobody knows, from several owners: abuse protection speaks so, and GitHub lifts it after a while. */
async function holdForDoubt({ delivery, refusals }: Sending, message: string): Promise<void> {
  const { clock, log } = delivery.ports;
  refusals.noteHold();
  await delivery.record({ type: 'held', at: clock.now(), answer: { kind: 'limited', limit: 'secondary', message } });
  log.info(`Several owners in a row refused in words that the action does not know; it waits in case it is a limit`);
}

/** The token is sound, so the refusals were the repositories' own. */
async function recordDoubts(sending: Sending, doubts: readonly Doubt[]): Promise<void> {
  for (const doubt of doubts) await recordOutcome(sending, doubt);
}

async function recordOutcome(
  { delivery }: Sending,
  { issue, position, outcome }: Pick<Doubt, 'issue' | 'position' | 'outcome'>,
): Promise<void> {
  await delivery.record({ type: 'outcome', at: delivery.ports.clock.now(), outcome });
  delivery.onOutcome(outcome, issue, position);
}
