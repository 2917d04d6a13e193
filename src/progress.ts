/**
 * The progress marker: what a run leaves for the next one in the Actions cache. Pure.
 * It is only a hint. Whatever it claims, no report is lost and none is sent twice, because the
 * target repositories are asked before anything is sent.
 */

import type { Campaign, Marker } from './formats.ts';
import { freshPace } from './pace.ts';
import type { Pace } from './pace-schema.ts';

/** What makes two runs parts of the same campaign. */
export type Parameters = Pick<Campaign, 'period' | 'testing' | 'gbifdatasetid'>;

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

/** The unfinished campaign that a run without a period goes on with; with a dataset given, only one for it alone. */
export function lastCampaign(
  marker: Marker,
  { testing, gbifdatasetid }: Pick<Parameters, 'testing' | 'gbifdatasetid'>,
): Campaign | undefined {
  const isMeant = (campaign: Campaign) => gbifdatasetid === undefined || campaign.gbifdatasetid === gbifdatasetid;
  return lastActive(marker.campaigns.filter((campaign) => campaign.testing === testing && isMeant(campaign)));
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
