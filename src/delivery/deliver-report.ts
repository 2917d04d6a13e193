/** One report: look for its issue, wait for the slot, post, record the outcome. */

import type { IndexWatch } from '../campaign/index-watch.ts';
import type { PlannedIssue } from '../campaign/plan.ts';
import { type Ceilings, holdReason, nextSlot, type Slot, timeLeftMs, whatWasLearned } from '../pace/schedule.ts';
import { type WaitEnd, type Waiting, waitUntil } from '../pace/wait.ts';
import { isOverlap, overlapProblem } from '../progress/overlap.ts';
import { heldUntilAt, type RunState } from '../progress/run-state.ts';
import type { JournalEntry, Outcome } from '../progress/schema.ts';
import type { KnownIssue, Limited, Ports, PostOutcome, PostTarget } from '../shared/ports.ts';
import { type Problem, withRemedy } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import { duration, utcTime } from '../shared/text.ts';
import {
  type ExistingIssues,
  type KnownIssues,
  type Listing,
  type RefusedListing,
  SETTLE_MS,
} from './existing-issues.ts';

/** Unknown answers to one report's POSTs before it is left for a later run. */
export const UNKNOWN_LIMIT = 3;

/** How long a POST in flight is waited for after a cancel: the runner kills the process after 10 s. */
export const CANCEL_GRACE_MS = 3_000;
/** A repository that moves more often than this during one report does not exist for us. */
const MOVES_LIMIT = 3;

export interface Delivery extends Waiting {
  ports: Pick<Ports, 'targets' | 'publicView' | 'clock' | 'log' | 'cancelled'>;
  state: RunState;
  /** Makes the entry durable, then adds it to the state. */
  record: (entry: JournalEntry) => Promise<void>;
  ceilings: Ceilings;
  /** When the run began. */
  startedAt: number;
  /** Lists asked for before this time may miss what an earlier run sent. */
  settledAt: number;
  /** No issue of the campaign is older. */
  sinceAt: number;
  maxIssues: number | undefined;
  /** What stands in the way of going on, asked before each report. */
  problems: () => readonly Problem[];
  /** What people change in the index meanwhile. */
  watch: Pick<IndexWatch, 'hear' | 'withdrawals'>;
  /** Called after each report that was dealt with. */
  onOutcome: (outcome: Outcome, issue: PlannedIssue, position: number) => void;
}

/** Why the delivery ended. */
export type DeliveryEnd =
  | { kind: 'finished' }
  | WaitEnd
  | { kind: 'max-issues' }
  | { kind: 'stopped'; problems: readonly Problem[] };

/** How long the rest takes, for the log. */
export function outlook(delivery: Delivery, left: number): string {
  return `, about ${duration(leftMs(delivery, left))} left`;
}

export function leftMs({ state, ceilings, ports }: Delivery, left: number): number {
  return timeLeftMs(state.marker.pace, ceilings, ports.clock.now(), left);
}

/** GitHub has asked to wait, or refused without saying for how long. */
export function isHeld({ state, ports }: Delivery): boolean {
  const hold = state.marker.pace.hold;
  return hold !== undefined && hold.untilAt > ports.clock.now();
}

/**
 * A list was refused: from now on the token rests. A list that was asked for before an earlier refusal was
 * known counts only when it names a later time.
 */
export async function hold({ state, ports, record }: Delivery, answer: RefusedListing): Promise<void> {
  const isOld = state.lastHeldAt !== undefined && answer.askedAt <= state.lastHeldAt;
  if (isOld && (answer.retryAt ?? 0) <= heldUntilAt(state)) return;
  await record({ type: 'held', at: ports.clock.now(), answer });
  ports.log.info(refusalText('a list', answer));
}

export const SETTLING = 'an earlier run may have sent something that GitHub does not list yet';

/** One report on its way: what is known of it between the steps. */
export interface ReportDelivery {
  issue: PlannedIssue;
  /** Issues still to open, this one included. */
  left: number;
  listings: ExistingIssues;
  delivery: Delivery;
  target: PostTarget;
  /** When its last POST left. */
  leftAt: number | undefined;
  /** When the last unknown answer came; a list must be younger than that by `SETTLE_MS`. */
  unknownAt: number | undefined;
  unknowns: number;
  moves: number;
  /** Another run has opened an issue for the report meanwhile. */
  overlap: Problem | undefined;
}

type Step = 'go-on' | 'dealt-with' | DeliveryEnd;

/** Looks and posts until the report has an outcome (undefined) or the run must end. */
export async function deliverReport(passage: ReportDelivery): Promise<DeliveryEnd | undefined> {
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
async function look(passage: ReportDelivery): Promise<Step> {
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
    if (listing.kind !== 'limited') return interpretListing(passage, listing);
    listings.forget(issue.target);
  }
}

function whenToLook({ unknownAt, delivery }: ReportDelivery): { at: number; reason: string } {
  const hold = delivery.state.marker.pace.hold;
  const settledAt = unknownAt === undefined ? 0 : unknownAt + SETTLE_MS;
  if (hold !== undefined && hold.untilAt > settledAt) return { at: hold.untilAt, reason: holdReason(hold) };
  return { at: settledAt, reason: 'GitHub did not answer; its list will show whether the issue was opened' };
}

async function interpretListing(
  passage: ReportDelivery,
  listing: Exclude<Listing, { kind: 'limited' }>,
): Promise<Step> {
  const { issue, listings } = passage;
  switch (listing.kind) {
    case 'listed': {
      const known = listing.keys.get(issue.key);
      if (known !== undefined) {
        passage.overlap = whenTwice(passage, known, listing.serverAheadMs);
        return conclude(passage, foundOutcome(passage, known[0], listing.movedTo));
      }
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
async function post(passage: ReportDelivery): Promise<Step> {
  const { issue, left, delivery } = passage;
  const { state, ceilings } = delivery;
  const { clock, log, targets } = delivery.ports;
  for (;;) {
    const slot = () => nextSlot(state.marker.pace, ceilings, clock.now(), left);
    const rest = () => outlook(delivery, left);
    // The index is looked at before the slot comes: the look then takes no time of the campaign's.
    const early = await waitUntil(delivery, () => ahead(slot(), delivery.deadlineAt), rest);
    if (early !== undefined) return early;
    const heardAhead = await hear(passage, slot().at);
    if (heardAhead !== 'again' && heardAhead !== 'go-on') return heardAhead;
    const late = await waitUntil(delivery, slot, rest);
    if (late !== undefined) return late;
    const heard = await hear(passage, clock.now());
    if (heard === 'again') continue;
    if (heard !== 'go-on') return heard;
    await delivery.record({ type: 'intent', at: clock.now(), report: issue.report });
    passage.leftAt = clock.now();
    const answer = await withinGrace(delivery, targets.createIssue(passage.target, issue.draft()));
    if (answer === undefined) return { kind: 'cancelled' };
    const { lessons } = state.marker.pace;
    const step = await settle(passage, answer);
    for (const line of whatWasLearned(lessons, state.marker.pace.lessons)) log.info(line);
    if (step !== 'post-again') return step;
  }
}

/** A little before a slot; a slot that the run cannot use stays where it is. */
function ahead(slot: Slot, deadlineAt: number): Slot {
  return slot.at >= deadlineAt ? slot : { ...slot, at: slot.at - LOOKED_AHEAD_MS };
}

/** Longer than a look takes, as a rule; shorter than the log may be silent (see `waitUntil`). */
const LOOKED_AHEAD_MS = 5_000;

/** Looks, when it is time, whether people have changed the index; `again`: that took time, and the slot may be gone. */
async function hear({ issue, delivery }: ReportDelivery, at: number): Promise<Step | 'again'> {
  const { watch } = delivery;
  const heard = await withinGrace(delivery, watch.hear(at));
  if (heard === undefined) return { kind: 'cancelled' };
  switch (heard.kind) {
    case 'fresh':
      return watch.withdrawals().has(issue.report) ? 'dealt-with' : 'go-on';
    case 'looked':
      return watch.withdrawals().has(issue.report) ? 'dealt-with' : 'again';
    case 'wait':
      return (await waitUntil(delivery, () => ({ at: heard.until, reason: INDEX_HELD }))) ?? 'again';
    case 'cancelled':
      return { kind: 'stopped', problems: heard.problems };
    default:
      return heard satisfies never;
  }
}

const INDEX_HELD = 'GitHub holds back the token of the index, which may have been changed meanwhile';

/** Records what a POST came to. */
async function settle(passage: ReportDelivery, answer: PostOutcome): Promise<Step | 'post-again'> {
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
async function lookAgain(passage: ReportDelivery, message: string, at: number): Promise<Step> {
  const { issue, listings, delivery } = passage;
  passage.unknowns += 1;
  passage.unknownAt = at;
  listings.forget(issue.target);
  const what = `${issue.report}: no clear answer from ${fullName(issue.target)} (${message}); the issue may or may not be open`;
  delivery.ports.log.warning(withRemedy(what, 'answer-unclear'));
  if (passage.unknowns < UNKNOWN_LIMIT) return 'go-on';
  return conclude(passage, { kind: 'pending', ...identity(issue), reason: 'unknown', message });
}

function refusalText(what: string, { limit, retryAt }: Limited): string {
  const named = retryAt === undefined ? 'and named no time' : `until ${utcTime(retryAt)}`;
  return `GitHub refused ${what} because of its ${limit} limit ${named}`;
}

async function conclude(
  { delivery, leftAt }: ReportDelivery,
  outcome: Outcome,
  serverAt?: number,
): Promise<'dealt-with'> {
  await delivery.record({ type: 'outcome', at: delivery.ports.clock.now(), leftAt, serverAt, outcome });
  return 'dealt-with';
}

function rejected(message: string): DeliveryEnd {
  return {
    kind: 'stopped',
    problems: [{ code: 'token-rejected', message: `GitHub does not accept the token: ${message}` }],
  };
}

/** What `work` gives; undefined when the run was cancelled and the grace for it is over. */
export function withinGrace<T>({ ports }: Delivery, work: Promise<T>): Promise<T | undefined> {
  const { clock, cancelled } = ports;
  return new Promise((resolve, reject) => {
    const giveUp = () => void clock.sleep(CANCEL_GRACE_MS).then(() => resolve(undefined));
    cancelled.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => cancelled.removeEventListener('abort', giveUp));
    if (cancelled.aborted) giveUp();
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
function foundOutcome(passage: ReportDelivery, known: KnownIssue, movedTo: Repository | undefined): Outcome {
  const kind = passage.unknowns > 0 ? 'sent' : 'found';
  const { number, url, createdAt } = known;
  return { kind, ...identity(passage.issue), number, url, issueAt: createdAt, ...movedName(passage.issue, movedTo) };
}

/** The repository's present name, when it is not the one in the index. */
function movedName(issue: PlannedIssue, present: Repository | undefined): { movedTo?: string } {
  if (present === undefined || fullName(present).toLowerCase() === fullName(issue.target).toLowerCase()) return {};
  return { movedTo: fullName(present) };
}

/** Two issues with one key are said; the problem, when another run has just opened one of them. */
export function whenTwice(
  { issue, unknowns, delivery }: ReportDelivery,
  known: KnownIssues,
  serverAheadMs: number | undefined,
): Problem | undefined {
  const [{ url }, other] = known;
  if (other === undefined) return undefined;
  const { startedAt, ports } = delivery;
  const problem = overlapProblem(issue.report, [url, other.url]);
  if (isOverlap({ known, startedAt, serverAheadMs, ownAtMost: unknowns })) return problem;
  const message = `Report ${issue.report} has two issues: ${url} and ${other.url}`;
  ports.log.warning(withRemedy(message, 'duplicate-issue'), issue.reportPlace);
  return undefined;
}
