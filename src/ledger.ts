/**
 * The ledger of one run: a journal of entries, and what they add up to. Main writes the journal
 * entry by entry and keeps the sum; when main dies, the post step reads the journal and comes to the
 * same sum. So there is one definition of what has been done and what is still owed.
 */

import * as v from 'valibot';
import { heldBack, sendingAnswered, sendingRefused, sendingStarted, sendingUnknown, sendingVoid } from './pace.ts';
import { type Campaign, CampaignSchema, type Marker, MarkerSchema, withCampaign, withoutCampaign } from './progress.ts';

const FailureReasonSchema = v.picklist([
  'not-found',
  'issues-disabled',
  'archived',
  'forbidden',
  'invalid',
  'no-installation',
]);

const base = { report: v.string(), gbifdatasetid: v.string(), repository: v.string() };
const issue = { number: v.number(), url: v.string(), issueAt: v.number(), movedTo: v.optional(v.string()) };

const OutcomeSchema = v.variant('kind', [
  /** Opened by this run. */
  v.object({ kind: v.literal('sent'), ...base, ...issue }),
  /** Was there already. */
  v.object({ kind: v.literal('found'), ...base, ...issue }),
  v.object({ kind: v.literal('skipped'), ...base, reason: v.literal('missing-dataset'), line: v.number() }),
  v.object({ kind: v.literal('failed'), ...base, reason: FailureReasonSchema, message: v.string() }),
  /** Left for a later run: it could not be told whether an issue exists. */
  v.object({ kind: v.literal('pending'), ...base, reason: v.picklist(['unknown', 'unlisted']), message: v.string() }),
]);

const LimitedSchema = v.object({
  kind: v.literal('limited'),
  limit: v.picklist(['primary', 'secondary']),
  retryAt: v.optional(v.number()),
});

/** When the POST left: the intent is as much older as the disk took for it. */
const leftAt = v.optional(v.number());

export const EntrySchema = v.variant('type', [
  /** First entry: what the run starts from. */
  v.object({
    type: v.literal('started'),
    at: v.number(),
    account: v.string(),
    indexPath: v.string(),
    marker: MarkerSchema,
    campaign: CampaignSchema,
  }),
  /** A POST is about to leave. */
  v.object({ type: v.literal('intent'), at: v.number(), report: v.string() }),
  /** The POST came back without an outcome for the report. */
  v.object({
    type: v.literal('answered'),
    at: v.number(),
    leftAt,
    report: v.string(),
    answer: v.variant('kind', [
      LimitedSchema,
      /** Certainly nothing was created, and it is not the limit. */
      v.object({ kind: v.literal('void') }),
      v.object({ kind: v.literal('unknown') }),
    ]),
  }),
  /** A listing was refused because of a limit. */
  v.object({ type: v.literal('held'), at: v.number(), answer: LimitedSchema }),
  /** A report is dealt with; closes its intent if there is one. */
  v.object({ type: v.literal('outcome'), at: v.number(), leftAt, outcome: OutcomeSchema }),
  /** The flags of these reports are in the index. */
  v.object({
    type: v.literal('committed'),
    at: v.number(),
    commit: v.optional(v.string()),
    reports: v.array(v.string()),
  }),
  /** Nothing of the campaign is left for a later run. */
  v.object({ type: v.literal('over'), at: v.number() }),
  /** Main has done everything it had to do. */
  v.object({ type: v.literal('ended'), at: v.number() }),
]);

export type Outcome = v.InferOutput<typeof OutcomeSchema>;
export type OutcomeOf<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>;
export type JournalEntry = v.InferOutput<typeof EntrySchema>;
export type StartedEntry = Extract<JournalEntry, { type: 'started' }>;

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

/** The key of a report: `YYYYMM|gbifdatasetid`. */
export function reportKey(period: string, gbifdatasetid: string): string {
  return `${period}|${gbifdatasetid.toLowerCase()}`;
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
      addOutcome(ledger, entry.outcome, entry.at);
      return;
    case 'committed':
      ledger.lastCommit = entry.commit ?? ledger.lastCommit;
      for (const report of entry.reports) ledger.uncommitted.delete(report);
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

/** Over, and the index says so: a later run has nothing to make up for. */
export function isClosed({ over, campaign, uncommitted }: Ledger): boolean {
  return over && (campaign.testing || uncommitted.size === 0);
}

/** The marker as it would be saved now. */
export function markerOf(ledger: Ledger): Marker {
  return isClosed(ledger)
    ? withoutCampaign(ledger.marker, ledger.campaign)
    : withCampaign(ledger.marker, ledger.campaign);
}

/**
 * The entries of a journal. A line that is torn, foreign or corrupt is left out and counted; a journal
 * without its first entry says nothing.
 */
export function parseJournal(text: string): { entries: JournalEntry[]; ignored: number } {
  const entries: JournalEntry[] = [];
  let ignored = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const parsed = v.safeParse(EntrySchema, fromJson(line));
    const fits = parsed.success && (parsed.output.type === 'started') === (entries.length === 0);
    if (fits) entries.push(parsed.output);
    else ignored += 1;
  }
  return { entries, ignored };
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** How many outcomes of each kind this run has. */
export function countOutcomes(outcomes: readonly Outcome[]): Record<Outcome['kind'], number> {
  const counts = { sent: 0, found: 0, skipped: 0, failed: 0, pending: 0 };
  for (const outcome of outcomes) counts[outcome.kind] += 1;
  return counts;
}
