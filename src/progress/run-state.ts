/**
 * The state of one run, computed from the entries of its journal. The main step writes the journal and updates the state
 * entry by entry. If main is killed, the post step reads the journal and computes the same state. So only one
 * definition exists of the work that is done and of the flags that are still missing.
 */

import { rateLimited } from '../pace/holds.ts';
import {
  attemptAccepted,
  attemptRefused,
  attemptStarted,
  attemptUnknown,
  attemptVoid,
  noteServerTime,
} from '../pace/state.ts';
import { withCampaign, withoutCampaign } from './marker.ts';
import type { Campaign, JournalEntry, Marker, Outcome, StartedEntry } from './schema.ts';

export interface RunState {
  /** The marker that the run started with; its pace is kept up to date. */
  marker: Marker;
  /** The campaign, this run included. */
  campaign: Campaign;
  /** The outcomes of this run, in order. */
  outcomes: Outcome[];
  /** Outcomes that set a flag which is not in the index yet, by report key. */
  uncommitted: Map<string, Outcome>;
  /** A POST without an answer. */
  openIntent: { report: string; at: number } | undefined;
  /** sha of the last flag commit. */
  lastCommit: string | undefined;
  /** Number of requests that GitHub refused because of a rate limit. */
  refusals: number;
  /** Time of the last of these refusals. */
  lastHeldAt: number | undefined;
  /** The main step has finished. */
  ended: boolean;
  /** No report of the campaign is left for a later run. */
  over: boolean;
  /** Datasets whose reports are pending although an earlier campaign skipped them. */
  dueAgain: ReadonlySet<string>;
}

type AnsweredEntry = Extract<JournalEntry, { type: 'answered' }>;

/** The state after the first entry. */
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

/** Updates the state, in place, with one more entry. */
export function applyEntry(state: RunState, entry: JournalEntry): void {
  const { marker } = state;
  state.campaign.lastActiveAt = entry.at;
  switch (entry.type) {
    case 'started':
      throw new Error('A journal has one "started" entry, its first');
    case 'intent':
      marker.pace = attemptStarted(marker.pace, entry.at);
      state.openIntent = { report: entry.report, at: entry.at };
      return;
    case 'answered':
      applyAnswer(state, entry);
      return;
    case 'held':
      noteRefusal(state, entry.at);
      marker.pace = rateLimited(marker.pace, entry.at, entry.answer);
      return;
    case 'outcome':
      noteDeparture(state, entry.leftAt);
      marker.pace = noteServerTime(marker.pace, entry.at, entry.serverAt);
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

/** A POST came back without an outcome for its report. */
function applyAnswer(state: RunState, { answer, at, leftAt }: AnsweredEntry): void {
  const { marker } = state;
  state.openIntent = undefined;
  noteDeparture(state, leftAt);
  switch (answer.kind) {
    case 'limited':
      noteRefusal(state, at);
      marker.pace = attemptRefused(marker.pace, at, answer);
      return;
    case 'void':
      marker.pace = attemptVoid(marker.pace);
      return;
    case 'unknown':
      marker.pace = attemptUnknown(marker.pace, at);
      return;
    default:
      answer satisfies never;
  }
}

function noteDeparture({ marker }: RunState, at: number | undefined): void {
  if (at !== undefined) marker.pace = { ...marker.pace, lastStartedAt: at };
}

function noteRefusal(state: RunState, at: number): void {
  state.refusals += 1;
  state.lastHeldAt = at;
}

/** The report is finished; so is the POST for it, if there was one. */
function addOutcome(state: RunState, outcome: Outcome, at: number): void {
  if (state.openIntent?.report === outcome.report) {
    state.openIntent = undefined;
    const settle = outcome.kind === 'sent' ? attemptAccepted : attemptVoid;
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

/** The campaign is over and its flags are in the index, so no later run has anything to do. */
export function isClosed({ over, campaign, uncommitted }: RunState): boolean {
  return over && (campaign.testing || uncommitted.size === 0);
}

/** The time until which GitHub rate-limits the sender's token; 0 when it does not. */
export function heldUntilAt({ marker }: RunState): number {
  return marker.pace.hold?.untilAt ?? 0;
}

/** The marker for the next run. */
export function markerOf(state: RunState): Marker {
  return isClosed(state) ? withoutCampaign(state.marker, state.campaign) : withCampaign(state.marker, state.campaign);
}
