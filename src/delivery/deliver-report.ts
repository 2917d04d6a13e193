/** One report: look for its issue, wait for the slot, post, record the outcome. */

import type { PlannedIssue } from '../campaign/plan.ts';
import { type Ceilings, holdReason, nextSlot, timeLeftMs, whatWasLearned } from '../pace/schedule.ts';
import { type WaitEnd, type Waiting, waitUntil } from '../pace/wait.ts';
import { heldUntilAt, type Ledger } from '../progress/run-state.ts';
import type { JournalEntry, Outcome } from '../progress/schema.ts';
import type { Limited, Ports, PostOutcome, PostTarget } from '../shared/ports.ts';
import { advised, type Problem } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import { duration, utcTime } from '../shared/text.ts';
import { type KnownIssue, type Listing, type Listings, type RefusedListing, SETTLE_MS } from './existing-issues.ts';

/** Unknown answers to one report's POSTs before it is left for a later run. */
export const UNKNOWN_LIMIT = 3;

/** How long a POST in flight is waited for after a cancel: the runner kills the process after 10 s. */
export const CANCEL_GRACE_MS = 3_000;
/** A repository that moves more often than this during one report does not exist for us. */
const MOVES_LIMIT = 3;

export interface Delivery extends Waiting {
  ports: Pick<Ports, 'targets' | 'clock' | 'log' | 'stop'>;
  ledger: Ledger;
  /** Makes the entry durable, then adds it to the ledger. */
  record: (entry: JournalEntry) => Promise<void>;
  ceilings: Ceilings;
  /** Lists asked for before this time may miss what an earlier run sent. */
  settledAt: number;
  /** No issue of the campaign is older. */
  sinceAt: number;
  maxIssues: number | undefined;
  /** What stands in the way of going on, asked before each report. */
  problem: () => Problem | undefined;
  /** Called after each report that was dealt with. */
  onOutcome: (outcome: Outcome, issue: PlannedIssue, position: number) => void;
}

/** Why the delivery ended. */
export type DeliveryEnd =
  | { kind: 'finished' }
  | WaitEnd
  | { kind: 'max-issues' }
  | { kind: 'stopped'; problem: Problem };

/** How long the rest takes, for the log. */
export function outlook(delivery: Delivery, left: number): string {
  return `, about ${duration(leftMs(delivery, left))} left`;
}

export function leftMs({ ledger, ceilings, ports }: Delivery, left: number): number {
  return timeLeftMs(ledger.marker.pace, ceilings, ports.clock.now(), left);
}

/** GitHub has asked to wait, or refused without saying for how long. */
export function isHeld({ ledger, ports }: Delivery): boolean {
  const hold = ledger.marker.pace.hold;
  return hold !== undefined && hold.untilAt > ports.clock.now();
}

/**
 * A list was refused: from now on the token rests. A list that was asked for before an earlier refusal was
 * known counts only when it names a later time.
 */
export async function hold({ ledger, ports, record }: Delivery, answer: RefusedListing): Promise<void> {
  const isOld = ledger.lastHeldAt !== undefined && answer.askedAt <= ledger.lastHeldAt;
  if (isOld && (answer.retryAt ?? 0) <= heldUntilAt(ledger)) return;
  await record({ type: 'held', at: ports.clock.now(), answer });
  ports.log.info(refusalText('a list', answer));
}

export const SETTLING = 'an earlier run may have sent something that GitHub does not list yet';

/** One report on its way: what is known of it between the steps. */
export interface Passage {
  issue: PlannedIssue;
  /** Issues still to open, this one included. */
  left: number;
  listings: Listings;
  delivery: Delivery;
  target: PostTarget;
  /** When its last POST left. */
  leftAt: number | undefined;
  /** When the last unknown answer came; a list must be younger than that by `SETTLE_MS`. */
  unknownAt: number | undefined;
  unknowns: number;
  moves: number;
}

type Step = 'go-on' | 'dealt-with' | DeliveryEnd;

/** Looks and posts until the report has an outcome (undefined) or the run must end. */
export async function deliverOne(passage: Passage): Promise<DeliveryEnd | undefined> {
  for (;;) {
    const looked = await look(passage);
    if (looked === 'dealt-with') return undefined;
    if (looked !== 'go-on') return looked;
    const posted = await post(passage);
    if (posted === 'dealt-with') return undefined;
    if (posted !== 'go-on') return posted;
  }
}

/** Asks the target whether the issue is there already; `go-on`: it is not. */
async function look(passage: Passage): Promise<Step> {
  const { issue, left, listings, delivery } = passage;
  for (;;) {
    const early = await waitUntil(
      delivery,
      () => whenToLook(passage),
      () => outlook(delivery, left),
    );
    if (early !== undefined) return early;
    const listing = await withinGrace(delivery, listings.of(issue.target));
    if (listing === undefined) return { kind: 'cancelled' };
    if (listing.kind !== 'limited') return judge(passage, listing);
    listings.forget(issue.target);
  }
}

function whenToLook({ unknownAt, delivery }: Passage): { at: number; reason: string } {
  const hold = delivery.ledger.marker.pace.hold;
  const settledAt = unknownAt === undefined ? 0 : unknownAt + SETTLE_MS;
  if (hold !== undefined && hold.untilAt > settledAt) return { at: hold.untilAt, reason: holdReason(hold) };
  return { at: settledAt, reason: 'GitHub did not answer; its list will show whether the issue was opened' };
}

async function judge(passage: Passage, listing: Exclude<Listing, { kind: 'limited' }>): Promise<Step> {
  const { issue, listings } = passage;
  switch (listing.kind) {
    case 'listed': {
      const known = listing.keys.get(issue.key);
      if (known !== undefined) return conclude(passage, foundOutcome(passage, known, listing.movedTo));
      if (listing.movedTo !== undefined) passage.target = { repository: listing.movedTo, location: undefined };
      return 'go-on';
    }
    case 'refused':
      return conclude(passage, {
        kind: 'failed',
        ...identity(issue),
        reason: listing.reason,
        message: listing.message,
      });
    case 'unavailable':
      listings.forget(issue.target);
      return conclude(passage, { kind: 'pending', ...identity(issue), reason: 'unlisted', message: listing.message });
    case 'unauthorized':
      return rejected(listing.message);
    default:
      return listing satisfies never;
  }
}

/** Waits for the slot and posts; `go-on`: look again. */
async function post(passage: Passage): Promise<Step> {
  const { issue, left, delivery } = passage;
  const { ledger, ceilings } = delivery;
  const { clock, log, targets } = delivery.ports;
  for (;;) {
    const early = await waitUntil(
      delivery,
      () => nextSlot(ledger.marker.pace, ceilings, clock.now(), left),
      () => outlook(delivery, left),
    );
    if (early !== undefined) return early;
    await delivery.record({ type: 'intent', at: clock.now(), report: issue.report });
    passage.leftAt = clock.now();
    const answer = await withinGrace(delivery, targets.createIssue(passage.target, issue.draft()));
    if (answer === undefined) return { kind: 'cancelled' };
    const { lessons } = ledger.marker.pace;
    const step = await settle(passage, answer);
    for (const line of whatWasLearned(lessons, ledger.marker.pace.lessons)) log.info(line);
    if (step !== 'post-again') return step;
  }
}

/** Records what a POST came to. */
async function settle(passage: Passage, answer: PostOutcome): Promise<Step | 'post-again'> {
  const { issue, delivery } = passage;
  const at = delivery.ports.clock.now();
  const answered = (result: Extract<JournalEntry, { type: 'answered' }>['answer']) =>
    delivery.record({ type: 'answered', at, leftAt: passage.leftAt, report: issue.report, answer: result });
  switch (answer.kind) {
    case 'created':
      return conclude(passage, sentOutcome(issue, answer, at), answer.serverAt);
    case 'limited':
      await answered(answer);
      delivery.ports.log.info(refusalText(`the issue of ${issue.report}`, answer));
      return 'post-again';
    case 'refused':
      return conclude(passage, { kind: 'failed', ...identity(issue), reason: answer.reason, message: answer.message });
    case 'unauthorized':
      await answered({ kind: 'void' });
      return rejected(answer.message);
    case 'moved':
      await answered({ kind: 'void' });
      passage.moves += 1;
      passage.target = { repository: passage.target.repository, location: answer.location };
      if (passage.moves <= MOVES_LIMIT) return 'post-again';
      return conclude(passage, {
        kind: 'failed',
        ...identity(issue),
        reason: 'not-found',
        message: 'moves in circles',
      });
    case 'unknown':
      await answered({ kind: 'unknown' });
      return lookAgain(passage, answer.message, at);
    default:
      return answer satisfies never;
  }
}

/** After an unknown answer the list decides, but not at once, and not for ever. */
async function lookAgain(passage: Passage, message: string, at: number): Promise<Step> {
  const { issue, listings, delivery } = passage;
  passage.unknowns += 1;
  passage.unknownAt = at;
  listings.forget(issue.target);
  const what = `${issue.report}: no clear answer from ${fullName(issue.target)} (${message}); the issue may or may not be open`;
  delivery.ports.log.warning(advised(what, 'answer-unclear'));
  if (passage.unknowns < UNKNOWN_LIMIT) return 'go-on';
  return conclude(passage, { kind: 'pending', ...identity(issue), reason: 'unknown', message });
}

function refusalText(what: string, { limit, retryAt }: Limited): string {
  const named = retryAt === undefined ? 'and named no time' : `until ${utcTime(retryAt)}`;
  return `GitHub refused ${what} because of its ${limit} limit ${named}`;
}

async function conclude({ delivery, leftAt }: Passage, outcome: Outcome, serverAt?: number): Promise<'dealt-with'> {
  await delivery.record({ type: 'outcome', at: delivery.ports.clock.now(), leftAt, serverAt, outcome });
  return 'dealt-with';
}

function rejected(message: string): DeliveryEnd {
  return {
    kind: 'stopped',
    problem: { code: 'token-rejected', message: `GitHub does not accept the token: ${message}` },
  };
}

/** What `work` gives; undefined when the run was cancelled and the grace for it is over. */
function withinGrace<T>({ ports }: Delivery, work: Promise<T>): Promise<T | undefined> {
  const { clock, stop } = ports;
  return new Promise((resolve, reject) => {
    const giveUp = () => void clock.sleep(CANCEL_GRACE_MS).then(() => resolve(undefined));
    stop.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', giveUp));
    if (stop.aborted) giveUp();
  });
}

function identity(issue: PlannedIssue): { report: string; gbifdatasetid: string; repository: string } {
  return { report: issue.report, gbifdatasetid: issue.gbifdatasetid, repository: fullName(issue.target) };
}

function sentOutcome(issue: PlannedIssue, answer: Extract<PostOutcome, { kind: 'created' }>, at: number): Outcome {
  const { number, url } = answer;
  return { kind: 'sent', ...identity(issue), number, url, issueAt: at, ...movedName(issue, answer.repository) };
}

/** What the list shows after an unknown POST of this run was opened by it; anything else was there before. */
function foundOutcome(passage: Passage, known: KnownIssue, movedTo: Repository | undefined): Outcome {
  const kind = passage.unknowns > 0 ? 'sent' : 'found';
  const { number, url, createdAt } = known;
  return { kind, ...identity(passage.issue), number, url, issueAt: createdAt, ...movedName(passage.issue, movedTo) };
}

/** The repository's present name, when it is not the one in the index. */
function movedName(issue: PlannedIssue, present: Repository | undefined): { movedTo?: string } {
  if (present === undefined || fullName(present).toLowerCase() === fullName(issue.target).toLowerCase()) return {};
  return { movedTo: fullName(present) };
}
