/**
 * The state of one run: a journal of entries, and what they add up to. Main writes the journal
 * entry by entry and keeps the sum; when main dies, the post step reads the journal and comes to the
 * same sum. So there is one definition of what has been done and what is still owed.
 */

import {
  heldBack,
  sendingAnswered,
  sendingRefused,
  sendingStarted,
  sendingUnknown,
  sendingVoid,
} from '../pace/state.ts';
import { withCampaign, withoutCampaign } from './marker.ts';
import type { Campaign, JournalEntry, Marker, Outcome, StartedEntry } from './schema.ts';

/** What the entries so far add up to. */
export interface RunState {
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
  /** Datasets whose reports are pending although an earlier campaign has skipped them. */
  dueAgain: ReadonlySet<string>;
}

export function initialState(entry: StartedEntry): RunState {
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
    dueAgain: new Set(entry.dueAgain),
  };
}

/** Adds one entry to the sum, in place. */
export function applyEntry(state: RunState, entry: JournalEntry): void {
  const { marker } = state;
  state.campaign.lastActiveAt = entry.at;
  switch (entry.type) {
    case 'started':
      throw new Error('A journal has one "started" entry, its first');
    case 'intent':
      marker.pace = sendingStarted(marker.pace, entry.at);
      state.openIntent = { report: entry.report, at: entry.at };
      return;
    case 'answered':
      state.openIntent = undefined;
      noteLeft(state, entry.leftAt);
      if (entry.answer.kind === 'limited') {
        noteRefusal(state, entry.at);
        marker.pace = sendingRefused(marker.pace, entry.at, entry.answer);
      } else if (entry.answer.kind === 'void') {
        marker.pace = sendingVoid(marker.pace);
      } else {
        marker.pace = sendingUnknown(marker.pace, entry.at);
      }
      return;
    case 'held':
      noteRefusal(state, entry.at);
      marker.pace = heldBack(marker.pace, entry.at, entry.answer);
      return;
    case 'outcome':
      noteLeft(state, entry.leftAt);
      addOutcome(state, entry.outcome, entry.at);
      return;
    case 'committed':
      state.lastCommit = entry.commit ?? state.lastCommit;
      for (const report of entry.reports) state.uncommitted.delete(report);
      return;
    case 'over':
      state.over = true;
      return;
    case 'ended':
      state.ended = true;
      return;
    default:
      entry satisfies never;
  }
}

function noteLeft({ marker }: RunState, at: number | undefined): void {
  if (at !== undefined) marker.pace = { ...marker.pace, lastStartedAt: at };
}

function noteRefusal(state: RunState, at: number): void {
  state.refusals += 1;
  state.lastHeldAt = at;
}

function addOutcome(state: RunState, outcome: Outcome, at: number): void {
  if (state.openIntent?.report === outcome.report) {
    state.openIntent = undefined;
    const settle = outcome.kind === 'sent' ? sendingAnswered : sendingVoid;
    state.marker.pace = settle(state.marker.pace, at);
  }
  state.outcomes.push(outcome);
  state.campaign.cursor = outcome.report;
  if (outcome.kind === 'failed') state.campaign.failed.push(outcome.report);
  if (outcome.kind === 'sent' || outcome.kind === 'found' || outcome.kind === 'skipped') {
    state.campaign.totals[outcome.kind] += 1;
    state.uncommitted.set(outcome.report, outcome);
  }
}

/** Over, and the index says so: a later run has nothing to make up for. */
export function isClosed({ over, campaign, uncommitted }: RunState): boolean {
  return over && (campaign.testing || uncommitted.size === 0);
}

/** Until when GitHub takes no request of the sender's token; 0: it takes them. */
export function heldUntilAt({ marker }: RunState): number {
  return marker.pace.hold?.untilAt ?? 0;
}

/** The marker as it would be saved now. */
export function markerOf(state: RunState): Marker {
  return isClosed(state) ? withoutCampaign(state.marker, state.campaign) : withCampaign(state.marker, state.campaign);
}
