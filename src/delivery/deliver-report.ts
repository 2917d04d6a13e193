/** One report: look for its issue, wait for the slot, post, record the outcome. */

import { describeNewLimits, holdReason, nextSlot, type Slot } from '../pace/schedule.ts';
import { waitUntil } from '../pace/wait.ts';
import { type Attempt, conclude, doubtful, ended, type Result, refusedResult, type Step } from './attempt.ts';
import { checkRejection } from './check-token.ts';
import { outlook, stopped, withinGrace } from './delivery.ts';
import { type Listing, SETTLE_MS } from './existing-issues.ts';
import { foundOutcome, pendingOutcome, warnIfTwice } from './outcomes.ts';
import { settleAnswer } from './settle-answer.ts';

/** Looks and posts until the report is dealt with or the run must end. */
export async function deliverReport(attempt: Attempt): Promise<Result> {
  for (;;) {
    const looked = await look(attempt);
    if (looked !== 'go-on') return looked;
    const posted = await post(attempt);
    if (posted !== 'go-on') return posted;
  }
}

/** Asks the target whether the issue is there already; `go-on`: it is not. */
async function look(attempt: Attempt): Promise<Step> {
  const { issue, left, listings, delivery } = attempt;
  for (;;) {
    const early = await waitUntil(
      delivery,
      () => whenToLook(attempt),
      () => outlook(delivery, left),
    );
    if (early !== undefined) return ended(early);
    const listing = await withinGrace(delivery, listings.of(issue.target));
    if (listing === undefined) return ended({ kind: 'cancelled' });
    if (listing.kind === 'listed') return interpretList(attempt, listing);
    // Another look at this repository asks for a new list.
    listings.forget(issue.target);
    if (listing.kind === 'limited') continue;
    if (listing.kind !== 'unauthorized') return interpretRefusedList(attempt, listing);
    const rejected = await checkRejection(attempt, listing.message);
    if (rejected !== undefined) return ended(rejected);
  }
}

function whenToLook({ unknownAt, delivery }: Attempt): { at: number; reason: string } {
  const { hold } = delivery.state.marker.pace;
  const settledAt = unknownAt === undefined ? 0 : unknownAt + SETTLE_MS;
  if (hold !== undefined && hold.untilAt > settledAt) return { at: hold.untilAt, reason: holdReason(hold) };
  return { at: settledAt, reason: 'GitHub did not answer; its list will show whether the issue was opened' };
}

async function interpretList(attempt: Attempt, listing: Extract<Listing, { kind: 'listed' }>): Promise<Step> {
  const { issue, delivery, unknowns } = attempt;
  const { movedTo, serverAheadMs } = listing;
  const known = listing.keys.get(issue.key);
  if (known !== undefined) {
    const { startedAt, ports } = delivery;
    const overlap = warnIfTwice(issue, { known, serverAheadMs, startedAt, ownAtMost: unknowns }, ports.log);
    const kind = unknowns > 0 ? 'sent' : 'found';
    return { ...(await conclude(attempt, foundOutcome(kind, issue, known[0], movedTo))), overlap };
  }
  if (movedTo !== undefined) attempt.target = { repository: movedTo, location: undefined };
  return 'go-on';
}

async function interpretRefusedList(
  attempt: Attempt,
  listing: Exclude<Listing, { kind: 'listed' | 'limited' | 'unauthorized' }>,
): Promise<Result> {
  const { issue } = attempt;
  switch (listing.kind) {
    case 'refused':
      return refusedResult(attempt, listing);
    case 'denied':
      return ended(stopped(listing.problem));
    case 'unclear':
      return doubtful(pendingOutcome(issue, 'unlisted', listing.message), listing);
    case 'unavailable':
      return conclude(attempt, pendingOutcome(issue, 'unlisted', listing.message));
    default:
      return listing satisfies never;
  }
}

/** Waits for the slot and posts; `go-on`: look again. */
async function post(attempt: Attempt): Promise<Step> {
  const { issue, left, delivery } = attempt;
  const { state, ceilings } = delivery;
  const { clock, log, targets } = delivery.ports;
  for (;;) {
    const slot = () => nextSlot(state.marker.pace, ceilings, clock.now(), left);
    const rest = () => outlook(delivery, left);
    // The run looks at the index before the slot comes, so that the look takes no time of the campaign.
    const early = await waitUntil(delivery, () => ahead(slot(), delivery.deadlineAt), rest);
    if (early !== undefined) return ended(early);
    const heardAhead = await hear(attempt, slot().at);
    if (heardAhead !== 'again' && heardAhead !== 'go-on') return heardAhead;
    const late = await waitUntil(delivery, slot, rest);
    if (late !== undefined) return ended(late);
    const heard = await hear(attempt, clock.now());
    if (heard === 'again') continue;
    if (heard !== 'go-on') return heard;
    await delivery.record({ type: 'intent', at: clock.now(), report: issue.report });
    attempt.leftAt = clock.now();
    const draft = attempt.withoutAssignees ? { ...issue.draft(), assignees: [] } : issue.draft();
    const answer = await withinGrace(delivery, targets.createIssue(attempt.target, draft));
    if (answer === undefined) return ended({ kind: 'cancelled' });
    const { lessons } = state.marker.pace;
    const step = await settleAnswer(attempt, answer);
    for (const line of describeNewLimits(lessons, state.marker.pace.lessons)) log.info(line);
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
async function hear({ issue, delivery }: Attempt, at: number): Promise<Step | 'again'> {
  const { watch } = delivery;
  const heard = await withinGrace(delivery, watch.hear(at));
  if (heard === undefined) return ended({ kind: 'cancelled' });
  switch (heard.kind) {
    case 'fresh':
      return watch.withdrawals().has(issue.report) ? { kind: 'withdrawn' } : 'go-on';
    case 'looked':
      return watch.withdrawals().has(issue.report) ? { kind: 'withdrawn' } : 'again';
    case 'wait': {
      const end = await waitUntil(delivery, () => ({ at: heard.until, reason: INDEX_HELD }));
      return end === undefined ? 'again' : ended(end);
    }
    case 'cancelled':
      return ended(stopped(...heard.problems));
    default:
      return heard satisfies never;
  }
}

const INDEX_HELD = 'GitHub holds back the token of the index, which may have been changed meanwhile';
