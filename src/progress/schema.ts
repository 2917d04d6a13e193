/**
 * The stored forms of the progress marker and the journal. Others may have written the files, so everything that does
 * not fit the schema is ignored. Import this file dynamically: loading valibot takes time, and often there is nothing
 * to read.
 */

import * as v from 'valibot';
import { finite, PaceSchema } from '../pace/schema.ts';
import { sanePace } from '../pace/state.ts';
import { FAILURE_REASONS } from '../shared/target-ports.ts';

/** A number of runs or reports. The limit is larger than any campaign, and leaves room to count on from there. */
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));

/** A larger marker is not ours, because 3,000 failed reports take about 150 kB. */
export const MARKER_LIMIT_BYTES = 1_000_000;

const CampaignSchema = v.object({
  /** Tells campaigns with the same parameters apart. In a testing campaign it is a part of the hidden key. */
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,40}$/)),
  period: v.pipe(v.string(), v.regex(/^\d{6}$/)),
  testing: v.boolean(),
  gbifdatasetid: v.optional(v.string()),
  /** Key of the last report that got an outcome. */
  cursor: v.optional(v.string()),
  /** Keys of the reports whose repositories refused the issue. This campaign does not retry them. */
  failed: v.array(v.string()),
  runs: count,
  /** Outcomes of all runs so far. */
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

/** The reports of one period (or of one dataset in it, or a test of them), sent by one run or several. */
export type Campaign = v.InferOutput<typeof CampaignSchema>;
export type Marker = v.InferOutput<typeof MarkerSchema>;

const FailureReasonSchema = v.picklist(FAILURE_REASONS);

const base = { report: v.string(), gbifdatasetid: v.string(), repository: v.string() };
const issue = { number: finite, url: v.string(), issueAt: finite, movedTo: v.optional(v.string()) };

const OutcomeSchema = v.variant('kind', [
  /** This run opened the issue. */
  v.object({ kind: v.literal('sent'), ...base, ...issue }),
  /** The issue existed already. */
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

/** GitHub's time when it answered. */
const serverAt = v.optional(finite);

const LimitedSchema = v.object({
  kind: v.literal('limited'),
  limit: v.picklist(['primary', 'secondary']),
  retryAt: v.optional(finite),
  serverAt,
  /** GitHub's words. */
  message: v.optional(v.string()),
});

/** When the POST left. The intent is a little older, because the run writes it to the disk first. */
const leftAt = v.optional(finite);

const EntrySchema = v.variant('type', [
  /** The first entry: everything that the state starts from. */
  v.object({
    type: v.literal('started'),
    at: finite,
    account: v.string(),
    indexPath: v.string(),
    marker: MarkerSchema,
    campaign: CampaignSchema,
    /** Datasets whose reports are pending although an earlier campaign skipped them. */
    dueAgain: v.optional(v.array(v.string())),
  }),
  /** A POST is about to leave. */
  v.object({ type: v.literal('intent'), at: finite, report: v.string() }),
  /** The POST ended without an outcome for the report. */
  v.object({
    type: v.literal('answered'),
    at: finite,
    leftAt,
    report: v.string(),
    answer: v.variant('kind', [
      LimitedSchema,
      /** GitHub certainly created nothing, and did not refuse because of a limit. */
      v.object({ kind: v.literal('void') }),
      v.object({ kind: v.literal('unknown') }),
    ]),
  }),
  /** GitHub refused a request other than a POST because of a rate limit. */
  v.object({ type: v.literal('held'), at: finite, answer: LimitedSchema }),
  /** A report is finished. Closes its intent if there is one. */
  v.object({ type: v.literal('outcome'), at: finite, leftAt, serverAt, outcome: OutcomeSchema }),
  /** The flags of these reports are in the index. */
  v.object({
    type: v.literal('committed'),
    at: finite,
    commit: v.optional(v.string()),
    reports: v.array(v.string()),
  }),
  /** No report of the campaign is left for a later run. */
  v.object({ type: v.literal('over'), at: finite }),
  /** The main step has finished. */
  v.object({ type: v.literal('ended'), at: finite }),
]);

export type Outcome = v.InferOutput<typeof OutcomeSchema>;
export type OutcomeOf<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>;
export type JournalEntry = v.InferOutput<typeof EntrySchema>;
export type StartedEntry = Extract<JournalEntry, { type: 'started' }>;

/**
 * Parses a marker; `fault` says why it cannot be used, and continues a sentence after "it". `isHoldCut`: the marker
 * claims a longer rate limit than GitHub sets, so it is shortened, counted from `now`. Never throws.
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
 * Parses the lines of a journal; undefined stands for a line whose checksum is wrong. Lines that are torn, damaged or
 * foreign are ignored and counted. Without its first entry, a journal has no entries.
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
