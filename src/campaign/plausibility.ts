/** Whether a campaign can be meant: its figures, before the first issue, which cannot be called back. Pure. */

import type { EarlierPeriod } from '../reports-index/earlier.ts';
import type { Dataset } from '../reports-index/parse.ts';
import type { ReportsIndex } from '../reports-index/read.ts';
import { isDue, reasonToSkip } from '../reports-index/skips.ts';
import type { Place, Problem } from '../shared/problem.ts';
import { fullName } from '../shared/repository.ts';
import { count, shown, thousands } from '../shared/text.ts';

/** No growth is looked at up to this many reports. */
const GROWTH_FROM = 50;
/** Times the rows of the period before. */
const GROWTH_LIMIT = 3;
/** Fewer stored reports than this say nothing about datasets.csv. */
const UNKNOWN_FROM = 20;
/** Repositories that are named one by one. */
const NAMED = 20;

export interface Figures {
  index: ReportsIndex;
  /** See `datasetsToTell`. */
  toTell: readonly Dataset[];
  /** Undefined: there is none, or it could not be read. */
  earlier: EarlierPeriod | undefined;
  /** Undefined: no ceiling. */
  maxPerRepository: number | undefined;
}

/**
 * The datasets whose reports the campaign is to send: one entry a report. Failures of earlier runs are among them, so
 * that a resumed campaign is looked at like a new one.
 */
export function datasetsToTell({ reports, datasets }: Pick<ReportsIndex, 'reports' | 'datasets'>): Dataset[] {
  return reports.flatMap((report) => {
    const dataset = datasets.get(report.gbifdatasetid);
    const isSent = dataset !== undefined && isDue(report, dataset) && reasonToSkip(dataset) === undefined;
    return isSent ? [dataset] : [];
  });
}

/** Only then the period before is of interest. */
export function canHaveGrown(toTell: readonly Dataset[]): boolean {
  return toTell.length > GROWTH_FROM;
}

/** All findings, one a cause. */
export function findImplausible(figures: Figures): Problem[] {
  return [...grown(figures), ...crowded(figures), ...unknown(figures)];
}

function grown({ index: { paths, period }, toTell, earlier }: Figures): Problem[] {
  if (earlier === undefined || !canHaveGrown(toTell)) return [];
  const most = GROWTH_LIMIT * earlier.rows;
  if (toTell.length <= most) return [];
  const rows = count(earlier.rows, 'row');
  const what = `period ${period.period} has ${thousands(toTell.length)} reports to send, expected at most ${thousands(most)}: ${GROWTH_LIMIT} times the ${rows} of period ${earlier.period}`;
  return [finding(what, { file: paths.reports })];
}

/** Repositories that would get too many reports, those with the most first. */
function crowded({ index: { paths, period }, toTell, maxPerRepository }: Figures): Problem[] {
  if (maxPerRepository === undefined) return [];
  const byRepository = Map.groupBy(toTell, (dataset) => nameOf(dataset).toLowerCase());
  const tooMany = [...byRepository.values()]
    .filter((datasets) => datasets.length > maxPerRepository)
    .sort((a, b) => b.length - a.length);
  const file = paths.datasets;
  const limit = `expected at most ${thousands(maxPerRepository)} (max-per-repository)`;
  const named = tooMany.slice(0, NAMED).flatMap((datasets) => {
    const [first] = datasets.toSorted((a, b) => a.line - b.line);
    if (first === undefined) return [];
    const what = `${nameOf(first)} would get ${count(datasets.length, 'report')} of period ${period.period}, ${limit}`;
    return [finding(what, { file, line: first.line })];
  });
  const more = tooMany.length - named.length;
  if (more === 0) return named;
  const rest = `${count(more, 'more repository', 'more repositories')} would get more than ${count(maxPerRepository, 'report')} of period ${period.period}, ${limit}`;
  return [...named, finding(rest, { file })];
}

function nameOf({ owner, repository }: Dataset): string {
  return fullName({ owner, name: repository });
}

function unknown({ index }: Figures): Problem[] {
  const { paths, period, counts, unknown: strangers } = index;
  if (counts.stored < UNKNOWN_FROM || strangers.size * 2 <= counts.stored) return [];
  const first = [...strangers]
    .slice(0, 3)
    .map((id) => shown(id).slice(1, -1))
    .join(', ');
  const of = `${thousands(strangers.size)} of ${count(counts.stored, 'stored report')} of period ${period.period}`;
  const what = `${of} have no row in ${paths.datasets}, expected at most half (first: ${first})`;
  return [finding(what, { file: paths.reports })];
}

function finding(what: string, place: Place): Problem {
  const line = place.line === undefined ? '' : `, line ${place.line}`;
  return { code: 'implausible', message: `${place.file}${line}: ${what}`, place };
}
