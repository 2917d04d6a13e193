/** Reports that the action itself decides to skip: the reasons, and when a reason no longer holds. Pure. */

import { count, shown } from '../shared/text.ts';
import { countReason, type Dataset, type Period, type Report, type ReportCounts } from './parse.ts';
import type { OwnReason } from './rows.ts';

/** The reason to skip a report of this dataset; undefined when there is none. */
export function reasonToSkip(dataset: Dataset | undefined): OwnReason | undefined {
  if (dataset === undefined) return 'missing-dataset';
  if (dataset.notify === false) return 'opted-out';
  return dataset.owner === '' ? 'no-repository' : undefined;
}

/**
 * Whether a report is to be sent. A report that the action skipped is due again when the reason no longer holds; after
 * an opt-out only when `notify` says yes.
 */
export function isDue({ pending, skippedAs }: Report, dataset: Dataset | undefined): boolean {
  if (skippedAs === undefined) return pending;
  return skippedAs === 'opted-out' ? dataset?.notify === true : reasonToSkip(dataset) !== skippedAs;
}

/** The reasons as predicates of a dataset, for sentences. */
export const saidOfDataset: Readonly<Record<OwnReason, string>> = {
  'missing-dataset': 'is not in datasets.csv',
  'no-repository': 'has no repository',
  'opted-out': 'is not to be notified',
};

interface Skipped {
  gbifdatasetid: string;
  reason: OwnReason;
}

/** A period and its file. */
export interface PeriodFile {
  period: Pick<Period, 'status'>;
  counts: ReportCounts;
  reports: readonly Report[];
}

/**
 * Explains, with counts, why no report of a file is pending after these are skipped. Empty when earlier runs have sent
 * all reports. In a period that never ran, reports marked as sent are worth a word.
 */
export function whyNothing({ period, counts, reports }: PeriodFile, skipped: readonly Skipped[]): string {
  const { rows, sent, unstored } = counts;
  const isNew = period.status === '';
  if (rows === 0) return 'the file has no rows';
  if (sent === rows) return isNew ? 'every row is marked as sent (copied from last month?)' : '';
  const reasons = reasonsAfter(counts, reports, skipped);
  const inAll = [...reasons.values()].reduce((sum, times) => sum + times, 0);
  const parts: string[] = [];
  if (unstored > 0) parts.push(`${count(unstored, 'report is', 'reports are')} not stored yet`);
  if (isNew && sent > 0) parts.push(`${count(sent, 'report is', 'reports are')} marked as sent`);
  if (inAll > 0) parts.push(`${count(inAll, 'report is', 'reports are')} skipped (${describeReasons(reasons)})`);
  return parts.join(', ');
}

/** The number of skipped reports by reason. A report that was skipped before counts with its new reason only. */
function reasonsAfter(
  counts: ReportCounts,
  reports: readonly Report[],
  skipped: readonly Skipped[],
): ReadonlyMap<string, number> {
  if (skipped.length === 0) return counts.reasons;
  const reasons = new Map(counts.reasons);
  const before = new Map(reports.map(({ gbifdatasetid, skippedAs }) => [gbifdatasetid, skippedAs]));
  for (const { gbifdatasetid, reason } of skipped) {
    const old = before.get(gbifdatasetid);
    if (old !== undefined) reasons.set(old, (reasons.get(old) ?? 1) - 1);
    countReason(reasons, reason);
  }
  return reasons;
}

const REASONS_SHOWN = 5;

/** `297 "embargo", 3 "no-repository"`, the most frequent first. */
export function describeReasons(reasons: ReadonlyMap<string, number>): string {
  const all = [...reasons].filter(([, times]) => times > 0).sort(([, a], [, b]) => b - a);
  const rest = all.slice(REASONS_SHOWN).reduce((sum, [, times]) => sum + times, 0);
  const first = all.slice(0, REASONS_SHOWN).map(([reason, times]) => count(times, shown(reason), shown(reason)));
  return [...first, ...(rest === 0 ? [] : [count(rest, 'other', 'others')])].join(', ');
}

/** The number of outcomes by reason. */
export function reasonsOf(skipped: readonly Pick<Skipped, 'reason'>[]): Map<OwnReason, number> {
  const reasons = new Map<OwnReason, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return reasons;
}
