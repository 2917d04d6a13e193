/**
 * The ledger of one run: a journal of entries, and what they add up to. Main writes the journal
 * entry by entry and keeps the sum; when main dies, the post step reads the journal and comes to the
 * same sum. So there is one definition of what has been done and what is still owed.
 */

import { heldBack } from '../pace/holds.ts';
import {
  noteServerTime,
  sendingAnswered,
  sendingRefused,
  sendingStarted,
  sendingUnknown,
  sendingVoid,
} from '../pace/state.ts';
import { withCampaign, withoutCampaign } from './marker.ts';
import type { Campaign, JournalEntry, Marker, Outcome, StartedEntry } from './schema.ts';

/** What the entries so far add up to. */
export interface Ledger {
  marker: Marker;
  campaign: Campaign;
  /** Every report this run has dealt with, in that order. */
  outcomes: Outcome[];
  /** Outcomes that change a flag and are not in the index yet, by report key. */
  uncommitted: Map<string, Outcome>;
  /** A POST that left and has no answer yet. */
  openIntent: { report: string; at: number } | undefined;
  lastCommit: string | undefined;
  /** Requests refused because of a limit, and when the last one was. */
  refusals: number;
  lastHeldAt: number | undefined;
  ended: boolean;
  over: boolean;
}

export function openLedger(entry: StartedEntry): Ledger {
  const { campaign: before } = entry;
  const campaign = {
    ...before,
    failed: [...before.failed],
    totals: { ...before.totals },
    runs: before.runs + 1,
    lastActiveAt: entry.at,
  };
  return {
    marker: { ...entry.marker, account: entry.account },
    campaign,
    outcomes: [],
    uncommitted: new Map(),
    openIntent: undefined,
    lastCommit: undefined,
    refusals: 0,
    lastHeldAt: undefined,
    ended: false,
    over: false,
  };
}

/** Adds one entry to the sum, in place. */
export function addEntry(ledger: Ledger, entry: JournalEntry): void {
  const { marker } = ledger;
  ledger.campaign.lastActiveAt = entry.at;
  switch (entry.type) {
    case 'started':
      throw new Error('A journal has one "started" entry, its first');
    case 'intent':
      marker.pace = sendingStarted(marker.pace, entry.at);
      ledger.openIntent = { report: entry.report, at: entry.at };
      return;
    case 'answered':
      ledger.openIntent = undefined;
      noteLeft(ledger, entry.leftAt);
      if (entry.answer.kind === 'limited') {
        noteRefusal(ledger, entry.at);
        marker.pace = sendingRefused(marker.pace, entry.at, entry.answer);
      } else if (entry.answer.kind === 'void') {
        marker.pace = sendingVoid(marker.pace);
      } else {
        marker.pace = sendingUnknown(marker.pace, entry.at);
      }
      return;
    case 'held':
      noteRefusal(ledger, entry.at);
      marker.pace = heldBack(marker.pace, entry.at, entry.answer);
      return;
    case 'outcome':
      noteLeft(ledger, entry.leftAt);
      marker.pace = noteServerTime(marker.pace, entry.at, entry.serverAt);
      addOutcome(ledger, entry.outcome, entry.at);
      return;
    case 'committed':
      ledger.lastCommit = entry.commit ?? ledger.lastCommit;
      for (const report of entry.reports) ledger.uncommitted.delete(report);
      return;
    case 'doubted':
      ledger.campaign.failed = withoutForbidden(ledger);
      return;
    case 'over':
      ledger.over = true;
      return;
    case 'ended':
      ledger.ended = true;
      return;
    default:
      entry satisfies never;
  }
}

function noteLeft({ marker }: Ledger, at: number | undefined): void {
  if (at !== undefined) marker.pace = { ...marker.pace, lastStartedAt: at };
}

function noteRefusal(ledger: Ledger, at: number): void {
  ledger.refusals += 1;
  ledger.lastHeldAt = at;
}

function addOutcome(ledger: Ledger, outcome: Outcome, at: number): void {
  if (ledger.openIntent?.report === outcome.report) {
    ledger.openIntent = undefined;
    const settle = outcome.kind === 'sent' ? sendingAnswered : sendingVoid;
    ledger.marker.pace = settle(ledger.marker.pace, at);
  }
  ledger.outcomes.push(outcome);
  ledger.campaign.cursor = outcome.report;
  if (outcome.kind === 'failed') ledger.campaign.failed.push(outcome.report);
  if (outcome.kind === 'sent' || outcome.kind === 'found' || outcome.kind === 'skipped') {
    ledger.campaign.totals[outcome.kind] += 1;
    ledger.uncommitted.set(outcome.report, outcome);
  }
}

/** The campaign's failures without those that repositories forbade in this run. */
function withoutForbidden({ campaign, outcomes }: Ledger): string[] {
  const forbidden = new Set(
    outcomes.flatMap((outcome) => (outcome.kind === 'failed' && outcome.reason === 'forbidden' ? outcome.report : [])),
  );
  return campaign.failed.filter((report) => !forbidden.has(report));
}

/** Over, and the index says so: a later run has nothing to make up for. */
export function isClosed({ over, campaign, uncommitted }: Ledger): boolean {
  return over && (campaign.testing || uncommitted.size === 0);
}

/** Until when GitHub takes no request of the sender's token; 0: it takes them. */
export function heldUntilAt({ marker }: Ledger): number {
  return marker.pace.hold?.untilAt ?? 0;
}

/** The marker as it would be saved now. */
export function markerOf(ledger: Ledger): Marker {
  return isClosed(ledger)
    ? withoutCampaign(ledger.marker, ledger.campaign)
    : withCampaign(ledger.marker, ledger.campaign);
}
