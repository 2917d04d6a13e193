/**
 * The progress marker: what a run leaves for the next one in the Actions cache. Pure.
 * It is only a hint. Whatever it claims, no report is lost and none is sent twice, because the
 * target repositories are asked before anything is sent.
 */

import type { Pace } from '../pace/schema.ts';
import { freshPace } from '../pace/state.ts';
import type { Campaign, Marker } from './schema.ts';

export function emptyMarker(): Marker {
  return { version: 1, pace: freshPace(), campaigns: [] };
}

/** Failures kept, so that a marker stays readable (characters); earlier ones are only tried again. */
const FAILED_LIMIT = 500_000;

export function markerBytes(marker: Marker): Uint8Array {
  const most = FAILED_LIMIT / Math.max(1, marker.campaigns.length);
  const campaigns = marker.campaigns.map((campaign) => ({ ...campaign, failed: lastWithin(campaign.failed, most) }));
  return new TextEncoder().encode(`${JSON.stringify({ ...marker, campaigns })}\n`);
}

/** The last keys that have no more characters together. */
function lastWithin(keys: readonly string[], characters: number): string[] {
  let left = characters;
  const first = keys.findLastIndex((key) => {
    left -= key.length;
    return left < 0;
  });
  return keys.slice(first + 1);
}

/** The budget is the account's: another account starts with a fresh one. */
export function paceOf(marker: Marker, account: string): Pace {
  return marker.account === undefined || marker.account === account ? marker.pace : freshPace();
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
