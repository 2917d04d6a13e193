/**
 * What is written down between runs and read back: the progress marker and the journal. Whoever wrote them, what does
 * not fit is not used. The library that checks it is loaded only when there is something to read.
 */

import * as v from 'valibot';
import { finite, PaceSchema } from '../pace/schema.ts';
import { sanePace } from '../pace/state.ts';
import { FAILURE_REASONS } from '../shared/ports.ts';

/** How many, as a marker may claim: more than any campaign has, few enough to be counted on from. */
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));

/** A larger marker is not ours: 3,000 failed reports take about 150 kB. */
export const MARKER_LIMIT_BYTES = 1_000_000;

const CampaignSchema = v.object({
  /** Told apart from other campaigns with the same parameters; part of the key in a testing campaign. */
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,40}$/)),
  period: v.pipe(v.string(), v.regex(/^\d{6}$/)),
  testing: v.boolean(),
  gbifdatasetid: v.optional(v.string()),
  /** Key of the last report dealt with. */
  cursor: v.optional(v.string()),
  /** Keys of the reports that their repositories refused; not tried again by this campaign. */
  failed: v.array(v.string()),
  runs: count,
  /** Reports dealt with by all runs so far. */
  totals: v.object({ sent: count, found: count, skipped: count }),
  lastActiveAt: finite,
});

const MarkerSchema = v.object({
  version: v.literal(1),
  /** The sending account that `pace` belongs to. */
  account: v.optional(v.string()),
  pace: PaceSchema,
  campaigns: v.array(CampaignSchema),
});

/** The work for one period (or one dataset of it, or one testing run), over as many runs as it takes. */
export type Campaign = v.InferOutput<typeof CampaignSchema>;
export type Marker = v.InferOutput<typeof MarkerSchema>;

const FailureReasonSchema = v.picklist(FAILURE_REASONS);

const base = { report: v.string(), gbifdatasetid: v.string(), repository: v.string() };
const issue = { number: finite, url: v.string(), issueAt: finite, movedTo: v.optional(v.string()) };

const OutcomeSchema = v.variant('kind', [
  /** Opened by this run. */
  v.object({ kind: v.literal('sent'), ...base, ...issue }),
  /** Was there already. */
  v.object({ kind: v.literal('found'), ...base, ...issue }),
  v.object({
    kind: v.literal('skipped'),
    ...base,
    reason: v.picklist(['missing-dataset', 'no-repository', 'opted-out']),
    line: finite,
  }),
  v.object({ kind: v.literal('failed'), ...base, reason: FailureReasonSchema, message: v.string() }),
  /**
   * Left for a later run. GitHub did not say whether an issue was opened (`unknown`) or is there (`unlisted`), or it
   * refused in words that do not tell why (`unclear`).
   */
  v.object({
    kind: v.literal('pending'),
    ...base,
    reason: v.picklist(['unknown', 'unlisted', 'unclear']),
    message: v.string(),
  }),
]);

const LimitedSchema = v.object({
  kind: v.literal('limited'),
  limit: v.picklist(['primary', 'secondary']),
  retryAt: v.optional(finite),
  /** GitHub's words. */
  message: v.optional(v.string()),
});

/** When the POST left: the intent is as much older as the disk took for it. */
const leftAt = v.optional(finite);

const EntrySchema = v.variant('type', [
  /** First entry: what the run starts from. */
  v.object({
    type: v.literal('started'),
    at: finite,
    account: v.string(),
    indexPath: v.string(),
    marker: MarkerSchema,
    campaign: CampaignSchema,
    /** Datasets whose reports are pending although an earlier campaign has skipped them. */
    dueAgain: v.optional(v.array(v.string())),
  }),
  /** A POST is about to leave. */
  v.object({ type: v.literal('intent'), at: finite, report: v.string() }),
  /** The POST came back without an outcome for the report. */
  v.object({
    type: v.literal('answered'),
    at: finite,
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
  v.object({ type: v.literal('held'), at: finite, answer: LimitedSchema }),
  /** A report is dealt with; closes its intent if there is one. */
  v.object({ type: v.literal('outcome'), at: finite, leftAt, outcome: OutcomeSchema }),
  /** The flags of these reports are in the index. */
  v.object({
    type: v.literal('committed'),
    at: finite,
    commit: v.optional(v.string()),
    reports: v.array(v.string()),
  }),
  /** Nothing of the campaign is left for a later run. */
  v.object({ type: v.literal('over'), at: finite }),
  /** Main has done everything it had to do. */
  v.object({ type: v.literal('ended'), at: finite }),
]);

export type Outcome = v.InferOutput<typeof OutcomeSchema>;
export type OutcomeOf<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>;
export type JournalEntry = v.InferOutput<typeof EntrySchema>;
export type StartedEntry = Extract<JournalEntry, { type: 'started' }>;

/**
 * Reads a marker's bytes; `fault` says why they cannot be used. `isHoldCut`: the hold ends earlier than the bytes
 * claim, counted from the time of reading. Never throws.
 */
export function parseMarker(
  bytes: Uint8Array,
  now: number,
): { marker: Marker; isHoldCut: boolean } | { fault: string } {
  if (bytes.byteLength > MARKER_LIMIT_BYTES) {
    return { fault: `has ${bytes.byteLength} bytes, expected at most ${MARKER_LIMIT_BYTES}` };
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { fault: 'is not JSON' };
  }
  const parsed = v.safeParse(MarkerSchema, value);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return { fault: `is not of version 1: ${v.getDotPath(issue) ?? 'root'}: ${issue.message}` };
  }
  const marker = parsed.output;
  const pace = sanePace(marker.pace, now);
  const isHoldCut = pace.hold !== undefined && pace.hold.untilAt !== marker.pace.hold?.untilAt;
  return { marker: { ...marker, pace }, isHoldCut };
}

/**
 * The entries of a journal, from the contents of its lines, undefined for a line that is not as it was written.
 * A line that is damaged, torn or foreign is left out and counted; a journal without its first entry says nothing.
 */
export function parseJournal(lines: readonly (string | undefined)[]): { entries: JournalEntry[]; ignored: number } {
  const entries: JournalEntry[] = [];
  let ignored = 0;
  for (const line of lines) {
    const parsed = v.safeParse(EntrySchema, line === undefined ? undefined : fromJson(line));
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
