/** Which campaign a run works on. Pure. */

import type { Config } from '../config/config.ts';
import type { Campaign, Marker } from '../progress/schema.ts';
import { fail } from '../shared/problem.ts';

/** The campaign of this run, and whether an earlier run began it. */
export interface ChosenCampaign {
  campaign: Campaign;
  resumed: boolean;
}

type Choice = Pick<Config, 'period' | 'gbifdatasetid' | 'testing'>;

/**
 * Chooses the campaign of this run: the one that the inputs name; without a period, the unfinished one that was active
 * last (for the dataset, if the inputs name one); in a scheduled run without any, the previous calendar month (UTC).
 * Throws `period-missing`.
 */
export function chooseCampaign(
  choice: Choice,
  eventName: string,
  marker: Marker,
  now: number,
  id: string,
): ChosenCampaign {
  const { testing, gbifdatasetid } = choice;
  const unfinished = choice.period === undefined ? lastCampaign(marker, choice) : undefined;
  if (unfinished !== undefined) return { campaign: unfinished, resumed: true };
  const period = choice.period ?? (eventName === 'schedule' ? previousMonth(now) : undefined);
  if (period === undefined) fail('period-missing', 'Period parameter was not provided.');
  const parameters: Parameters = gbifdatasetid === undefined ? { period, testing } : { period, testing, gbifdatasetid };
  const same = findCampaign(marker, parameters);
  return same === undefined
    ? { campaign: newCampaign(parameters, id), resumed: false }
    : { campaign: same, resumed: true };
}

/** `YYYYMM` of the calendar month before `now`, in UTC. */
export function previousMonth(now: number): string {
  const date = new Date(now);
  const previous = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
  return previous.toISOString().slice(0, 7).replace('-', '');
}

/** Two runs with the same parameters belong to the same campaign. */
export type Parameters = Pick<Campaign, 'period' | 'testing' | 'gbifdatasetid'>;

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

/** The unfinished campaign that a run without a period resumes. With a dataset: only a campaign for this dataset. */
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
