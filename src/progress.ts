/**
 * The progress marker: what a run leaves for the next one in the Actions cache. Pure.
 * It is only a hint. Whatever it claims, no report is lost and none is sent twice, because the
 * target repositories are asked before anything is sent.
 */

import * as v from 'valibot';
import { freshPace, type Pace, PaceSchema, sanePace } from './pace.ts';

/** A larger marker is not ours: 3,000 failed reports take about 150 kB. */
export const MARKER_LIMIT_BYTES = 1_000_000;

export const CampaignSchema = v.object({
  /** Told apart from other campaigns with the same parameters; part of the key in a testing campaign. */
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,40}$/)),
  period: v.pipe(v.string(), v.regex(/^\d{6}$/)),
  testing: v.boolean(),
  gbifdatasetid: v.optional(v.string()),
  /** Key of the last report dealt with. */
  cursor: v.optional(v.string()),
  /** Keys of the reports that their repositories refused; not tried again by this campaign. */
  failed: v.array(v.string()),
  runs: v.number(),
  /** Reports dealt with by all runs so far. */
  totals: v.object({ sent: v.number(), found: v.number(), skipped: v.number() }),
  lastActiveAt: v.number(),
});

export const MarkerSchema = v.object({
  version: v.literal(1),
  /** The sending account that `pace` belongs to. */
  account: v.optional(v.string()),
  pace: PaceSchema,
  campaigns: v.array(CampaignSchema),
});

/** The work for one period (or one dataset of it, or one testing run), over as many runs as it takes. */
export type Campaign = v.InferOutput<typeof CampaignSchema>;
export type Marker = v.InferOutput<typeof MarkerSchema>;

/** What makes two runs parts of the same campaign. */
export type Parameters = Pick<Campaign, 'period' | 'testing' | 'gbifdatasetid'>;

export function emptyMarker(): Marker {
  return { version: 1, pace: freshPace(), campaigns: [] };
}

/** Reads a marker's bytes. Gives what is wrong with them instead of throwing. */
export function parseMarker(bytes: Uint8Array, now: number): { marker: Marker; fault: string | undefined } {
  if (bytes.byteLength > MARKER_LIMIT_BYTES) {
    return { marker: emptyMarker(), fault: `has ${bytes.byteLength} bytes, expected at most ${MARKER_LIMIT_BYTES}` };
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { marker: emptyMarker(), fault: 'is not JSON' };
  }
  const parsed = v.safeParse(MarkerSchema, value);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return { marker: emptyMarker(), fault: `is not of version 1: ${v.getDotPath(issue) ?? 'root'}: ${issue.message}` };
  }
  const marker = parsed.output;
  return { marker: { ...marker, pace: sanePace(marker.pace, now) }, fault: undefined };
}

/** Failures kept of a campaign, so that a marker stays readable; earlier ones are only tried again. */
const FAILED_LIMIT = 10_000;

export function markerBytes(marker: Marker): Uint8Array {
  const campaigns = marker.campaigns.map((campaign) => ({ ...campaign, failed: campaign.failed.slice(-FAILED_LIMIT) }));
  return new TextEncoder().encode(`${JSON.stringify({ ...marker, campaigns })}\n`);
}

/** The budget is the account's: another account starts with a fresh one. */
export function paceOf(marker: Marker, account: string): Pace {
  return marker.account === undefined || marker.account === account ? marker.pace : freshPace();
}

/** The unfinished campaign with these parameters. */
export function findCampaign(marker: Marker, parameters: Parameters): Campaign | undefined {
  return lastActive(
    marker.campaigns.filter(
      (campaign) =>
        campaign.period === parameters.period &&
        campaign.testing === parameters.testing &&
        campaign.gbifdatasetid === parameters.gbifdatasetid,
    ),
  );
}

/** The unfinished campaign that a run without a period goes on with. */
export function lastCampaign(marker: Marker, testing: boolean): Campaign | undefined {
  return lastActive(marker.campaigns.filter((campaign) => campaign.testing === testing));
}

function lastActive(campaigns: readonly Campaign[]): Campaign | undefined {
  return campaigns.reduce<Campaign | undefined>(
    (last, campaign) => (last === undefined || campaign.lastActiveAt > last.lastActiveAt ? campaign : last),
    undefined,
  );
}

export function newCampaign(parameters: Parameters, id: string): Campaign {
  return { ...parameters, id, failed: [], runs: 0, totals: { sent: 0, found: 0, skipped: 0 }, lastActiveAt: 0 };
}

/** The marker with this campaign in the place of its earlier self. */
export function withCampaign(marker: Marker, campaign: Campaign): Marker {
  return { ...withoutCampaign(marker, campaign), campaigns: [...othersOf(marker, campaign), campaign] };
}

/** The marker of a campaign that is over. */
export function withoutCampaign(marker: Marker, campaign: Campaign): Marker {
  return { ...marker, campaigns: othersOf(marker, campaign) };
}

function othersOf(marker: Marker, campaign: Campaign): Campaign[] {
  return marker.campaigns.filter((other) => other.id !== campaign.id);
}
