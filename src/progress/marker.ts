/**
 * The progress marker, which a run saves in the Actions cache for the next one. Pure. It is only a hint: even with a
 * wrong marker, no report is lost and none is sent twice, because a run looks into the target repositories before it
 * sends anything.
 */

import type { Pace } from '../pace/schema.ts';
import { freshPace } from '../pace/state.ts';
import type { Campaign, Marker } from './schema.ts';

export function emptyMarker(): Marker {
  return { version: 1, pace: freshPace(), campaigns: [] };
}

/** Limit on the keys of failed reports (characters), so that the marker stays readable. The next run retries the rest. */
const FAILED_LIMIT = 500_000;

export function markerBytes(marker: Marker): Uint8Array {
  const most = FAILED_LIMIT / Math.max(1, marker.campaigns.length);
  const campaigns = marker.campaigns.map((campaign) => ({ ...campaign, failed: lastWithin(campaign.failed, most) }));
  return new TextEncoder().encode(`${JSON.stringify({ ...marker, campaigns })}\n`);
}

/** The last keys that together have at most so many characters. */
function lastWithin(keys: readonly string[], characters: number): string[] {
  let left = characters;
  const first = keys.findLastIndex((key) => {
    left -= key.length;
    return left < 0;
  });
  return keys.slice(first + 1);
}

/** The pace to start with. The rate limit is the account's, so another account starts with a fresh pace. */
export function paceOf(marker: Marker, account: string): Pace {
  return marker.account === undefined || marker.account === account ? marker.pace : freshPace();
}

/** Adds the campaign to the marker, in place of its earlier state. */
export function withCampaign(marker: Marker, campaign: Campaign): Marker {
  return { ...withoutCampaign(marker, campaign), campaigns: [...othersOf(marker, campaign), campaign] };
}

/** Removes a campaign that is over. */
export function withoutCampaign(marker: Marker, campaign: Campaign): Marker {
  return { ...marker, campaigns: othersOf(marker, campaign) };
}

function othersOf(marker: Marker, campaign: Campaign): Campaign[] {
  return marker.campaigns.filter((other) => other.id !== campaign.id);
}
